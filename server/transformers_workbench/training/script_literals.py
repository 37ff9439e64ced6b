"""Values as Python writes them, laid out as a formatter leaves them. No value can leave its literal."""

from __future__ import annotations

import unicodedata

WIDTH = 88
Value = str | int | float | bool | None | list[str]


def literal(value: Value) -> str:
    """Python source of a value. Text is in double quotes unless single ones need fewer backslashes."""
    if not isinstance(value, str):
        return repr(value) if not isinstance(value, list) else f"[{', '.join(map(literal, value))}]"
    quote = "'" if value.count('"') > value.count("'") else '"'
    letters = [letter if letter in "\"'" else repr(letter)[1:-1] for letter in value]
    return quote + "".join(f"\\{letter}" if letter == quote else letter for letter in letters) + quote


def assignment(name: str, value: Value, comment: str = "") -> str:
    """``name = value``, over several lines where one is too short; a comment stands before it."""
    before = "".join(f"# {line}\n" for line in comment.splitlines())
    line = f"{name} = {literal(value)}"
    if width(line) > WIDTH and isinstance(value, list) and value:
        inner = "\n".join(f"    {literal(each)}," for each in value)
        line = f"{name} = [\n{inner}\n]"
    elif width(line) > WIDTH and isinstance(value, str) and width(literal(value)) + 4 <= WIDTH:
        line = f"{name} = (\n    {literal(value)}\n)"
    return before + line


def width(text: str) -> int:
    """Columns: wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1 for letter in text)
