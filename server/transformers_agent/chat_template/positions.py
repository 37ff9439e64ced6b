"""Where in a template something failed while it ran."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import Any

from transformers_agent.chat_template.tokens import CLOSING, LINE_END, OPENING, TemplateText, Token
from transformers_agent.chat_template.trail import Step
from transformers_agent.faults import Place

LARGEST_EXACT_SOURCE = 300_000
"""Characters. Above, finding the statement would take longer than is left of the deadline."""

QUOTED_NAME = re.compile(r"'([^'\s]+)'")


def runtime_place(environment: Any, source: str, step: Step, names: Iterable[str]) -> Place | None:
    """The place of a failure in the statement a step is in.

    ``names`` are what to look for in it, the likeliest first; if there is none of them, the statement's first
    token is the place.
    """
    if len(source) > LARGEST_EXACT_SOURCE:
        return whole_line(source, step.line)
    text = TemplateText(environment, source)
    candidates = _statements_of(environment, text, step)
    for name in names:
        for statement in candidates:
            token = _token_of(statement, name)
            if token is not None:
                return text.place_of(token)
    for statement in candidates:
        return text.place_of(_first_significant(statement))
    return whole_line(text.text, step.line)


def quoted_names(message: str) -> list[str]:
    """The names that a message of jinja's quotes, the last first: ``'dict object' has no attribute 'x'``."""
    return QUOTED_NAME.findall(message)[::-1]


def _statements_of(environment: Any, text: TemplateText, step: Step) -> list[list[Token]]:
    """The one statement a step is in when that can be told, else all that touch its line."""
    statements = text.statements()
    if step.python_line is not None:
        exact = _exact_statement(environment, text, step.python_line)
        if exact is not None and exact < len(statements):
            return [statements[exact]]
    return [
        statement
        for statement in statements
        if text.line_of(statement[0]) <= step.line <= text.line_of(statement[-1])
    ]


def _exact_statement(environment: Any, text: TemplateText, python_line: int) -> int | None:
    """The index of the statement that a line of the generated Python belongs to."""
    spread, lines = text.with_statements_on_own_lines()
    try:
        compiled = environment.from_string(spread)
    except Exception:
        return None  # Rewriting it changed what it means: only the line is known.
    line = compiled.get_corresponding_lineno(python_line)
    index = bisect_right(lines, line) - 1
    return index if index >= 0 else None


def _token_of(statement: list[Token], name: str) -> Token | None:
    """The token that names ``name``: as a name, or as the text in ``message['name']``."""
    for token in statement:
        if token.kind == "name" and token.text == name:
            return token
    for token in statement:
        if token.kind == "string" and token.text[1:-1] == name:
            return token
    return None


def _first_significant(statement: list[Token]) -> Token:
    """What a statement starts with, after its brace."""
    for token in statement:
        if token.kind not in OPENING and token.kind not in CLOSING:
            return token
    return statement[0]


def whole_line(source: str, line: int) -> Place | None:
    """What is written in a line, without the space around it."""
    lines = LINE_END.split(source)
    if not 1 <= line <= len(lines):
        return None
    content = lines[line - 1]
    start = len(content) - len(content.lstrip())
    return Place(line, start, max(start, len(content.rstrip())))
