"""Follows what is written whole again and again: a ``trainer_state.json``, the newest of a folder of
checkpoints."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from transformers_workbench.health.followed_run import Found
from transformers_workbench.health.reading import Note, file_of
from transformers_workbench.health.series import Builder, Series
from transformers_workbench.health.trainer_state import History, rows_of, with_totals

PATIENCE = 10.0
"""Times as long as a reading took is waited before the next one."""
FOLDER_SECONDS = 1.0
"""Between two looks for a newer checkpoint."""
SETTLED_SECONDS = 2.0
"""A file that ends in the middle is being written, unless it stays like that for so long."""
ROWS_AT_ONCE = 500


class TrainerStateSource:
    """``path``: the file, or a folder with checkpoints."""

    def __init__(self, path: Path) -> None:
        self.reading = True
        self.notes: Sequence[Note] = ()
        self._path = path
        self._file = path
        self._run: Series | None = None
        self._seen: tuple[object, ...] = ()
        self._being_read: Iterator[None] | None = None
        self._history, self._builder = History(), Builder()
        self._took = 0.0
        self._next = self._next_folder = 0.0
        self._cut_since = 0.0

    @property
    def busy(self) -> bool:
        return self._being_read is not None

    def found(self) -> Sequence[Found]:
        return [] if self._run is None else [Found("1", "", self._run, self._run.counted)]

    def advance(self, until: float) -> bool:
        """Reads on, or anew when it changed."""
        now = time.monotonic()
        if self._being_read is None:
            if now < self._next or not self._changed(now):
                return False
            self._history, self._builder, self._took = History(), Builder(), 0.0
            self._being_read = rows_of(self._file, self._history, self._builder)
        for number, _ in enumerate(self._being_read, 1):
            if number % ROWS_AT_ONCE == 0 and time.monotonic() >= until:
                self._took += time.monotonic() - now
                return False
        self._being_read = None
        ended = time.monotonic()
        self._next = ended + PATIENCE * (self._took + ended - now)
        return self._show(ended)

    def _show(self, now: float) -> bool:
        if self._history.cut and self._run is not None:
            self._cut_since = self._cut_since or now
            if now - self._cut_since < SETTLED_SECONDS:
                self._seen = ()
                return False
        self._cut_since = 0.0
        self.reading = False
        self._run = with_totals(self._builder, self._history)
        notes = Note("damaged", self._history.damaged), Note("cut", int(self._history.cut))
        self.notes = tuple(note for note in notes if note.count)
        return True

    def _changed(self, now: float) -> bool:
        if self._path.is_dir() and now >= self._next_folder:
            self._next_folder = now + FOLDER_SECONDS
            self._file = file_of(self._path)
        stat = self._file.stat()
        seen = (self._file, stat.st_ino, stat.st_size, stat.st_mtime_ns)
        if seen == self._seen:
            return False
        self._seen = seen
        return True
