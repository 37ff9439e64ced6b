"""Ends a server that nobody looks at any more, and keeps its log small."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable
from pathlib import Path

from transformers_agent.tensorboard.attendance import Attendance
from transformers_agent.tensorboard.state_file import LOG, STATE, is_ours

LONGEST_PAUSE = 30.0
SHORTEST_PAUSE = 0.05
LARGEST_LOG = 2**20
KEPT_LOG = 2**16


class Keeper:
    """Looks now and then, in a thread of its own. ``idle``: seconds; 0: however long it takes."""

    def __init__(self, folder: Path, attendance: Attendance, idle: float, end: Callable[[], None]) -> None:
        self._folder = folder
        self._attendance = attendance
        self._idle = idle
        self._end = end
        self._over = threading.Event()

    def start(self) -> None:
        """Begins to look; whatever was asked before this is no visit that counts."""
        threading.Thread(target=self._look, name="keeper", daemon=True).start()

    def stop(self) -> None:
        """Does not look again."""
        self._over.set()

    def _look(self) -> None:
        pause = min(LONGEST_PAUSE, max(SHORTEST_PAUSE, self._idle / 4)) if self._idle else LONGEST_PAUSE
        while not self._over.wait(pause):
            # Without its note nobody can find, reuse or stop it.
            if not is_ours(self._folder / STATE) or 0 < self._idle <= self._attendance.idle():
                self._end()
                return
            with contextlib.suppress(OSError):
                shorten(self._folder / LOG)


def shorten(log: Path) -> None:
    """Keeps the end of a log that grew too long. Whoever writes it appends.

    Raises:
        OSError: it could not be read or written.
    """
    if log.stat().st_size <= LARGEST_LOG:
        return
    with log.open("r+b") as file:
        file.seek(-KEPT_LOG, os.SEEK_END)
        end = file.read()
        file.seek(0)
        file.write(end)
        file.truncate()
