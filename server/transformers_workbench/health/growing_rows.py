"""The rows of a ``metrics.jsonl`` that grows, read piece by piece: each byte once, and only whole lines."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO

import attrs

from transformers_agent.regular_files import open_regular
from transformers_workbench.health.sampled_rows import SampledTrainings

PIECE = 2**20
"""Bytes read at once: some eight thousand rows, a tenth of a second. A longer line is left out."""
MOST_ROWS = 400_000
"""Kept in memory, with about a hundred bytes each; of a longer run they are evenly chosen."""
TAIL = 128
"""Bytes before the place that was read up to: where they are others, the file is another."""


@attrs.frozen
class Piece:
    """What one look brought. ``trainings``: those with new rows. ``anew``: the file was written again, as by
    a run that was resumed, and what was read before is forgotten. ``complete``: there is no more to read
    now."""

    trainings: frozenset[int] = frozenset()
    anew: bool = False
    complete: bool = True


class GrowingRows:
    """``rows`` and ``bytes_read`` so far; ``most_rows`` of them are in ``trainings``."""

    def __init__(self, path: Path, most_rows: int = MOST_ROWS) -> None:
        self.bytes_read = 0
        self._path = path
        self._most_rows = most_rows
        self._stamp: tuple[int, ...] = ()
        self._forget()

    def _forget(self) -> None:
        self.trainings = SampledTrainings(self._most_rows)
        self.rows = 0
        self._file: tuple[int, int] | None = None
        self._at = 0
        self._tail = b""
        self._in_long_line = False

    def read(self) -> Piece:
        """The next piece; none when nothing has changed, which costs one question to the system.

        Raises:
            OSError: the file is there, but cannot be read.
        """
        try:
            now = self._path.stat()
            stamp = (now.st_dev, now.st_ino, now.st_size, now.st_mtime_ns)
            if stamp == self._stamp:
                return Piece()
            with open_regular(self._path) as file:
                anew = not self._goes_on(file)
                if anew:
                    self._forget()
                opened = os.fstat(file.fileno())
                self._file = (opened.st_dev, opened.st_ino)
                file.seek(self._at)
                data = file.read(PIECE)
        except FileNotFoundError:
            had_rows = self._at > 0
            self._forget()
            return Piece(anew=had_rows)
        self.bytes_read += len(data)
        complete = len(data) < PIECE
        self._stamp = stamp if complete else ()
        return Piece(self._take(data, complete), anew, complete)

    def _goes_on(self, file: BinaryIO) -> bool:
        """Whether it still begins with what was read."""
        stat = os.fstat(file.fileno())
        if self._at == 0:
            return True
        if (stat.st_dev, stat.st_ino) != self._file or stat.st_size < self._at:
            return False
        file.seek(self._at - len(self._tail))
        return file.read(len(self._tail)) == self._tail

    def _take(self, data: bytes, complete: bool) -> frozenset[int]:
        end = data.rfind(b"\n") + 1
        if end == 0 and not complete:  # No row is as long: what follows is left out up to its end.
            end, self._in_long_line, lines = len(data), True, []
        else:
            lines = data[:end].split(b"\n")[:-1]
            if self._in_long_line and end:
                lines, self._in_long_line = lines[1:], False
        self._at += end
        self._tail = (self._tail + data[:end])[-TAIL:]
        grown = set()
        for line in lines:
            training = self.trainings.line(line.decode(errors="replace"))
            if training is not None:
                self.rows += 1
                grown.add(training)
        return frozenset(grown)
