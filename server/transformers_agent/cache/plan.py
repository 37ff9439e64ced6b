"""``cache.plan``: what deleting would do. Nothing is deleted here."""

from __future__ import annotations

from typing import Any

from transformers_agent.cache import places, shared_store, targets
from transformers_agent.cache.contents import (
    Contents,
    contents_of,
    shared_with_last_link,
    size_now,
)
from transformers_agent.cache.library_scan import Damaged
from transformers_agent.cache.strategy import Repo, Unlisted, read, refs_of, steps_for, without
from transformers_agent.cache.targets import Target
from transformers_agent.faults import Fault
from transformers_agent.task import Params


def plan(params: Params) -> dict[str, Any]:
    """``{items: [{target, kind, label, detail, size, refs}], freed, problems, paths}``.

    ``targets`` of the parameters are ``{name, revision, file}``; one that another covers gets no item.
    ``size`` is what an item frees by itself, ``freed`` what all free together, in bytes; ``detail`` is where
    it lies. ``paths`` are the files with content that would go. ``problems``: ``{label, reason, message,
    values}`` of each that cannot be deleted, as of a ``Fault``.

    Raises:
        Fault: ``cache-foreign`` when the root is no cache; ``missing-package``.
    """
    root = places.cache_root(str(params["root"]))
    plan = _Plan(root)
    for target in targets.merged([targets.read(raw) for raw in params["targets"]]):
        plan.add(target)
    return plan.answer()


class _Plan:
    """Target by target: what each frees by itself, and what is left for the next."""

    def __init__(self, root: str) -> None:
        self._root = root
        self._before: dict[str, Repo] = {}
        self._after: dict[str, Repo | None] = {}
        self._items: list[dict[str, Any]] = []
        self._all = Contents({}, {})
        self._problems: list[dict[str, Any]] = []

    def add(self, target: Target) -> None:
        try:
            if target.kind == "shared":
                self._add_shared(target)
            else:
                self._add(target)
        except Unlisted as error:
            self._problem(target, places.foreign(str(error)))
        except Damaged as error:
            self._problem(target, Fault("cache-damaged", str(error)))
        except Fault as error:
            if error.reason in ("missing-package", "missing-module"):
                raise
            self._problem(target, error)

    def _add(self, target: Target) -> None:
        if target.name not in self._before:
            self._before[target.name] = self._after[target.name] = read(self._root, target.name)
        repo = self._before[target.name]
        alone = steps_for(repo, target)
        if alone is None:
            raise Fault("cache-gone", repo.folder)
        size = self._bytes(contents_of(self._root, alone))
        self._item(target, repo.folder, size, refs_of(alone, repo.folder))
        left = self._after[target.name]
        steps = steps_for(left, target) if left is not None else None
        if left is not None and steps is not None:
            together = contents_of(self._root, steps)
            self._all.files.update(together.files)
            self._all.links.update(together.links)
            self._after[target.name] = without(left, target, steps)

    def _add_shared(self, target: Target) -> None:
        path = shared_store.shared_blob(self._root, target.file or "")
        size = size_now(path)
        if size is None:
            raise Fault("cache-gone", path)
        if not shared_store.is_unused(self._root, path):
            raise Fault("cache-in-use", path)
        self._all.files[path] = size
        self._item(target, path, size, [])

    def _problem(self, target: Target, fault: Fault) -> None:
        self._problems.append(
            {
                "label": target.label,
                "reason": fault.reason,
                "message": fault.message,
                "values": dict(fault.values),
            }
        )

    def _item(self, target: Target, detail: str, size: int, refs: list[str]) -> None:
        item = {"kind": target.kind, "label": target.label, "detail": detail, "size": size, "refs": refs}
        self._items.append({"target": target._asdict(), **item})

    def _bytes(self, contents: Contents) -> int:
        shared = shared_with_last_link(self._root, contents.links)
        return sum(contents.files.values()) + sum(shared.values())

    def answer(self) -> dict[str, Any]:
        shared = shared_with_last_link(self._root, self._all.links)
        return {
            "items": self._items,
            "freed": self._bytes(self._all),
            "problems": self._problems,
            "paths": sorted({*self._all.files, *shared}),
        }
