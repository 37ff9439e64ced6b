"""What is known of the caches, kept up to date by an agent, a bit at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, Literal

import attrs

from transformers_workbench.cache.index_file import index_file
from transformers_workbench.cache.where_words import places_of
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lane import Lane

FIRST_STEP_SECONDS = 0.05
STEP_SECONDS = 0.2
"""Of reading at a time: then what has been read is shown, and others get their turn. The first is short:
until then there is nothing to see."""
DEADLINE = 120.0
"""Seconds. One repository on a cold network file system may take this long."""
EXTRAS_SECONDS = 5.0
"""Of summing up folders that nobody keeps an index of."""
EXTRAS_AGE = 60.0
"""Seconds after which those sums are made again."""

Look = Literal["known", "changes", "thorough"]
Asked = tuple[tuple[str, ...], tuple[str, ...]]
"""The roots and the workspace's folders that somebody asked about."""


@attrs.define
class RootFacts:
    """One root as last seen. ``place`` is what ``cache.where`` says of it."""

    place: dict[str, Any]
    repos: list[dict[str, Any]] = attrs.field(factory=list)
    generation: str | None = None
    pending: int | None = None
    """Repositories not read yet; ``None``: nothing has been read."""
    error: WorkbenchError | None = None
    extras: dict[str, Any] | None = None
    extras_at: float = 0.0
    extras_generation: str | None = None


class Catalog:
    """The roots, the active one first, and the workspace's use of them."""

    def __init__(self, lane: Lane, background: Lane, changed: Callable[[bool], None]) -> None:
        self._lane = lane
        self._background = background
        """For what takes seconds and must not stand in the way of a look."""
        self._changed = changed
        self.roots: dict[str, RootFacts] = {}
        self.used: set[str] | None = None
        """Ids that the workspace names, in lower case; ``None``: not looked yet."""
        self._folders: tuple[str, ...] = ()
        self._known_of: Asked | None = None
        """What ``roots`` are the answer to."""
        self._looking: asyncio.Task[None] | None = None
        self._looking_for: Asked | None = None
        self._stepped = asyncio.Event()
        self._following: asyncio.Task[None] | None = None
        self._following_for: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every repository has been read at least once."""
        return bool(self.roots) and all(
            facts.pending == 0 or facts.error is not None or not _readable(facts)
            for facts in self.roots.values()
        )

    async def look(self, roots: Sequence[str], folders: Sequence[str], look: Look) -> None:
        """Returns when there is something new to show, or nothing to be. Reading goes on in the background;
        ``changed`` says when there is more. What is known of other roots or folders is no answer: then
        ``known`` looks for changes.

        Raises:
            WorkbenchError: the roots are not known.
        """
        asked = (tuple(roots), tuple(folders))
        if look == "known" and self.roots and asked == self._known_of:
            return
        if self._looking is not None and not self._looking.done() and asked != self._looking_for:
            self._looking.cancel()  # Nobody asks for those roots any more.
            await asyncio.wait({self._looking})
        if self._looking is None or self._looking.done():
            self._stepped.clear()
            self._looking = asyncio.ensure_future(self._look(asked, look == "thorough"))
            self._looking_for = asked
        looking = self._looking
        stepped = asyncio.ensure_future(self._stepped.wait())
        try:
            await asyncio.wait({stepped, looking}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            stepped.cancel()
        if looking.done() and not looking.cancelled() and (error := looking.exception()):
            raise error

    async def named_in(self, folders: Sequence[str]) -> set[str]:
        """The ids, in lower case, that files in ``folders`` name at this moment.

        Raises:
            WorkbenchError: they could not be searched.
        """
        ids = sorted({repo["repo_id"] for facts in self.roots.values() for repo in facts.repos})
        if not folders or not ids:
            return set()
        params = {"folders": list(folders), "repo_ids": ids}
        found = await self._background.request("cache.named", params, deadline=DEADLINE)
        return {repo_id.lower() for repo_id in found["used"]}

    async def _look(self, asked: Asked, thorough: bool) -> None:
        roots, folders = asked
        found = await self._lane.request("cache.where", {"roots": list(roots)}, deadline=DEADLINE)
        if not found["roots"]:
            package = "huggingface_hub"
            raise WorkbenchError(
                "missing-package", packages=package, install=(package,), interpreter="Python"
            )
        self.roots = {place["path"]: self._facts(place) for place in places_of(found)}
        self._known_of = asked
        before = {path: facts.generation for path, facts in self.roots.items()}
        for facts in self.roots.values():
            if _readable(facts):
                await self._read(facts, thorough)
        if self._stepped.is_set():
            self._changed(self.complete)
        self._stepped.set()
        moved = before != {path: facts.generation for path, facts in self.roots.items()}
        elsewhere = folders != self._folders
        if elsewhere and self._following is not None and self._following_for != folders:
            self._following.cancel()  # What it searches is not the workspace any more.
            await asyncio.wait({self._following})
        if self._following is None or self._following.done():
            stale = moved or thorough or self.used is None or elsewhere
            self._following = asyncio.ensure_future(self._follow(folders, stale))
            self._following_for = folders

    def _facts(self, place: dict[str, Any]) -> RootFacts:
        facts = self.roots.get(place["path"])
        if facts is None:
            return RootFacts(place)
        facts.place = place
        return facts

    async def _read(self, facts: RootFacts, thorough: bool) -> None:
        path = facts.place["path"]
        seconds = FIRST_STEP_SECONDS
        while True:
            try:
                step = await self._lane.request(
                    "cache.refresh",
                    {
                        "root": path,
                        "file": index_file(path),
                        "generation": facts.generation,
                        "seconds": None if thorough else seconds,
                        "thorough": thorough,
                    },
                    deadline=DEADLINE,
                )
            except WorkbenchError as error:
                facts.error = error
                facts.repos, facts.generation, facts.pending = [], None, None
                return
            facts.error = None
            if step["repos"] is not None:
                facts.repos, facts.generation = step["repos"], step["generation"]
            facts.pending = step["pending"]
            if not facts.pending:
                return
            self._stepped.set()
            self._changed(False)
            seconds = STEP_SECONDS

    async def _follow(self, folders: tuple[str, ...], stale: bool) -> None:
        """What takes longer: the rest of the disk, and the workspace."""
        news = False
        for facts in list(self.roots.values()):
            if not _readable(facts):
                continue
            old = facts.extras is None or time.monotonic() - facts.extras_at > EXTRAS_AGE
            if old or facts.extras_generation != facts.generation:
                news = await self._sum_up(facts) or news
        if stale and await self._search(folders):
            news = True
        if news:
            self._changed(self.complete)

    async def _sum_up(self, facts: RootFacts) -> bool:
        params = {"root": facts.place["path"], "seconds": EXTRAS_SECONDS}
        try:
            extras = await self._background.request("cache.extras", params, deadline=DEADLINE)
        except WorkbenchError:
            return False  # The tree is whole without it; the next look tries again.
        news = extras != facts.extras
        facts.extras, facts.extras_at, facts.extras_generation = extras, time.monotonic(), facts.generation
        return news

    async def _search(self, folders: tuple[str, ...]) -> bool:
        try:
            used = await self.named_in(folders)
        except WorkbenchError:
            return False
        news = used != self.used
        self.used, self._folders = used, folders
        return news


def _readable(facts: RootFacts) -> bool:
    return facts.place["state"] in ("ok", "empty")
