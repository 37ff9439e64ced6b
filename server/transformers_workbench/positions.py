"""Offsets, lines and columns, and the editor's UTF-16 code units.

The editor counts lines by ``\\n``, ``\\r\\n`` and ``\\r`` alone; ``str.splitlines`` knows more line ends
(U+2028, form feed…) and would misplace everything behind one of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_LINE_END = re.compile(r"\r\n|\r|\n")


def split_lines(text: str) -> list[str]:
    """The lines of a text with their line ends, as the editor counts lines."""
    return _LINE.findall(text)


def utf16_length(text: str) -> int:
    """The length of a text in UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def position_at(text: str, offset: int) -> tuple[int, int]:
    """Zero-based line and character (UTF-16 code units) of an offset in code points."""
    line, line_start = 0, 0
    for end in _LINE_END.finditer(text):
        if end.end() > offset:
            break
        line, line_start = line + 1, end.end()
    return line, utf16_length(text[line_start:offset])


def offset_at(text: str, line: int, column: int) -> int:
    """The offset in code points of a zero-based line and a column in code points; clipped to the text."""
    start = 0
    for index, end in enumerate(_LINE_END.finditer(text)):
        if index == line:
            return min(start + column, end.start())
        start = end.end()
    return min(start + column, len(text))


class Utf16Offsets:
    """Converts many offsets of one text from code points to UTF-16 code units."""

    def __init__(self, text: str) -> None:
        self._wide = [] if text.isascii() else [i for i, c in enumerate(text) if c > "\uffff"]

    def __call__(self, offset: int) -> int:
        return offset + bisect_right(self._wide, offset - 1) if self._wide else offset

    def all(self, offsets: Iterable[int]) -> list[int]:
        return [self(offset) for offset in offsets] if self._wide else list(offsets)
