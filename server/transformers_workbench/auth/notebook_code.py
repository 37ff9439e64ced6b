"""The code of a notebook's file as one text, and where each character of it stands in the file."""

from __future__ import annotations

import json
import re
from bisect import bisect_right

import attrs

from transformers_workbench.auth.notebooks import strings_of

_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}|.)")


@attrs.frozen
class NotebookCode:
    """The code cells one below the other."""

    text: str
    _starts: list[int]
    """Where in ``text`` a stretch without escapes begins…"""
    _offsets: list[int]
    """… and where in the file."""

    def offset(self, position: int) -> int:
        """The offset in the file of a place of ``text``."""
        index = bisect_right(self._starts, position) - 1
        return self._offsets[index] + position - self._starts[index]


def notebook_code(text: str) -> NotebookCode:
    """The code of a notebook's file; of broken JSON, that of the part before."""
    kinds: dict[int, str] = {}
    sources: list[tuple[int, int, int]] = []
    for written in strings_of(text):
        match written.path:
            case ("cells", int(cell), "cell_type"):
                kinds[cell] = text[written.start + 1 : written.end - 1]
            case ("cells", int(cell), "source", *_):
                sources.append((cell, written.start + 1, written.end - 1))
    pieces: list[str] = []
    starts, offsets, length, last = [0], [0], 0, -1
    for cell, start, end in sources:
        if kinds.get(cell) != "code":
            continue
        if last not in (-1, cell):
            pieces.append("\n")
            length += 1
        last = cell
        position = start
        while position < end:
            starts.append(length)
            offsets.append(position)
            escape = _ESCAPE.search(text, position, end)
            plain = text[position : escape.start() if escape else end]
            decoded = _decoded(escape[0]) if escape else ""
            pieces += (plain, decoded)
            length += len(plain) + len(decoded)
            position = escape.end() if escape else end
    return NotebookCode("".join(pieces), starts, offsets)


def _decoded(escape: str) -> str:
    try:
        return str(json.loads(f'"{escape}"'))
    except ValueError:
        return escape
