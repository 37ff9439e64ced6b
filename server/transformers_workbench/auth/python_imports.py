"""Where ``import os`` goes in a Python text that has none."""

from __future__ import annotations

import re

from transformers_workbench.positions import split_lines

_IMPORTS_OS = re.compile(r"^import\b[^#\r\n]*?(?<![.\w])os(?:\.\w+)*(?![.\w]|[ \t]+as\b)", re.MULTILINE)
_LARGEST = 2**18
"""Code points of a text that is parsed just to find the place."""


def imports_os(text: str) -> bool:
    """Whether the name ``os`` is imported at the top level."""
    return _IMPORTS_OS.search(text) is not None


def import_edit(text: str, needed_at: int) -> tuple[int, str] | None:
    """What to insert, and the offset, in front of ``needed_at``; ``None`` when ``os`` is imported already."""
    if imports_os(text):
        return None
    lines = split_lines(text)
    offset = sum(map(len, lines[: _lines_of_the_head(text, lines)]))
    if offset > needed_at:  # A string on its own looks like a docstring.
        offset = 0
    end = "\r\n" if "\r\n" in text else "\n"
    starts_line = offset == 0 or text[offset - 1] in "\r\n"
    return offset, f"import os{end}" if starts_line else f"{end}import os{end}"


def _lines_of_the_head(text: str, lines: list[str]) -> int:
    """The lines that stay in front: docstring and ``__future__``, else comments and notebook magics."""
    count = _head_of_syntax(text) if len(text) <= _LARGEST else 0
    if count:
        return count
    for index, line in enumerate(lines):
        if not line.startswith(("#", "%")):
            return index
    return len(lines)


def _head_of_syntax(text: str) -> int:
    # The server's start does without it.
    import ast

    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return 0
    last = 0
    for index, statement in enumerate(body):
        is_docstring = (
            index == 0
            and isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Constant)
            and isinstance(statement.value.value, str)
        )
        if not is_docstring and not (
            isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
        ):
            break
        last = statement.end_lineno or 0
    return last
