"""The tokens of Python text that is being typed: it need not be valid, and nothing in it raises.

The standard library's tokenizer gives up at the first string that does not end; this one goes on behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Kind = Literal["string", "name", "mark", "line"]

_TOKEN = re.compile(
    r"""\#[^\r\n]*
    |\\\r?\n
    |(?P<prefix>[rRbBuUfFtT]{0,2})(?P<quote>\"{3}|'{3}|["'])
    |(?P<name>[^\W\d]\w*)
    |(?P<line>\r\n|\r|\n)
    |\d[\w.]*
    |(?P<mark>\*\*|->|[-+*/%@&|^<>=!:]=|[^\s\w])
    |\w""",
    re.VERBOSE,
)
_INNER = {
    '"': re.compile(r'[^"\\\r\n]*(?:\\(?:\r\n|.)[^"\\\r\n]*)*', re.DOTALL),
    "'": re.compile(r"[^'\\\r\n]*(?:\\(?:\r\n|.)[^'\\\r\n]*)*", re.DOTALL),
    '"""': re.compile(r'[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*', re.DOTALL),
    "'''": re.compile(r"[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*", re.DOTALL),
}


class Token(NamedTuple):
    """``text`` of a string: what is between its quotes, as written, and ``start`` and ``end`` of that; of one
    whose value is not what is written (``f"…"``, ``b"…"``, escapes, no end), ``text`` is empty. Comments,
    white space and numbers are left out; a number is the mark ``0``."""

    kind: Kind
    text: str
    start: int
    end: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens in order, in time linear in the text."""
    position, unended = 0, set[str]()
    while (found := _TOKEN.search(text, position)) is not None:
        position = found.end()
        quote = found["quote"]
        if quote is not None:
            if quote in unended:
                continue  # Its end was looked for already, to the end of the text.
            inner = _INNER[quote].match(text, position)
            end = inner.end() if inner is not None else position
            if text.startswith(quote, end):
                is_plain = found["prefix"].lower() in ("", "r", "u") and "\\" not in (
                    value := text[position:end]
                )
                yield Token("string", value if is_plain else "", position, end)
                position = end + len(quote)
            elif len(quote) == 3:
                unended.add(quote)
            else:
                yield Token("string", "", position, end)
                position = end
        elif found["name"] is not None:
            yield Token("name", found["name"], found.start(), position)
        elif found["line"] is not None:
            yield Token("line", "", found.start(), position)
        elif found["mark"] is not None:
            yield Token("mark", found["mark"], found.start(), position)
        elif text[found.start()] not in "#\\":
            yield Token("mark", "0", found.start(), position)
