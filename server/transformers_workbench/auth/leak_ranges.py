"""Offsets of a text as ranges of the protocol."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from lsprotocol import types as lsp

from transformers_workbench.positions import split_lines, utf16_length


class Ranges:
    """Ranges of one text: its lines are counted once, however many there are."""

    def __init__(self, text: str) -> None:
        lines = split_lines(text)
        self._text = text
        self._starts = [0, *accumulate(map(len, lines))]
        if lines and not lines[-1].endswith(("\n", "\r")):
            self._starts.pop()  # The last line has no other behind it.

    def __call__(self, start: int, end: int) -> lsp.Range:
        """The range of two offsets in code points."""
        return lsp.Range(self._position(start), self._position(end))

    def _position(self, offset: int) -> lsp.Position:
        line = bisect_right(self._starts, offset) - 1
        return lsp.Position(line, utf16_length(self._text[self._starts[line] : offset]))
