"""Keeps what open documents show of access in step with their text and with the answers; and, where the
setting says so, asks about what they name."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any

from transformers_workbench.auth.access_book import AccessBook, Key, key_of
from transformers_workbench.auth.document_mentions import DocumentMentions, Seen
from transformers_workbench.auth.repository_names import Mention
from transformers_workbench.documents import canonical
from transformers_workbench.errors import WorkbenchError

QUIET = 0.3
"""Seconds without a keystroke before a document is looked through."""
AT_ONCE = 3
MOST = 50
"""Repositories of one document that are asked about by themselves."""

Show = Callable[[Seen], None]
Ask = Callable[[Mention], Awaitable[object]]


class AccessWatch:
    """Nothing is read while nothing was ever asked and nothing is to be asked."""

    def __init__(
        self,
        book: AccessBook,
        mentions: DocumentMentions,
        show: Show,
        ask: Ask,
        asks_by_itself: Callable[[], bool],
    ) -> None:
        self._book = book
        self._mentions = mentions
        self._show = show
        self._ask = ask
        self._asks_by_itself = asks_by_itself
        self._open: dict[str, str] = {}
        """Spelled canonically → as the client spells it."""
        self._looks: dict[str, asyncio.Task[None]] = {}
        self._asked: dict[str, set[Key]] = {}
        self._begun: set[asyncio.Task[object]] = set()
        self._few = asyncio.Semaphore(AT_ONCE)

    def opened(self, uri: str) -> None:
        """A document is there."""
        self._book.drop_stale()
        self.changed(uri)

    def changed(self, uri: str) -> None:
        """It may name something else now, or elsewhere."""
        self._open[canonical(uri)] = uri
        if self._book or self._asks_by_itself():
            self._start(canonical(uri), self._look_later(uri))

    def closed(self, uri: str) -> None:
        """What it showed goes."""
        self._open.pop(canonical(uri), None)
        self._asked.pop(canonical(uri), None)
        self._stop(canonical(uri))
        self._mentions.forget(uri)
        self._book.closed(canonical(uri))
        self._show(Seen(uri, "", ()))

    def replaced(self) -> None:
        """Another token is in use: everything shown goes, and what asks by itself asks again."""
        self._book.forget()
        self._asked.clear()
        for uri in self._open.values():
            self._show(Seen(uri, "", ()))
            self.changed(uri)

    def answered(self) -> None:
        """There is a new answer: every open document that names the repository shows it. Whoever asked does
        not wait for that."""
        for uri in self._open.values():
            self._begin(self._look(uri))

    def settings_changed(self) -> None:
        """What is to be asked may be another thing now."""
        for uri in list(self._open.values()):
            self.changed(uri)

    async def _look_later(self, uri: str) -> None:
        await asyncio.sleep(QUIET)
        seen = await self._look(uri)
        if seen is not None and self._asks_by_itself():
            self._ask_about(seen)

    async def _look(self, uri: str) -> Seen | None:
        seen = await self._mentions.of(uri)
        if seen is not None and seen.uri in self._open:
            self._book.showing(seen.uri, seen.mentions)
            self._show(seen)
        return seen

    def _ask_about(self, seen: Seen) -> None:
        asked = self._asked.setdefault(seen.uri, set())
        new: dict[Key, Mention] = {}
        for mention in seen.mentions:
            key = key_of(mention)
            if key not in asked and self._book.answer_for(mention) is None and len(asked) + len(new) < MOST:
                new.setdefault(key, mention)
        asked.update(new)
        for mention in new.values():  # On their own: the next keystroke must not end them.
            self._begin(self._ask_one(seen.uri, mention))

    async def _ask_one(self, uri: str, mention: Mention) -> None:
        async with self._few:
            # While it waited for its turn: closed, switched off, or answered for somebody else.
            if uri not in self._open or self._book.answer_for(mention) is not None:
                return
            if not self._asks_by_itself():
                self._asked.get(uri, set()).discard(key_of(mention))
                return
            # Nobody waits for it, and the status bar says what is the matter with Python.
            with suppress(WorkbenchError):
                await self._ask(mention)

    def _begin(self, work: Coroutine[Any, Any, object]) -> None:
        task = asyncio.ensure_future(work)
        self._begun.add(task)
        task.add_done_callback(self._begun.discard)

    def _start(self, uri: str, work: Coroutine[Any, Any, None]) -> None:
        self._stop(uri)
        task = asyncio.ensure_future(work)
        self._looks[uri] = task
        task.add_done_callback(lambda done: self._ended(uri, done))

    def _stop(self, uri: str) -> None:
        running = self._looks.pop(uri, None)
        if running is not None:
            running.cancel()

    def _ended(self, uri: str, done: asyncio.Task[None]) -> None:
        if self._looks.get(uri) is done:
            del self._looks[uri]
