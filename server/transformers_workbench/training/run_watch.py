"""Tells when something visible of the runs changed, by looking now and then while somebody shows them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from transformers_workbench.training.run_folder import (
    ATTEMPT_NOTE,
    EXIT,
    FINDINGS,
    METRICS,
    OUTCOME,
    PROCESS,
    PROGRESS,
    SPEC,
    STOP,
)
from transformers_workbench.training.run_start import run_folders

PAUSE = 1.0
SHOWN_SECONDS = 600.0
"""Since somebody asked last: whoever still shows them asks again after each change."""
THOROUGH = 10
"""So many looks at the files to one at the processes."""
WATCHED = (SPEC, ATTEMPT_NOTE, PROCESS, PROGRESS, METRICS, FINDINGS, STOP, EXIT, OUTCOME)

Picture = frozenset[tuple[str, int, int]]


class Watch:
    """Looks until nobody has asked for some minutes. ``changed`` is told; ``states`` of the runs say what no
    file does: that a process is gone."""

    def __init__(self, changed: Callable[[], None], states: Callable[[Iterable[Path]], object]) -> None:
        self._changed = changed
        self._states = states
        self._folders: tuple[Path, ...] = ()
        self._asked = 0.0
        self._picture: Picture = frozenset()
        self._task: asyncio.Task[None] | None = None

    async def saw(self, folders: Iterable[Path]) -> None:
        """Somebody is about to be told of these; from now on what differs is news."""
        self._folders = tuple(folders)
        self._asked = time.monotonic()
        self._picture = await asyncio.to_thread(picture, self._folders)
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._look())

    async def _look(self) -> None:
        known: object = None
        looks = 0
        while time.monotonic() - self._asked < SHOWN_SECONDS:
            await asyncio.sleep(PAUSE)
            looks += 1
            now = await asyncio.to_thread(picture, self._folders)
            states = known
            if looks % THOROUGH == 0:
                states = await asyncio.to_thread(self._states, self._folders)
            if now != self._picture or (states != known and known is not None):
                self._changed()
            self._picture, known = now, states


def picture(folders: Iterable[Path]) -> Picture:
    """When the files that say something visible were written."""
    seen: set[tuple[str, int, int]] = set()
    for folder in folders:
        try:
            below = run_folders(folder)
        except OSError:
            continue
        for run in below:
            for name in WATCHED:
                try:
                    stat = (run / name).stat()
                except OSError:
                    continue
                seen.add((f"{run}/{name}", stat.st_mtime_ns, stat.st_size))
    return frozenset(seen)
