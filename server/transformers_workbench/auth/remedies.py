"""What stands in a token's place afterwards: the environment where the language can read it, else nothing."""

from __future__ import annotations

import re

import attrs

from transformers_workbench.auth.languages import Language
from transformers_workbench.auth.leaks import Leak
from transformers_workbench.auth.notebooks import Spot, spots_of
from transformers_workbench.auth.python_imports import import_edit, imports_os

VARIABLE = "HF_TOKEN"
COMMENT = "#"
_SHELL_CELL = re.compile(r"%%(?:bash|sh|!)\b")
_OTHER_CELL = re.compile(r"%%(?!(?:time|timeit|capture|prun)\b)")
"""Cells of a notebook that start with these are not in Python."""


@attrs.frozen
class Edit:
    """Replaces ``start`` to ``end`` (code points of the text) by ``text``."""

    start: int
    end: int
    text: str


@attrs.frozen
class Remedy:
    """The edits that take a token out of a text, the last place first."""

    expression: str
    """What reads the environment instead; empty when the token is only removed."""
    edits: tuple[Edit, ...]


def remedy_for(text: str, leak: Leak, language: Language) -> Remedy:
    """How to take this token out of a document of this language."""
    if language == "python":
        return _python(text, leak)
    if language == "notebook":
        return _notebook(text, leak, spots_of(text, [leak.start])[0])
    if language == "shell":
        return _shell(_line_before(text, leak), leak)
    if language == "dotenv" and leak.literal is not None and leak.place == "value":
        return Remedy("", (Edit(leak.literal.start, leak.literal.end, ""),))
    if language == "yaml" and leak.literal is None and leak.place == "value":
        return Remedy("", (Edit(leak.start, leak.end, '""'),))
    return _removal(leak)


def ignore_line(path_in_repository: str) -> str:
    """The line of a ``.gitignore`` at the repository's top that means this file (``/`` between folders)."""
    escaped = "".join(
        f"\\{character}" if character in "\\*?[" else character for character in path_in_repository
    )
    trailing = len(escaped) - len(escaped.rstrip(" "))
    return f"/{escaped[: len(escaped) - trailing]}" + "\\ " * trailing


def _removal(leak: Leak) -> Remedy:
    return Remedy("", (Edit(leak.start, leak.end, ""),))


def _line_before(text: str, leak: Leak) -> str:
    return text[max(text.rfind("\n", 0, leak.start), text.rfind("\r", 0, leak.start)) + 1 : leak.start]


def _last_line(code: str) -> str:
    return code.rsplit("\n", 1)[-1].lstrip()


def _reading(quote: str) -> str:
    """The expression, in the quotes that fit where a literal with ``quote`` stood."""
    mark = quote[:2] if quote.startswith("\\") else quote[:1]
    return f"os.environ[{mark}{VARIABLE}{mark}]"


def _python(text: str, leak: Leak) -> Remedy:
    before = _line_before(text, leak).lstrip()
    if before.startswith("!") or _SHELL_CELL.match(text):
        return _shell(before, leak)
    if before.startswith((COMMENT, "%")) or _OTHER_CELL.match(text):
        return _removal(leak)
    replacing = _in_code(text, leak, before)
    if replacing is None:
        return _removal(leak)
    expression, edits = replacing
    new_import = import_edit(text, leak.start)
    if new_import is not None:
        edits = (*edits, Edit(new_import[0], new_import[0], new_import[1]))
    return Remedy(expression, edits)


def _in_code(text: str, leak: Leak, before: str) -> tuple[str, tuple[Edit, ...]] | None:
    literal = leak.literal
    if literal is None:
        if leak.place != "value" or COMMENT in before:
            return None
        return _reading('"'), (Edit(leak.start, leak.end, _reading('"')),)
    prefix = literal.prefix.lower()
    if literal.quote == "`":
        return None
    if leak.place == "value":
        expression = _reading(literal.quote) + (".encode()" if "b" in prefix else "")
        return expression, (Edit(literal.start, literal.end, expression),)
    inner = text[literal.inner_start : literal.inner_end]
    # Only a literal without braces means the same when it becomes an f-string.
    if set(prefix) & set("but") or ("f" not in prefix and set(inner) & set("{}")):
        return None
    expression = _reading("'" if literal.quote[0] == '"' else '"')
    token = Edit(leak.start, leak.end, f"{{{expression}}}")
    if "f" in prefix:
        return expression, (token,)
    return expression, (token, Edit(literal.start, literal.start, "f"))


def _notebook(text: str, leak: Leak, spot: Spot) -> Remedy:
    """Code inside JSON: a literal in escaped or single quotes; anything else is only removed."""
    code = spot.code_before
    if spot.kind != "code" or code.startswith("%%") or _last_line(code).startswith((COMMENT, "%", "!")):
        return _removal(leak)
    literal = leak.literal
    if literal is None or leak.place != "value" or literal.quote not in ('\\"', "'") or literal.prefix:
        return _removal(leak)
    expression = _reading(literal.quote)
    edits: tuple[Edit, ...] = (Edit(literal.start, literal.end, expression),)
    assert spot.cell_start is not None
    if not imports_os(code):
        edits = (*edits, Edit(spot.cell_start, spot.cell_start, "import os\\n"))
    return Remedy(expression.replace("\\", ""), edits)


def _shell(before: str, leak: Leak) -> Remedy:
    if before.lstrip().startswith(COMMENT):
        return _removal(leak)
    reading, literal = f'"${VARIABLE}"', leak.literal
    if literal is None or literal.quote == "`":
        return Remedy(reading, (Edit(leak.start, leak.end, reading),))
    if leak.place == "value":
        return Remedy(reading, (Edit(literal.start, literal.end, reading),))
    inside = f"'{reading}'" if literal.quote == "'" else f"${{{VARIABLE}}}"
    return Remedy(reading, (Edit(leak.start, leak.end, inside),))
