"""Words and brackets of Python code that is being typed: no parser would take half of it."""

from __future__ import annotations

import re

import attrs

SIZE_LIMIT = 2**19
"""Characters; what follows is not read."""
TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<string>[A-Za-z]{0,2}(?:\"\"\"(?:\\.|[^\\])*?\"\"\"|'''(?:\\.|[^\\])*?'''
        |"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
    |(?P<name>[^\W\d]\w*)|(?P<number>\d[\w.]*)|(?P<mark>\S)""",
    re.VERBOSE | re.DOTALL,
)


@attrs.frozen
class Token:
    """``kind``: string, name, number or mark (one letter); ``start``: where it is, in code points."""

    kind: str
    text: str
    start: int


def python_tokens(text: str) -> list[Token]:
    """All but comments, in order."""
    return [
        Token(str(found.lastgroup), found.group(), found.start())
        for found in TOKEN.finditer(text[:SIZE_LIMIT])
        if found.lastgroup != "comment"
    ]
