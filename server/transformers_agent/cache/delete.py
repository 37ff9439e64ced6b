"""``cache.delete``: deletes one thing, the library's way."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from transformers_agent.cache import places, shared_store, targets
from transformers_agent.cache.contents import contents_of, size_now
from transformers_agent.cache.library_objects import Strategy, paths_of
from transformers_agent.cache.library_scan import Damaged
from transformers_agent.cache.strategy import Unlisted, read, steps_for
from transformers_agent.cache.targets import Target
from transformers_agent.faults import Fault
from transformers_agent.task import Params

ATTEMPTS = 10_000
"""Two windows may delete the same thing: the library stops at each thing that vanishes under it, and is asked
again as long as something does. This only keeps a fault of ours from doing so for ever."""


def delete(params: Params) -> dict[str, Any]:
    """``{label, freed, gone}``: bytes that are really free now; ``gone``: it was not there to begin with.

    ``target`` of the parameters is ``{name, revision, file}``, ``root`` the cache it is in.

    Raises:
        Fault: ``cache-foreign``, ``cache-in-use``: nothing was touched; ``cache-not-deleted`` with the
            system's words, ``cache-still-there`` with a path: all or some of it is still there.
    """
    root = places.cache_root(str(params["root"]))
    target = targets.read(params["target"])
    if target.kind == "shared":
        return _delete_shared(root, target)
    before: dict[str, int] = {}
    asked = False
    fault = Fault("cache-not-deleted", "")
    for _ in range(ATTEMPTS):
        try:
            steps = steps_for(read(root, target.name), target)
        except Damaged as damage:
            if str(damage) == fault.message:  # What vanished in the midst of the scan is not named again.
                break
            unlisted = isinstance(damage, Unlisted)
            fault = Fault("cache-foreign" if unlisted else "cache-not-deleted", str(damage))
            continue
        if steps is None:
            return _answer(target, before, gone=not asked)
        asked = True
        before.update(_with_shared(root, steps))
        _execute(steps)
        return _answer(target, before, gone=False)
    raise fault


def _with_shared(root: str, steps: list[Strategy]) -> dict[str, int]:
    """Path → size of every content file that may go, shared ones too."""
    contents = contents_of(root, steps)
    sizes = {store: size_now(store) for store in contents.links.values()}
    return {**contents.files, **{store: size for store, size in sizes.items() if size is not None}}


def _execute(steps: list[Strategy]) -> None:
    """Deletes all of it. No step is begun before the one in front of it is done: a blob never goes while a
    link leads to it.

    Raises:
        Fault: ``cache-not-deleted``, ``cache-still-there``: why the library could not delete something.
    """
    for step in steps:
        for _ in range(ATTEMPTS):
            heard = _execute_once(step)
            left = _left_of(step)
            if not left:
                break
            if heard.refusals:
                raise Fault("cache-not-deleted", "; ".join(heard.refusals))
            if not heard.others_were_faster:
                raise Fault("cache-still-there", left[0])
        else:
            raise Fault("cache-still-there", paths_of(step)[0])


def _execute_once(step: Strategy) -> _Listener:
    """Executes a step, and hears why it may not have been done."""
    with _listening() as listener:
        try:
            step.execute()
        except OSError as error:
            listener.hear(error)
    return listener


def _left_of(step: Strategy) -> list[str]:
    return [path for path in paths_of(step) if os.path.lexists(path)]


def _answer(target: Target, before: dict[str, int], *, gone: bool) -> dict[str, Any]:
    freed = sum(size for path, size in before.items() if not os.path.lexists(path))
    return {"label": target.label, "freed": freed, "gone": gone}


def _delete_shared(root: str, target: Target) -> dict[str, Any]:
    path = shared_store.shared_blob(root, target.file or "")
    size = size_now(path)
    if size is None:
        return _answer(target, {}, gone=True)
    shared_store.sweep(root, path)
    if os.path.lexists(path):
        raise Fault("cache-still-there" if shared_store.is_unused(root, path) else "cache-in-use", path)
    return _answer(target, {path: size}, gone=False)


class _Listener(logging.Handler):
    """Keeps what the system said: the library logs a refusal and goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.refusals: list[str] = []
        self.others_were_faster = False

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            self.hear(error)
        elif record.levelno >= logging.WARNING:  # Newer versions tell what is gone without an exception.
            self.others_were_faster = True

    def hear(self, error: BaseException) -> None:
        if isinstance(error, FileNotFoundError):
            self.others_were_faster = True
        else:
            self.refusals.append(str(error))


@contextmanager
def _listening() -> Iterator[_Listener]:
    listener = _Listener()
    logger = logging.getLogger("huggingface_hub")
    logger.addHandler(listener)
    try:
        yield listener
    finally:
        logger.removeHandler(listener)
