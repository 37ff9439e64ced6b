"""What somebody wants deleted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from transformers_agent.cache.places import foreign

Kind = Literal["repo", "revision", "file", "incomplete", "shared"]


class Target(NamedTuple):
    """A repository, one of its revisions, a file of a revision, an unfinished download, or an unused shared
    blob (``name`` is empty)."""

    name: str
    revision: str | None
    file: str | None

    @property
    def kind(self) -> Kind:
        if not self.name:
            return "shared"
        if self.file is not None:
            return "incomplete" if self.revision is None else "file"
        return "repo" if self.revision is None else "revision"

    @property
    def label(self) -> str:
        """What it is called, for example ``org/model @ 01234567``."""
        repo = self.name.partition("--")[2].replace("--", "/") or self.name
        parts = [repo] if repo else []
        if self.revision is not None:
            parts.append(f"@ {self.revision[:8]}")
        if self.file is not None:
            parts.append(self.file)
        return " ".join(parts)


def read(raw: dict[str, Any]) -> Target:
    """The target out of a request.

    Raises:
        Fault: ``cache-foreign`` when it names nothing.
    """
    name, revision, file = raw.get("name"), raw.get("revision"), raw.get("file")
    if not isinstance(name, str) or (not name and (file is None or revision is not None)):
        raise foreign(repr(raw))
    return Target(name, revision, file)


def merged(targets: Iterable[Target]) -> list[Target]:
    """Each once, without those that another one covers; in the order in which they can go: repositories,
    revisions, files."""
    unique = list(dict.fromkeys(targets))
    whole = {target.name for target in unique if target.kind == "repo"}
    revisions = {(target.name, target.revision) for target in unique if target.kind == "revision"}
    left = [
        target
        for target in unique
        if target.kind in ("repo", "shared")
        or (target.name not in whole and (target.kind != "file" or target[:2] not in revisions))
    ]
    order: list[Kind] = ["repo", "revision", "file", "incomplete", "shared"]
    return sorted(left, key=lambda target: order.index(target.kind))
