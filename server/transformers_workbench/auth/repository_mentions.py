"""Which repositories of the Hub a document names, and exactly where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath

import attrs

from transformers_workbench.auth.json_mentions import json_mentions
from transformers_workbench.auth.languages import language_of
from transformers_workbench.auth.notebook_code import notebook_code
from transformers_workbench.auth.python_mentions import python_mentions
from transformers_workbench.auth.repository_names import IsLocal, Mention
from transformers_workbench.auth.yaml_mentions import card_mentions, yaml_mentions

LONGEST = 2 * 2**20
"""Code points of a document that are read; what comes after them is left alone."""
MOST = 500
"""Mentions of one document."""


def mentions_of(text: str, name: str, identifier: str | None, is_local: IsLocal) -> list[Mention]:
    """The mentions of a document in order, whatever state it is in. ``name`` is its file's, ``identifier``
    what the editor calls its language. What ``is_local`` accepts is no repository."""
    found: dict[Mention, None] = {}
    local: dict[str, bool] = {}
    for mention in _found(text[:LONGEST], name, identifier):
        if mention.repo_id not in local:
            local[mention.repo_id] = is_local(mention.repo_id)
        if not local[mention.repo_id]:
            found[mention] = None
            if len(found) >= MOST:
                break
    return sorted(found, key=lambda mention: (mention.start, mention.repo_type))


def is_read(name: str, identifier: str | None) -> bool:
    """Whether documents of this kind are looked through at all."""
    return language_of(name, identifier) in ("python", "notebook", "json", "yaml") or _is_card(name)


def _found(text: str, name: str, identifier: str | None) -> Iterable[Mention]:
    if _is_card(name):
        return card_mentions(text)
    match language_of(name, identifier):
        case "python":
            return python_mentions(text)
        case "notebook":
            return _notebook_mentions(text)
        case "json":
            return json_mentions(text)
        case "yaml":
            return yaml_mentions(text)
    return ()


def _is_card(name: str) -> bool:
    return PurePath(name).name.lower() == "readme.md"


def _notebook_mentions(text: str) -> Iterator[Mention]:
    code = notebook_code(text)
    for mention in python_mentions(code.text):
        start = code.offset(mention.start)
        # An id has no escapes in it unless somebody is playing tricks.
        if text.startswith(mention.repo_id, start):
            yield attrs.evolve(mention, start=start, end=start + len(mention.repo_id))
