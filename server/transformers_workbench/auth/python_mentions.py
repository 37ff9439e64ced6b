"""Repositories that Python text names: in calls, and in constants that calls are given."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transformers_workbench.auth.loading_calls import Slot, slots_of
from transformers_workbench.auth.python_calls import Call, calls_of
from transformers_workbench.auth.python_tokens import Token, tokens
from transformers_workbench.auth.repository_names import TYPES, Mention, names_repository

_WORTH_READING = re.compile(
    r"from_pretrained|load_dataset|_download|pipeline|Trainer|LLM|Encoder|SentenceTransformer|_or_path|_info"
    r"|auth_check|list_repo|get_dataset|cached_file"
)
"""Something of every call that names a repository; most files have none of it."""


def python_mentions(text: str) -> Iterator[Mention]:
    """The mentions of Python text, in no order; one place may be in several calls."""
    if _WORTH_READING.search(text) is None:
        return
    found = calls_of(tokens(text))
    for call in found.calls:
        for slot in slots_of(call.callee, call.receiver):
            for argument in _arguments(call, slot):
                mention = _mention(call, slot, argument, found.constants)
                if mention is not None:
                    yield mention


def _arguments(call: Call, slot: Slot) -> Iterator[Token]:
    position = slot.position
    if position is not None and position < len(call.positional):
        argument = call.positional[position]
        if argument is not None:
            yield argument
    for keyword in slot.keywords:
        argument = call.keywords.get(keyword)
        if argument is not None:
            yield argument


def _mention(call: Call, slot: Slot, argument: Token, constants: dict[str, Token]) -> Mention | None:
    string = _string(argument, constants)
    repo_type = slot.repo_type or _repo_type(call, constants)
    if string is None or repo_type is None or not names_repository(string.text, repo_type):
        return None
    if slot.needs_slash and "/" not in string.text:
        return None
    revision = call.keywords.get("revision")
    named = _string(revision, constants) if revision is not None else None
    return Mention(string.text, repo_type, named.text or None if named else None, string.start, string.end)


def _string(argument: Token, constants: dict[str, Token]) -> Token | None:
    return argument if argument.kind == "string" else constants.get(argument.text)


def _repo_type(call: Call, constants: dict[str, Token]) -> str | None:
    """What the call says; ``None``: it is computed, or no type that we know."""
    if "repo_type" not in call.keywords:
        return "model"
    said = call.keywords["repo_type"]
    if said is None:
        return None
    if said[:2] == ("name", "None"):
        return "model"
    string = _string(said, constants)
    return string.text if string is not None and string.text in TYPES else None
