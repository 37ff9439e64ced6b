"""Real-looking Hugging Face tokens in a text.

A token never leaves this module: what it returns says where one is and shows its last four characters.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Literal

import attrs

from transformers_workbench.auth.literals import Literal as StringLiteral
from transformers_workbench.auth.literals import literal_around

Place = Literal["value", "part", "bare"]

SHOWN = 4
"""Characters of a token that may be shown."""

_TOKEN = re.compile(
    r"(?P<prefix>hf_|api_org_)(?P<body>[A-Za-z0-9]{34})(?![A-Za-z0-9_])"
    # What an OAuth login or a CI job gets for some hours is a signed JSON document.
    # Where it begins is asked first: many beginnings in one long word must not each be read to its end.
    r"|(?:(?<![A-Za-z0-9_-])|(?<=\\[nrt]))(?P<signed>hf_(?:oauth|jwt)_)(?=ey)(?P<document>[A-Za-z0-9_-]{16,}(?:\.[A-Za-z0-9_-]{16,}){2})"
)
_BEGINNING = re.compile(
    r"(?:^|[^A-Za-z0-9_]"
    # Escapes end in letters and digits: a line break in JSON, a hexadecimal code, a percent code, a colour.
    r"|\\[abefnrtv]|\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|%[0-9A-Fa-f]{2}|\[[0-9;]{0,8}m)\Z"
)
_BEFORE = 12
"""Characters in front of a token that decide whether it begins there."""

_REPEATED = re.compile(r"(.)\1{5}|(.{6}).*\2", re.DOTALL)
_WORDS = (
    "token",
    "dummy",
    "yourt",
    "secret",
    "sample",
    "access",
    "insert",
    "change",
    "foobar",
    "qwerty",
    "asdfgh",
    "example",
    "replace",
    "invalid",
    "notreal",
    "hugging",
    "redacted",
    "placeholder",
)
"""Words of placeholders; none so short that chance would put it into a real token."""
_WORD = re.compile("|".join(form for word in _WORDS for form in (word, word.upper(), word.capitalize())))
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "01234567890")
_RUN = re.compile(
    "|".join(
        step[start : start + 6]
        for run in _RUNS
        for step in (run, run[::-1])
        for start in range(len(step) - 5)
    )
)


@attrs.frozen
class Leak:
    """Where a token stands. Offsets are in code points of the text."""

    start: int
    end: int
    shown: str
    """For example ``hf_…abcd``: all that may ever be shown of it."""
    place: Place
    """The whole of a value, a part of a longer string, or neither."""
    literal: StringLiteral | None
    """The string literal it stands in."""


def find_leaks(text: str, most: int | None = None) -> list[Leak]:
    """The real-looking tokens of a text, in its order; all of them, or the first ``most``."""
    tokens = (
        found
        for found in _TOKEN.finditer(text)
        if _begins(text, found.start()) and (found["body"] is None or _looks_random(found["body"]))
    )
    return [
        _leak(text, found.start(), found.end(), found["prefix"] or found["signed"])
        for found in islice(tokens, most)
    ]


def _begins(text: str, start: int) -> bool:
    return _BEGINNING.search(text[max(0, start - _BEFORE) : start]) is not None


def _looks_random(body: str) -> bool:
    """Whether it may have come from the Hub's random generator: a person's placeholder does not look so.

    Every test here turns away less than one in a hundred thousand of what the generator makes.
    """
    return (
        len(set(body)) >= 12
        and sum(character.islower() for character in body) >= 3
        and sum(character.isupper() for character in body) >= 3
        and not _REPEATED.search(body)
        and not _RUN.search(body)
        and not _WORD.search(body)
    )


def _leak(text: str, start: int, end: int, prefix: str) -> Leak:
    literal = literal_around(text, start, end)
    shown = f"{'api_org_' if prefix == 'api_org_' else 'hf_'}…{text[end - SHOWN : end]}"
    return Leak(start, end, shown, _place(text, start, end, literal), literal)


def _place(text: str, start: int, end: int, literal: StringLiteral | None) -> Place:
    if literal is not None:
        return "value" if (literal.inner_start, literal.inner_end) == (start, end) else "part"
    line_start = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    before = text[line_start:start].rstrip(" \t")
    return "value" if before.endswith(("=", ":")) and _ends_word(text, end) else "bare"


def _ends_word(text: str, end: int) -> bool:
    return text[end : end + 1] in ("", " ", "\t", "\r", "\n", ",", ";", "#", ")", "]", "}")
