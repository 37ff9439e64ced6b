"""Follows event files through the installed TensorBoard: it reads them, and is asked again while they
change."""

from __future__ import annotations

import asyncio
import math
import os
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from transformers_workbench.errors import WorkbenchError
from transformers_workbench.health.event_folder import read_event_folder
from transformers_workbench.health.followed_run import Found
from transformers_workbench.health.reading import Note, Reading

PAUSE = 3.0
"""Seconds between two questions at least."""
PATIENCE = 3.0
"""Times as long as the last answer took; the first one had to wait for TensorBoard to start."""
LONGEST_PAUSE = 30.0
LATE = 10.0
"""TensorBoard looks at the files every few seconds: so long after a change it is still asked."""
LOOK_SECONDS = 1.0


class EventSource:
    """``interpreter``: the Python that has TensorBoard."""

    busy = False

    def __init__(self, path: Path, interpreter: str | None) -> None:
        self.reading = True
        self.notes: Sequence[Note] = ()
        self._path = path
        self._interpreter = interpreter
        self._runs: Sequence[Found] = ()
        self._asked: Asked | None = None
        self._error: WorkbenchError | None = None
        self._asked_at = -math.inf
        self._next_question = self._next_look = 0.0
        self._seen: tuple[int, int, int] = (-1, 0, 0)
        self._changed_at = 0.0

    def found(self) -> Sequence[Found]:
        return self._runs

    def advance(self, until: float) -> bool:
        """Asks again when something changed; takes the answer when it is there."""
        now = time.monotonic()
        if self._asked is not None and self._asked.ended:
            asked, self._asked = self._asked, None
            return self._take(asked, now)
        if self._asked is None:
            self._look(now)
        if self._error is not None:
            raise self._error
        return False

    def _look(self, now: float) -> None:
        if now >= self._next_look:
            seen = _looked_at(self._path)
            self._next_look = now + max(LOOK_SECONDS, 20 * (time.monotonic() - now))
            if seen != self._seen:
                self._seen, self._changed_at = seen, now
        if now < self._next_question or self._asked_at > self._changed_at + LATE:
            return
        self._asked_at = now
        if self._interpreter is None:
            self._error, self.reading = WorkbenchError("interpreter-missing"), False
            return
        self._asked = Asked(self._path, self._interpreter)

    def _take(self, asked: Asked, now: float) -> bool:
        took = 0.0 if self.reading else now - asked.began
        self.reading = False
        self._next_question = now + min(LONGEST_PAUSE, max(PAUSE, PATIENCE * took))
        self._error = asked.error
        if asked.error is not None:
            raise asked.error
        if asked.answer is None:
            return False
        self.notes = asked.answer.notes
        self._runs = [
            Found(run.name or ".", run.name, run, run.counted) for run in asked.answer.runs if len(run)
        ]
        return True


class Asked:
    """One question, in a thread of its own: TensorBoard may take a minute to start."""

    def __init__(self, path: Path, interpreter: str) -> None:
        self.began = time.monotonic()
        self.answer: Reading | None = None
        self.error: WorkbenchError | None = None
        self._path, self._interpreter = path, interpreter
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()

    @property
    def ended(self) -> bool:
        return not self._thread.is_alive()

    def _ask(self) -> None:
        try:
            self.answer = asyncio.run(read_event_folder(self._path, self._interpreter))
        except WorkbenchError as error:
            self.error = error
        except OSError as error:
            message = error.strerror or str(error)
            self.error = WorkbenchError("log-unreadable", path=str(self._path), message=message)


def _looked_at(path: Path) -> tuple[int, int, int]:
    """How many event files there are, their bytes, and when the last one changed.

    Raises:
        FileNotFoundError: the log is not there.
    """
    stat = path.stat()
    if path.is_file():
        return 1, stat.st_size, stat.st_mtime_ns
    end = time.monotonic() + LOOK_SECONDS / 4
    count = size = newest = 0
    for folder, _, names in os.walk(path):
        for name in names:
            if "tfevents" in name:
                try:
                    each = Path(folder, name).stat()
                except OSError:
                    continue
                count, size, newest = count + 1, size + each.st_size, max(newest, each.st_mtime_ns)
        if time.monotonic() > end:
            break
    return count, size, newest
