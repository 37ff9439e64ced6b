"""A file that somebody else appends to: what is new of it, and whether it is still the same file."""

from __future__ import annotations

import codecs
import zlib
from pathlib import Path

from transformers_agent.regular_files import open_regular
from transformers_workbench.health.lines import encoding_of

PIECE = 2**18
"""Bytes that are read at once."""
WITNESS = 4096
"""So many bytes before the place that was read to must be as they were."""
CHECKED_WHOLE = 64 * 2**20
"""A file that was written to but did not grow is compared whole up to this size."""


class GrowingFile:
    """Reads a file once, from its beginning on. It is opened anew for each piece: on Windows an open file
    could not be replaced."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.offset = 0
        self.size = 0
        self._stat: tuple[int, int, int, int] | None = None
        self._end = b""
        self._sum = 0
        self._decode: codecs.IncrementalDecoder | None = None

    @property
    def more(self) -> bool:
        """Whether there is more than was read, as of the last look."""
        return self.size > self.offset

    def look(self) -> bool:
        """Whether it is still the file of which a part was read; else it has to be read anew.

        Raises:
            OSError: it is not there, or cannot be read.
        """
        stat = self.path.stat()
        now = (stat.st_size, stat.st_mtime_ns, stat.st_ino, stat.st_dev)
        before, self._stat = self._stat, now
        self.size = stat.st_size
        if before is None or now == before:
            return True
        if now[2:] != before[2:] or self.size < self.offset:
            return False
        return self._is_as_it_was()

    def text(self) -> str:
        """The next piece. Never more than was there at the last look: what comes after it may be another
        file's.

        Raises:
            OSError: it is not there, or cannot be read.
        """
        if self._decode is None:
            self._decode = codecs.getincrementaldecoder(encoding_of(self.path))("replace")
        with open_regular(self.path) as file:
            file.seek(self.offset)
            piece = file.read(min(PIECE, self.size - self.offset))
        if not piece:
            self.size = self.offset
        self.offset += len(piece)
        self._end = (self._end + piece)[-WITNESS:]
        self._sum = zlib.crc32(piece, self._sum)
        return self._decode.decode(piece)

    def _is_as_it_was(self) -> bool:
        with open_regular(self.path) as file:
            file.seek(self.offset - len(self._end))
            if file.read(len(self._end)) != self._end:
                return False
            if self.size > self.offset or self.size > CHECKED_WHOLE:
                return True
            file.seek(0)
            found, left = 0, self.offset
            while left and (piece := file.read(min(PIECE, left))):
                found, left = zlib.crc32(piece, found), left - len(piece)
        return not left and found == self._sum
