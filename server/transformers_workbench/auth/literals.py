"""The string literal around a place, found without knowing the language: quotes on the same line."""

from __future__ import annotations

import re

import attrs

_PREFIX = re.compile(r"(?<![A-Za-z0-9_])[A-Za-z]{1,2}\Z")
_QUOTES = ('"""', "'''", '\\"', "\\'", '"', "'", "`")
"""The escaped ones are those of code inside a JSON string."""
_LONGEST_LINE = 2_000
"""Code points. Minified files have lines of megabytes; nobody wants an edit there."""


@attrs.frozen
class Literal:
    """A string literal. Offsets are in code points of the text."""

    start: int
    """Of its prefix (``f``, ``rb``), which is empty outside of Python."""
    inner_start: int
    inner_end: int
    end: int
    """Behind the closing quote."""
    prefix: str
    quote: str


def literal_around(text: str, start: int, end: int) -> Literal | None:
    """The literal that holds ``start`` to ``end``; ``None`` when there are no quotes around on its line."""
    return _tight(text, start, end) or _loose(text, start, end)


def _tight(text: str, start: int, end: int) -> Literal | None:
    """Quotes right around the place: whatever stands before them on the line."""
    for quote in _QUOTES:
        if text.startswith(quote, end) and start >= len(quote) and text.startswith(quote, start - len(quote)):
            return _literal(text, start, end, quote)
    return None


def _loose(text: str, start: int, end: int) -> Literal | None:
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    if start - line_start > _LONGEST_LINE:
        return None
    quote, opened, position = "", 0, line_start
    while position < start:
        character = text[position]
        if character == "\\" and quote:
            position += 2
            continue
        if quote:
            if text.startswith(quote, position):
                position += len(quote)
                quote = ""
                continue
        elif character in "\"'`":
            quote = next(each for each in _QUOTES if text.startswith(each, position))
            position += len(quote)
            opened = position
            continue
        position += 1
    if not quote:
        return None
    closed = _closing(text, end, quote)
    return _literal(text, opened, closed, quote) if closed is not None else None


def _closing(text: str, position: int, quote: str) -> int | None:
    limit = min(len(text), position + _LONGEST_LINE)
    while position < limit and text[position] not in "\r\n":
        if text.startswith(quote, position):
            return position
        position += 2 if text[position] == "\\" else 1
    return None


def _literal(text: str, inner_start: int, inner_end: int, quote: str) -> Literal:
    opened = inner_start - len(quote)
    found = _PREFIX.search(text[max(0, opened - 3) : opened])
    prefix = found.group() if found is not None and set(found.group().lower()) <= set("rbfut") else ""
    return Literal(opened - len(prefix), inner_start, inner_end, inner_end + len(quote), prefix, quote)
