"""Asking about what documents name by itself: how much, how many at once, and when no longer; and how long an
answer is remembered. The clock is the test's, and the Hub answers when the test says so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

import pytest

from language_client import PATIENCE
from transformers_workbench.auth import access_watch
from transformers_workbench.auth.access_book import FRESH, AccessBook
from transformers_workbench.auth.access_watch import AT_ONCE, MOST, AccessWatch
from transformers_workbench.auth.document_mentions import DocumentMentions, Seen
from transformers_workbench.auth.repository_names import Mention
from transformers_workbench.protocol import AccessAnswer

A, B = "file:///a.py", "file:///b.py"


def mention(repo_id: str, revision: str | None = None) -> Mention:
    return Mention(repo_id, "model", revision, 0, len(repo_id))


def answer(repo_id: str, revision: str | None = None) -> AccessAnswer:
    return AccessAnswer(repo_id, "model", revision, "public", "public", "", True, "none", "", "", "")


class Documents:
    """What is open, and what it names."""

    def __init__(self) -> None:
        self.named: dict[str, list[str]] = {}

    async def of(self, uri: str) -> Seen | None:
        if uri not in self.named:
            return None
        return Seen(uri, "", [mention(each) for each in self.named[uri]])

    def forget(self, uri: str) -> None:
        self.named.pop(uri, None)


class HeldHub:
    """Takes questions down and answers them when it is let."""

    def __init__(self, book: AccessBook) -> None:
        self.asked: list[str] = []
        self.waiting: dict[str, asyncio.Future[None]] = {}
        self.most_at_once = 0
        self._book = book

    async def ask(self, about: Mention) -> None:
        self.asked.append(about.repo_id)
        held = self.waiting[about.repo_id] = asyncio.get_running_loop().create_future()
        self.most_at_once = max(self.most_at_once, len(self.waiting))
        await held
        del self.waiting[about.repo_id]
        self._book.keep(answer(about.repo_id))

    def answer_all(self) -> None:
        for held in list(self.waiting.values()):
            if not held.done():
                held.set_result(None)


class Room:
    """The watch and what it works on."""

    def __init__(self) -> None:
        self.now = 0.0
        self.asks_by_itself = True
        self.book = AccessBook(lambda: self.now)
        self.documents = Documents()
        self.hub = HeldHub(self.book)
        self.shown: dict[str, int] = {}
        self.watch = AccessWatch(
            self.book,
            cast(DocumentMentions, self.documents),
            self._show,
            self.hub.ask,
            lambda: self.asks_by_itself,
        )

    def _show(self, seen: Seen) -> None:
        self.shown[seen.uri] = len(self.book.answered(seen.mentions))

    def open(self, uri: str, *names: str) -> None:
        self.documents.named[uri] = list(names)
        self.watch.opened(uri)

    async def settle(self) -> None:
        """Answers until nothing is asked any more."""
        while self.watch._looks or self.watch._begun:
            self.hub.answer_all()
            await asyncio.sleep(0)

    async def until(self, state: Callable[[], bool]) -> None:
        async def wait() -> None:
            while not state():  # noqa: ASYNC110 - the watch's own tasks come to it
                await asyncio.sleep(0)

        await asyncio.wait_for(wait(), PATIENCE)


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(access_watch, "QUIET", 0.0)
    return Room()


async def test_no_more_than_so_many_of_a_document_and_few_at_once(room: Room) -> None:
    room.open(A, *(f"org/{number}" for number in range(MOST + 20)))
    await room.settle()
    assert len(room.hub.asked) == len(set(room.hub.asked)) == MOST
    assert room.hub.most_at_once == AT_ONCE
    room.watch.changed(A)
    await room.settle()
    assert len(room.hub.asked) == MOST


async def test_a_closed_document_asks_nothing_more(room: Room) -> None:
    room.open(A, *(f"org/{number}" for number in range(10)))
    await room.until(lambda: len(room.hub.waiting) == AT_ONCE)
    room.watch.closed(A)
    await room.settle()
    assert len(room.hub.asked) == AT_ONCE, "what was on its way"
    assert room.shown[A] == 0
    room.open(A, *(f"org/{number}" for number in range(10)))
    await room.settle()
    assert sorted(room.hub.asked) == sorted(set(room.hub.asked)), "what was answered is not asked again"
    assert len(room.hub.asked) == 10


async def test_what_another_document_still_names_goes_on(room: Room) -> None:
    room.open(A, "org/1", "org/2", "org/3", "org/4")
    room.open(B, "org/4")
    await room.until(lambda: len(room.hub.waiting) == AT_ONCE)
    room.watch.closed(A)
    await room.settle()
    assert room.hub.asked.count("org/4") == 1


async def test_the_setting_switched_off_asks_nothing_more_and_switched_on_the_rest(room: Room) -> None:
    room.open(A, *(f"org/{number}" for number in range(10)))
    await room.until(lambda: len(room.hub.waiting) == AT_ONCE)
    room.asks_by_itself = False
    room.watch.settings_changed()
    await room.settle()
    assert len(room.hub.asked) == AT_ONCE
    room.open(B, "org/new")
    await room.settle()
    assert "org/new" not in room.hub.asked
    room.asks_by_itself = True
    room.watch.settings_changed()
    await room.settle()
    assert sorted(room.hub.asked) == sorted({*(f"org/{number}" for number in range(10)), "org/new"})


async def test_another_token_asks_each_again_once(room: Room) -> None:
    room.open(A, *(f"org/{number}" for number in range(6)))
    await room.settle()
    room.watch.replaced()
    assert room.shown[A] == 0
    await room.settle()
    assert sorted(room.hub.asked) == sorted([f"org/{number}" for number in range(6)] * 2)


def test_an_old_answer_that_is_shown_nowhere_is_forgotten() -> None:
    now = [0.0]
    book = AccessBook(lambda: now[0])
    book.keep(answer("org/shown"))
    book.keep(answer("org/asked"))
    book.showing(A, [mention("ORG/Shown")])
    now[0] = FRESH
    book.drop_stale()
    assert book.answer_for(mention("org/asked")) is not None, "not older than it may be"
    now[0] = FRESH + 1
    book.drop_stale()
    assert book.answer_for(mention("org/asked")) is None
    assert book.answer_for(mention("Org/Shown")) is not None
    book.keep(answer("org/shown"))
    book.closed(A)
    assert not book


def test_closing_forgets_only_what_no_other_document_shows() -> None:
    book = AccessBook(lambda: 0.0)
    for name in ("org/both", "org/one"):
        book.keep(answer(name))
    book.showing(A, [mention("org/both"), mention("org/one")])
    book.showing(B, [mention("org/both")])
    book.closed(A)
    assert [each.repo_id for each, _ in book.answered([mention("org/both"), mention("org/one")])] == [
        "org/both"
    ]


def test_a_revision_is_another_question() -> None:
    book = AccessBook(lambda: 0.0)
    book.keep(answer("org/x", "v1"))
    assert book.answer_for(mention("org/x")) is None
    assert book.answer_for(mention("org/x", "v1")) is not None
