"""Lines of what a script printed, from the end on, and those that say something: of a log of any size,
without reading more of it than is asked for."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import attrs

from transformers_agent.regular_files import open_regular
from transformers_workbench.health.lines import ESCAPES, encoding_of
from transformers_workbench.health.log_problem import log_problem

BLOCK = 2**20
LONGEST = 10_000
"""Characters of a line that are shown."""
LOOKED_AT = 2**16
"""Bytes at the end of a line in which what stands last of it is looked for."""
LARGEST_BLOCK = 2**23
"""A line is not longer than this; what comes before it is taken for another."""
MOST_LINES = 5000


@attrs.frozen
class TextLines:
    """``lines``: offset in bytes and text, in the order of the file. ``before``: where to go on with those
    that come before; 0: there are none. ``complete``: else time was up, and it can go on from there."""

    lines: Sequence[tuple[int, str]]
    before: int
    complete: bool

    def json(self) -> dict[str, Any]:
        """As ``LogLines`` has it."""
        return {
            "lines": [{"offset": offset, "text": text} for offset, text in self.lines],
            "before": self.before,
            "complete": self.complete,
        }


def text_lines(path: Path, search: str, before: int, limit: int, seconds: float) -> TextLines:
    """The last lines before an offset (-1: the end) that contain ``search``, at most ``limit``.

    Raises:
        WorkbenchError: ``log-missing``, ``log-unreadable``.
    """
    try:
        with open_regular(path) as file:
            wanted = Wanted(search, encoding_of(path))
            size = file.seek(0, 2)
            end = size if before < 0 else min(before, size)
            return _lines(file, wanted, end, max(1, min(limit, MOST_LINES)), time.monotonic() + seconds)
    except OSError as error:
        raise log_problem(path, error) from error


def _lines(file: BinaryIO, wanted: Wanted, end: int, limit: int, until: float) -> TextLines:
    found: list[tuple[int, str]] = []
    while end > 0:
        start, block = _block(file, end, wanted.end)
        for offset, text in wanted.lines(block):
            found.append((start + offset, text))
            if len(found) == limit:
                return TextLines(found[::-1], start + offset, True)
        end = start
        if end > 0 and time.monotonic() >= until:
            return TextLines(found[::-1], end, False)
    return TextLines(found[::-1], 0, True)


def _block(file: BinaryIO, end: int, line_end: bytes) -> tuple[int, bytes]:
    """Whole lines that end at ``end``, and where they begin."""
    size = BLOCK
    while True:
        start = max(0, end - size)
        file.seek(start)
        block = file.read(end - start)
        if start == 0:
            return 0, block
        first = _find(block, line_end, start)
        # The line end of the last line alone does not begin another.
        if 0 <= first < len(block) - len(line_end):
            return start + first + len(line_end), block[first + len(line_end) :]
        if size >= LARGEST_BLOCK:
            return start, block
        size *= 8


def _find(block: bytes, line_end: bytes, start: int) -> int:
    """The first line end: in UTF-16 only at an even place."""
    at = block.find(line_end)
    while at >= 0 and (start + at) % len(line_end):
        at = block.find(line_end, at + 1)
    return at


class Wanted:
    """Which lines are wanted. Capitals in ``search`` are meant as such; without any, case is no matter."""

    def __init__(self, search: str, encoding: str) -> None:
        self._any_case = search == search.lower()
        self._search = search
        self._encoding = "utf-8" if encoding == "utf-8-sig" else encoding
        self.end = b"\n"
        if encoding == "utf-16":
            self._encoding = "utf-16-le"
            self.end = b"\n\0"
        # Its bytes are looked for first, where they are the same however the line is written.
        plain = encoding != "utf-16" and (search.isascii() or search.lower() == search.upper())
        self._bytes = search.encode() if plain else b""

    def lines(self, block: bytes) -> Iterator[tuple[int, str]]:
        """The wanted lines of a block, the last first, with their places in it."""
        if self._bytes and b"\x1b" not in block:
            yield from self._with_bytes(block)
            return
        end = len(block)
        while end > 0:
            start = self._start(block, end - len(self.end))
            text = self._text(block[start:end])
            if self._matches(text):
                yield start, text
            end = start

    def _with_bytes(self, block: bytes) -> Iterator[tuple[int, str]]:
        looked_in = block.lower() if self._any_case else block
        end = len(block)
        while (at := looked_in.rfind(self._bytes, 0, end)) >= 0:
            start = block.rfind(b"\n", 0, at) + 1
            line_end = block.find(b"\n", at)
            text = self._text(block[start : len(block) if line_end < 0 else line_end])
            if self._matches(text):
                yield start, text
            end = start

    def _start(self, block: bytes, end: int) -> int:
        """Where the line begins that ends before ``end``."""
        width = len(self.end)
        at = block.rfind(self.end, 0, max(0, end))
        while at >= 0 and at % width:
            at = block.rfind(self.end, 0, at + width - 1)
        return at + width if at >= 0 else 0

    def _matches(self, text: str) -> bool:
        return self._search in (text.lower() if self._any_case else text)

    def _text(self, line: bytes) -> str:
        """As a terminal shows it: what was drawn last."""
        if len(line) > LOOKED_AT and b"\r" not in line[-LOOKED_AT:].rstrip(b"\r\n"):
            line = line[: LONGEST * 4]
        text = line[-LOOKED_AT:].decode(self._encoding, "replace").lstrip("\ufeff").rstrip("\r\n")
        if "\x1b" in text:
            text = ESCAPES.sub("", text)
        if "\r" in text:
            text = next((part for part in reversed(text.split("\r")) if part.strip()), "")
        return text[:LONGEST]
