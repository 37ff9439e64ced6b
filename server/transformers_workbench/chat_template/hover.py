"""What the name under the mouse means: the installed libraries' own words, and a special token's value."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Literal

import attrs

from transformers_workbench.positions import split_lines
from transformers_workbench.wording import Wording

Descriptions = Mapping[str, Mapping[str, str]]
"""``variables``, ``filters`` and ``tests``: Markdown by name, as the agent's ``chat_template.describe``."""

_NAME = re.compile(r"[A-Za-z_]\w*")
_OPENING = re.compile(r"\{\{|\{%")
_CLOSING = re.compile(r"\}\}|%\}")


@attrs.frozen
class Name:
    """A name in a template; ``start`` and ``end`` are columns in code points."""

    text: str
    kind: Literal["variables", "filters", "tests"]
    start: int
    end: int


def name_at(text: str, line: int, column: int) -> Name | None:
    """The name at a zero-based line and column (code points), if it stands in an expression or a
    statement and is no attribute of something else."""
    lines = split_lines(text)
    if line >= len(lines):
        return None
    for match in _NAME.finditer(lines[line]):
        if match.start() <= column <= match.end():
            before = "".join(lines[:line]) + lines[line][: match.start()]
            if not _inside(before):
                return None
            before = before.rstrip()
            if before.endswith("."):
                return None
            kind: Literal["variables", "filters", "tests"] = "variables"
            if before.endswith("|"):
                kind = "filters"
            elif re.search(r"\bis(?:\s+not)?$", before):
                kind = "tests"
            return Name(match.group(), kind, match.start(), match.end())
    return None


def description(
    name: Name, descriptions: Descriptions, special_tokens: Mapping[str, object], library: str, say: Wording
) -> str | None:
    """Markdown for a name; ``None`` when nothing is known of it."""
    if name.kind == "variables" and name.text in special_tokens:
        value = json.dumps(special_tokens[name.text], ensure_ascii=False)
        return f"`{name.text}` = `{value}`\n\n" + say("Supplied by the tokenizer.")
    text = descriptions.get(name.kind, {}).get(name.text)
    if text is None:
        return None
    return f"`{name.text}`\n\n{text}\n\n*{library}*"


def _inside(before: str) -> bool:
    """Whether a text that ends here ends inside of a Jinja delimiter."""
    opened = max((match.start() for match in _OPENING.finditer(before)), default=-1)
    closed = max((match.start() for match in _CLOSING.finditer(before)), default=-1)
    return opened > closed
