"""Where in a template jinja's lexer, parser or compiler stumbled."""

from __future__ import annotations

from typing import Any

from transformers_agent.chat_template.positions import quoted_names
from transformers_agent.chat_template.tokens import OPENING, WITHOUT_MEANING, TemplateText, Token
from transformers_agent.faults import Place


def syntax_place(environment: Any, source: str, error: Any) -> Place | None:
    """The place of a ``TemplateSyntaxError`` that this environment raised for ``source``."""
    text = TemplateText(environment, source)
    if text.lexer_error is not None and getattr(text.lexer_error, "message", None) == error.message:
        return _lexer_place(text)
    found = _parser_place(environment, text, source)
    if found is None or found.line != error.lineno:
        # Raised after parsing, or for a line further up: jinja's own line counts.
        named = _named_place(text, error)
        return named or found
    return found


def _parser_place(environment: Any, text: TemplateText, source: str) -> Place | None:
    """Parses again and looks at which token the parser stopped; ``None`` when it does not stop."""
    from jinja2 import TemplateSyntaxError
    from jinja2.parser import Parser

    try:
        parser = Parser(environment, source)
        parser.parse()
    except TemplateSyntaxError:
        remaining = _count_remaining(parser.stream)
    else:
        return None
    if remaining == 0:
        return _last_place(text)
    seen = [token for token in text.tokens if token.kind not in WITHOUT_MEANING]
    return text.place_of(seen[-remaining]) if remaining <= len(seen) else None


def _count_remaining(stream: Any) -> int:
    """How many tokens the parser had not passed yet, the one it stopped at included."""
    from jinja2 import TemplateSyntaxError

    remaining = 0
    while stream.current.type != "eof":
        remaining += 1
        try:
            next(stream)
        except TemplateSyntaxError:  # What the lexer does not understand ends the list of tokens as well.
            break
    return remaining


def _lexer_place(text: TemplateText) -> Place | None:
    """Right after the last token that the lexer understood."""
    if not text.tokens:
        return text.place(0, 1)
    last = text.tokens[-1]
    if last.end >= len(text.text) or last.kind == "comment_begin":
        return text.place_of(last)
    return text.place(last.end, last.end + 1)


def _last_place(text: TemplateText) -> Place | None:
    """What is written last: the template ended where something was still expected."""
    written = text.text.rstrip()
    last = next((token for token in reversed(text.tokens) if token.start < len(written)), None)
    if last is None:
        return None
    last_line = max(last.start, written.rfind("\n") + 1)
    start = len(written) - len(written[last_line:].lstrip())
    return text.place(start, len(written))


def _named_place(text: TemplateText, error: Any) -> Place | None:
    """The name that the message quotes, at jinja's line or further down in the same statement."""
    statements = [
        statement
        for statement in text.statements()
        if text.line_of(statement[0]) <= error.lineno <= text.line_of(statement[-1])
    ]
    for name in quoted_names(str(error.message)):
        for statement in statements:
            token = _after_operator(statement, name)
            if token is not None:
                return text.place_of(token)
    for statement in statements:
        token = next((token for token in statement if token.kind not in OPENING), statement[0])
        return text.place_of(token)
    return None


def _after_operator(statement: list[Token], name: str) -> Token | None:
    """The token of a filter or a test (``| name``, ``is name``, ``is not name``), else any of that name."""
    parts = name.split(".")
    plain: Token | None = None
    for index, token in enumerate(statement):
        if token.kind != "name" or token.text != parts[0]:
            continue
        if index and statement[index - 1].text in ("|", "is", "not", "filter"):
            return token
        plain = plain or token
    return plain
