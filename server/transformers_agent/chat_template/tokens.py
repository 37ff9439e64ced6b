"""A template's tokens with their exact places, from the installed environment's own lexer.

jinja knows lines only. Its lexer yields every token as the literal text it stands for, so that looking for
one after the other gives the offsets.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from transformers_agent.faults import Place

LINE_END = re.compile(r"\r\n|\r|\n")
OPENING = ("block_begin", "variable_begin")
CLOSING = ("block_end", "variable_end")
WITHOUT_MEANING = ("whitespace", "comment_begin", "comment", "comment_end", "raw_begin", "raw_end")
"""Tokens the parser never sees."""


@dataclass(frozen=True)
class Token:
    """A token at ``start`` of the text, code points, line ends normalised to one ``\\n``."""

    start: int
    end: int
    kind: str
    text: str


class TemplateText:
    """A template as its lexer sees it: the tokens up to the end or to what the lexer does not understand."""

    def __init__(self, environment: Any, source: str) -> None:
        lines = LINE_END.split(source)
        self.text = "\n".join(lines)
        self.line_starts = [0, *accumulate(len(line) + 1 for line in lines)][:-1]
        self.tokens: list[Token] = []
        self.lexer_error: Exception | None = None
        position = 0
        try:
            for _, kind, text in environment.lexer.tokeniter(source, None):
                start = self.text.find(text, position)
                if start < 0:
                    break  # Not a literal part of the source: from here on there are no exact places.
                position = start + len(text)
                self.tokens.append(Token(start, position, kind, text))
        except Exception as error:
            self.lexer_error = error

    def place(self, start: int, end: int) -> Place:
        """The place of ``start``..``end``, cut off at the end of its first line."""
        line = bisect_right(self.line_starts, start)
        line_start = self.line_starts[line - 1]
        next_start = self.line_starts[line] if line < len(self.line_starts) else len(self.text) + 1
        return Place(line, start - line_start, min(end, next_start - 1) - line_start)

    def place_of(self, token: Token) -> Place:
        """The place of a token."""
        return self.place(token.start, token.end)

    def line_of(self, token: Token) -> int:
        """The 1-based line a token starts in."""
        return bisect_right(self.line_starts, token.start)

    def statements(self) -> list[list[Token]]:
        """The tokens of each ``{{ … }}`` and ``{% … %}`` in turn, without its whitespace."""
        found: list[list[Token]] = []
        is_inside = False
        for token in self.tokens:
            if token.kind in OPENING:
                found.append([token])
                is_inside = True
            elif is_inside and token.kind not in WITHOUT_MEANING:
                found[-1].append(token)
                is_inside = token.kind not in CLOSING
        return found

    def with_statements_on_own_lines(self) -> tuple[str, list[int]]:
        """The same template with a line break after each opening brace, and the line each statement then has.

        A line break there means nothing to jinja, so the generated Python is the same line by line, and tells
        which of several statements of one line a Python line belongs to.
        """
        parts: list[str] = []
        lines: list[int] = []
        position = 0
        line = 1
        for token in self.tokens:
            if token.kind in OPENING:
                part = self.text[position : token.end] + "\n"
                parts.append(part)
                line += part.count("\n")
                lines.append(line)
                position = token.end
        parts.append(self.text[position:])
        return "".join(parts), lines
