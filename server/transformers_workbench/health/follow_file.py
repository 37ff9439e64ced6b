"""Follows a file that grows by lines: what is new is read; what was replaced or cut is read anew beside what
is shown."""

from __future__ import annotations

import copy
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from transformers_workbench.health.follow_metrics import MetricsRows
from transformers_workbench.health.followed_run import Found
from transformers_workbench.health.growing_file import GrowingFile
from transformers_workbench.health.lines import ESCAPES, LONGEST_LINE
from transformers_workbench.health.reading import Note
from transformers_workbench.health.row import rows_in
from transformers_workbench.health.tracks import Tracks

PATIENCE = 3.0
"""Times as long as it took to put the runs of a console log together is waited before it is done again; a new
row waits as long."""


class Lines(Protocol):
    """Makes rows of text."""

    @property
    def notes(self) -> Sequence[Note]: ...
    def feed(self, text: str) -> None:
        """The next piece."""

    def settle(self) -> None:
        """The end was reached for now."""

    def due(self, now: float) -> bool:
        """Whether the runs are to be shown as they are now."""

    def found(self) -> Sequence[Found]: ...


class MetricsLines(MetricsRows):
    """``metrics.jsonl``: a run for every call of ``Trainer.train``, and it grows in its place."""

    def due(self, now: float) -> bool:
        return True

    def found(self) -> Sequence[Found]:
        named = len(self.runs) > 1
        return [Found(run.name, run.name if named else "", run) for run in self.runs.values()]


class ConsoleLines:
    """What a script printed: which rows belong together is only known in the end."""

    def __init__(self) -> None:
        self.notes: Sequence[Note] = ()
        self._tracks = Tracks()
        self._rest = ""
        self._next = 0.0

    def feed(self, text: str) -> None:
        lines = (self._rest + text).replace("\r", "\n").split("\n")
        self._rest = lines.pop()
        if len(self._rest) > LONGEST_LINE:
            lines.append(self._rest)
            self._rest = ""
        tracks = self._tracks
        for line in lines:
            if tracks.awaits_bar or "{" in line:
                _line(tracks, line)

    def settle(self) -> None:
        """The last line may have no end yet: it is only looked at, in ``found``."""

    def due(self, now: float) -> bool:
        return now >= self._next

    def found(self) -> Sequence[Found]:
        began = time.monotonic()
        # Runs are joined in place where one goes on from another, and both may still grow.
        tracks = copy.deepcopy(self._tracks)
        if self._rest:
            _line(tracks, self._rest)
        runs = [Found(str(at), run.name, run, run.counted) for at, run in enumerate(tracks.series(), 1)]
        notes = Note("repeated", tracks.repeated), Note("left-out", tracks.left_out)
        self.notes = tuple(note for note in notes if note.count)
        now = time.monotonic()
        self._next = now + PATIENCE * (now - began)
        return runs


def _line(tracks: Tracks, line: str) -> None:
    text = ESCAPES.sub("", line) if "\x1b" in line else line
    tracks.line(text, rows_in(text))


class FileSource:
    """Such a file. ``may_be_missing``: it is no error that it is not there, until it was."""

    def __init__(self, path: Path, lines: Callable[[], Lines], *, may_be_missing: bool = False) -> None:
        self.reading = True
        self._path = path
        self._lines = lines
        self._may_be_missing = may_be_missing
        self._file = GrowingFile(path)
        self._shown: Lines = lines()
        self._being_read = self._shown
        self._new = False

    @property
    def busy(self) -> bool:
        return self._file.more

    @property
    def notes(self) -> Sequence[Note]:
        return self._shown.notes

    def found(self) -> Sequence[Found]:
        return self._shown.found()

    def advance(self, until: float) -> bool:
        """Reads on."""
        try:
            if not self._file.look():
                self._anew()
        except FileNotFoundError:
            if not self._may_be_missing or not self._path.parent.is_dir():
                raise
            self.reading = False
            return False
        self._may_be_missing = False
        while self._file.more:
            self._being_read.feed(self._file.text())
            self._new = True
            if time.monotonic() >= until:
                break
        if not self._file.more:
            self._being_read.settle()
            self._new = self._new or self._being_read is not self._shown
            self._shown = self._being_read
        return self._is_to_be_shown()

    def _anew(self) -> None:
        self._file = GrowingFile(self._path)
        self._file.look()
        self._being_read = self._lines()

    def _is_to_be_shown(self) -> bool:
        ended = not self._file.more
        told = self.reading and ended
        if told:
            self.reading = False
        elif not self._new or self._being_read is not self._shown or not self._shown.due(time.monotonic()):
            return False
        self._new = False
        return True
