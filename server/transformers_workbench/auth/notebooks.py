"""Where a place of a notebook's file lies: in the code of a cell, in an output, or elsewhere.

Works on the JSON as it is written, so that offsets are those of the file, escapes included.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Literal

import attrs

SpotKind = Literal["code", "output", "other"]
Path = tuple["str | int", ...]

# A string that does not end goes to the end of the text: looking for its end from every quote would take
# the square of the text's length.
_PIECE = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[{}\[\],]', re.DOTALL)
_NEXT_STRING = re.compile(r'"\s*,\s*"')
_KEY = re.compile(r"[ \t\r\n]*:")


@attrs.frozen
class Spot:
    """A place in a notebook's file."""

    kind: SpotKind
    cell: int | None = None
    """Its number, from 0."""
    cell_start: int | None = None
    """Of code: the offset at which the cell's text begins."""
    code_before: str = ""
    """Of code: what stands before the place in its cell, in lines, other escapes as in the file."""


@attrs.frozen
class Written:
    path: Path
    start: int
    end: int


def spots_of(text: str, offsets: Sequence[int]) -> list[Spot]:
    """The spot of each offset. Broken JSON, or code that is not Python: everything is ``other``."""
    cell_types: dict[int, str] = {}
    cell_starts: dict[int, int] = {}
    found: dict[int, Written] = {}
    language = "python"
    waiting = sorted(offsets, reverse=True)
    for written in strings_of(text):
        match written.path:
            case ("cells", int(cell), "cell_type"):
                cell_types[cell] = text[written.start + 1 : written.end - 1]
            case ("cells", int(cell), "source") | ("cells", int(cell), "source", 0):
                cell_starts[cell] = written.start + 1
            case ("metadata", "language_info", "name") | ("metadata", "kernelspec", "language"):
                language = text[written.start + 1 : written.end - 1]
        while waiting and waiting[-1] < written.end:
            offset = waiting.pop()
            if written.start < offset:
                found[offset] = written
    return [
        _spot(text, found.get(offset), offset, cell_types, cell_starts, language == "python")
        for offset in offsets
    ]


def _spot(
    text: str,
    written: Written | None,
    offset: int,
    cell_types: dict[int, str],
    cell_starts: dict[int, int],
    is_python: bool,
) -> Spot:
    match written.path if written is not None else ():
        case ("cells", int(cell), "outputs", *_):
            return Spot("output", cell)
        case ("cells", int(cell), "source", *_) if is_python and cell_types.get(cell) == "code":
            assert written is not None
            before = _NEXT_STRING.sub("", text[cell_starts[cell] : offset]).replace("\\n", "\n")
            return Spot("code", cell, cell_starts[cell], before)
        case ("cells", int(cell), *_):
            return Spot("other", cell)
    return Spot("other")


def strings_of(text: str) -> Iterator[Written]:
    """Every string that is a value, with the path to it; ends where the brackets do not fit."""
    path: list[str | int] = []
    for piece in _PIECE.finditer(text):
        sign = piece.group()
        if sign == "{":
            path.append("")
        elif sign == "[":
            path.append(0)
        elif sign in "}]":
            if not path:
                return
            path.pop()
        elif sign == ",":
            if path and isinstance(path[-1], int):
                path[-1] += 1
        elif path and isinstance(path[-1], str) and _KEY.match(text, piece.end()):
            path[-1] = _decoded(sign)
        else:
            yield Written(tuple(path), piece.start(), piece.end())


def _decoded(written: str) -> str:
    try:
        return str(json.loads(written))
    except ValueError:
        return written
