"""Repositories that YAML names, line by line: the document may be broken anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

import attrs

from transformers_workbench.auth.data_keys import Value, mentions_of_values
from transformers_workbench.auth.repository_names import Mention
from transformers_workbench.positions import split_lines

_LINE = re.compile(
    r"(?P<dashes>(?:-[ ]+)*)(?:(?P<quote>[\"']?)(?P<key>[\w-]+)(?P=quote)[ ]*:(?:[ \t]+|$))?(?P<value>.*)"
)
_SCALAR = re.compile(r"\"([^\"\\]*)\"|'([^']*)'|([^\s\"'\[\]{},#&*!|>%@`][^\s,\[\]{}]*)")
_WHOLE = re.compile(rf"(?:{_SCALAR.pattern})[ \t]*(?:\#.*)?")
_FLOW_LIST = re.compile(r"\[([^\[\]{}]*)\]")
_LONGEST_LINE = 2_000


def yaml_mentions(text: str, *, is_card: bool = False) -> Iterator[Mention]:
    """The mentions of YAML text, in no order. ``is_card``: it is the head of a model card."""
    return mentions_of_values(_values(text), is_card=is_card)


def card_mentions(text: str) -> Iterator[Mention]:
    """The mentions of the head of a model card, which stands between two lines ``---``."""
    head = re.match(r"\ufeff?---[ \t]*\r?\n", text)
    end = re.compile(r"^---[ \t]*\r?$", re.MULTILINE).search(text, head.end()) if head else None
    if head and end:
        # The lines before count: offsets are those of the document.
        blank = re.sub(r"[^\r\n]", " ", text[: head.end()])
        yield from yaml_mentions(blank + text[head.end() : end.start()], is_card=True)


@attrs.define
class _Open:
    """A key whose value may go on below, or the item of a list."""

    indent: int
    key: str
    group: int


def _values(text: str) -> Iterator[Value]:
    groups = count(1)
    path: list[_Open] = []
    offset, in_text = 0, None
    """``in_text``: the indentation of the key whose value is a block of text."""
    for line in split_lines(text):
        start, offset = offset, offset + len(line)
        body = line.strip(" \t\r\n\ufeff")
        if not body or body.startswith("#") or len(body) > _LONGEST_LINE:
            continue
        indent = line.index(body[0])
        if in_text is not None and indent > in_text:
            continue
        in_text = None
        if body in ("---", "..."):
            path = []
            continue
        found = _LINE.fullmatch(body)
        if found is None:
            continue
        dashes, key, value = found["dashes"], found["key"], found["value"]
        if body == "-":
            dashes, value = "-", ""
        while path and (path[-1].indent > indent or (path[-1].indent == indent and not dashes)):
            last = path.pop()
            if not dashes and last.indent == indent and key is not None:
                group = last.group
                break
        else:
            group = next(groups)
        owner = path[-1].key if path else ""
        if key is not None:
            path.append(_Open(indent + len(dashes), key, group))
            if value[:1] in ("|", ">"):
                in_text = indent
        at = start + indent + found.start("value")
        for text_at, scalar in _scalars(value):
            holder = owner if key is not None else (path[-2].key if len(path) > 1 else "")
            yield Value(key if key is not None else owner, holder, group, scalar, at + text_at)


def _scalars(value: str) -> Iterator[tuple[int, str]]:
    """The value, or the items of a list on one line, with their offsets."""
    whole = _WHOLE.fullmatch(value)
    if whole is not None:
        yield _inside(whole)
        return
    flow = _FLOW_LIST.match(value)
    for item in _SCALAR.finditer(flow[1]) if flow else ():
        at, scalar = _inside(item)
        yield flow.start(1) + at if flow else at, scalar


def _inside(found: re.Match[str]) -> tuple[int, str]:
    number = found.lastindex or 0
    return found.start(number), found[number]
