"""What was answered about access, and which documents show it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence

import attrs

from transformers_workbench.auth.repository_names import Mention
from transformers_workbench.protocol import AccessAnswer

FRESH = 60.0
"""Seconds, as the agent has it. An older answer that no open document shows is no answer any more."""

Key = tuple[str, str, str]
"""Type, id and revision of a repository."""


def key_of(mention: Mention | AccessAnswer) -> Key:
    """What an answer is found by: the Hub tells no case of letters apart."""
    return mention.repo_type, mention.repo_id.lower(), mention.revision or ""


@attrs.frozen
class _Entry:
    answer: AccessAnswer
    at: float


class AccessBook:
    """The answers for the token in use."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._entries: dict[Key, _Entry] = {}
        self._shown: dict[str, frozenset[Key]] = {}

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self._entries)

    def keep(self, answer: AccessAnswer) -> None:
        """It takes the place of an older one."""
        self._entries[key_of(answer)] = _Entry(answer, self._now())

    def answer_for(self, mention: Mention) -> AccessAnswer | None:
        """What was answered about a mention; ``None``: it was never asked about."""
        entry = self._entries.get(key_of(mention))
        return entry.answer if entry is not None else None

    def answered(self, mentions: Iterable[Mention]) -> Sequence[tuple[Mention, AccessAnswer]]:
        """The mentions that were asked about, with their answers."""
        return [(each, answer) for each in mentions if (answer := self.answer_for(each)) is not None]

    def showing(self, uri: str, mentions: Iterable[Mention]) -> None:
        """The document names these now."""
        self._shown[uri] = frozenset(map(key_of, mentions))

    def closed(self, uri: str) -> None:
        """What only this document showed is forgotten."""
        only_here = self._shown.pop(uri, frozenset()).difference(*self._shown.values())
        for key in only_here:
            self._entries.pop(key, None)

    def drop_stale(self) -> None:
        """Forgets what is old and shown nowhere."""
        shown = frozenset[Key]().union(*self._shown.values())
        for key, entry in list(self._entries.items()):
            if key not in shown and self._now() - entry.at > FRESH:
                del self._entries[key]

    def forget(self) -> None:
        """Another token is in use: nothing of it holds."""
        self._entries.clear()
