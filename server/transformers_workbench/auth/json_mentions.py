"""Repositories that JSON names. It may be broken: a string ends at the end of its line at the latest, and a
bracket that does not fit is passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

import attrs

from transformers_workbench.auth.data_keys import Value, mentions_of_values
from transformers_workbench.auth.repository_names import LONGEST, Mention

_WORTH_READING = re.compile(
    r'"\w{0,40}(?:model|dataset|name_or_path|repo_id|tokenizer)\w{0,40}"\s*:', re.ASCII
)
_PIECE = re.compile(r'"([^"\\\r\n]*(?:\\[^\r\n][^"\\\r\n]*)*)(?:"(?P<key>\s*:)?|)|[{}\[\]]')
_DEEPEST = 200


def json_mentions(text: str) -> Iterator[Mention]:
    """The mentions of JSON text, in no order, in time linear in the text."""
    if _WORTH_READING.search(text) is not None:
        yield from mentions_of_values(_values(text))


@attrs.define
class _Bracket:
    """An open bracket. A list is the value of its key as often as it has items."""

    holder: str
    key: str
    group: int
    is_list: bool = False

    def item(self) -> _Bracket:
        return _Bracket(self.holder, self.key, self.group, is_list=True)

    def member(self, group: int) -> _Bracket:
        return _Bracket(self.key, "", group)


def _values(text: str) -> Iterator[Value]:
    groups = count(1)
    path = [_Bracket("", "", 0)]
    for piece in _PIECE.finditer(text):
        sign = piece[0]
        if sign in ("{", "["):
            if len(path) < _DEEPEST:
                path.append(path[-1].item() if sign == "[" else path[-1].member(next(groups)))
        elif sign in ("}", "]"):
            if len(path) > 1:
                path.pop()
        elif piece["key"] is not None:
            path[-1].key = piece[1]
        else:
            inner = path[-1]
            if len(piece[1]) <= LONGEST and inner.key:
                yield Value(inner.key, inner.holder, inner.group, piece[1], piece.start(1))
            if not inner.is_list:
                inner.key = ""
