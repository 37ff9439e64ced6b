"""The logs that somebody has open: one process each, as long as it is open anywhere."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Protocol

import attrs

from transformers_workbench.documents import canonical
from transformers_workbench.errors import WorkbenchError

Json = dict[str, Any]
DEATHS = frozenset({"log-lost", "log-silent"})
HEARSAY = 5.0
"""Seconds within which a death is told after a question failed of it."""


class Following(Protocol):
    """What follows a log: ``follower.Follower``."""

    state: Json

    async def request(self, method: str, params: Json) -> Json: ...

    async def close(self) -> None: ...


Start = Callable[[Callable[[Json], None], Callable[[str], None]], Awaitable[Following]]
"""Starts one; it tells each new state to the first, and to the second that it died, and why."""


@attrs.frozen
class Said:
    """Of a run, by the user. Empty, 0: what the log tells itself holds."""

    method: str = ""
    classes: int = 0


NOTHING_SAID = Said()


class OpenLog:
    """A log that is followed. What dies is started again once, with a higher ``generation``: whoever has
    points of it asks for them anew."""

    def __init__(
        self,
        start: Start,
        changed: Callable[[OpenLog], None],
        script: str = "",
        given: tuple[str, ...] = (),
        said: Said = NOTHING_SAID,
    ) -> None:
        self.script = script
        """URI; empty: unknown."""
        self.given = given
        """Words that the script was given."""
        self.users: Counter[str] = Counter()
        """How often it is open, by the spelling of its URI."""
        self.state: Json = {}
        self.lost: str | None = None
        """Why it is followed no more."""
        self._start = start
        self._said = said
        self._changed = changed
        self._shift = 0
        self._is_new = True
        self._closed = False
        self._lives = 0
        self._death = asyncio.Event()
        self._following = asyncio.ensure_future(self._live())

    async def ready(self) -> None:
        """Waits for the first state.

        Raises:
            WorkbenchError: there is no such log, or it cannot be followed.
        """
        await asyncio.shield(self._following)

    async def request(self, method: str, params: Json, *, again: bool = True) -> Json:
        """Asks what follows it. ``again``: once more if that dies meanwhile.

        Raises:
            WorkbenchError: ``log-lost``, and what it answers.
        """
        before = self._following
        try:
            return await (await self._now()).request(method, params)
        except WorkbenchError as error:
            if error.reason not in DEATHS or not again:
                raise
            # Who hears of it first, the request or this, is chance.
            if before is self._following and self.lost is None:
                with contextlib.suppress(asyncio.TimeoutError):
                    await asyncio.wait_for(self._death.wait(), HEARSAY)
            if before is self._following and self.lost is None:
                raise
        return await (await self._now()).request(method, params)

    async def tell(self, said: Said) -> None:
        """What the user says of the run now: it is examined anew where that is something else.

        Raises:
            WorkbenchError: see ``request``.
        """
        if said != self._said:
            self._said = said
            self._take(await self.request("about", attrs.asdict(said)))

    async def curve(self, params: Json) -> Json:
        """A part of a curve, by the ``generation`` of ``state``."""
        before, shift = self._following, self._shift
        answer = await self.request("curve", {**params, "generation": params["generation"] - shift})
        answer["generation"] += self._shift
        if (
            before is not self._following
        ):  # Started anew meanwhile, it took the generation for one of its own.
            answer |= {"places": "", "values": "", "count": 0, "more": False}
        return answer

    async def end(self) -> None:
        """Ends what follows it."""
        self._closed = True
        if not self._following.done():
            self._following.cancel()
        # One that could not be started has told so to whoever asked.
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await (await self._following).close()

    async def _now(self) -> Following:
        if self.lost is not None:
            raise WorkbenchError("log-lost", message=self.lost)
        return await asyncio.shield(self._following)

    async def _live(self) -> Following:
        self._lives += 1
        life = self._lives
        deaths: list[str] = []

        def news(state: Json) -> None:
            if life == self._lives and not self._closed and not self._is_new:
                self._take(state)
                self._changed(self)

        def died(why: str) -> None:
            deaths.append(why)
            if life == self._lives and not self._closed and not self._is_new:
                self._died(why)

        following = await self._start(news, died)
        if life > 1:  # It was started with what had been said at first.
            await following.request("about", attrs.asdict(self._said))
        self._take(following.state)
        self._is_new = False
        if deaths:
            asyncio.get_running_loop().call_soon(self._died, deaths[0])
        return following

    def _take(self, state: Json) -> None:
        self.state = {**state, "generation": int(state.get("generation", 0)) + self._shift}

    def _died(self, why: str) -> None:
        if self._closed:
            return
        self._death.set()
        if self._lives > 1:
            self.lost = why
            self._changed(self)
            return
        self._death = asyncio.Event()
        self._shift = int(self.state.get("generation", 0)) + 1
        self._is_new = True
        self._following = asyncio.ensure_future(self._live())
        self._following.add_done_callback(self._lives_again)

    def _lives_again(self, started: asyncio.Future[Following]) -> None:
        if started.cancelled() or self._closed:
            return
        error = started.exception()
        if error is not None:
            self.lost = str(error.values.get("message", "")) if isinstance(error, WorkbenchError) else ""
        self._changed(self)


class OpenLogs:
    """All of them, by their URIs however spelled."""

    def __init__(self, changed: Callable[[OpenLog], None]) -> None:
        self._changed = changed
        self._logs: dict[str, OpenLog] = {}

    def __iter__(self) -> Iterator[OpenLog]:
        return iter(list(self._logs.values()))

    def __contains__(self, log: OpenLog) -> bool:
        return any(each is log for each in self._logs.values())

    async def open(
        self,
        uri: str,
        start: Start,
        script: str = "",
        given: tuple[str, ...] = (),
        said: Said = NOTHING_SAID,
    ) -> OpenLog:
        """A log as soon as its first state is known. It is open until it was closed as often. One that is
        open already stays as it is.

        Raises:
            WorkbenchError: it cannot be followed, and is not open.
        """
        key = canonical(uri)
        log = self._logs.get(key)
        if log is None or log.lost is not None:
            users = log.users if log is not None else Counter[str]()
            log = self._logs[key] = OpenLog(start, self._changed, script, given, said)
            log.users = users
        log.users[uri] += 1
        try:
            await log.ready()
        except BaseException:
            if self._logs.get(key) is log:
                await self.close(uri)
            raise
        return log

    def get(self, uri: str) -> OpenLog:
        """An open log.

        Raises:
            WorkbenchError: ``log-closed``.
        """
        log = self._logs.get(canonical(uri))
        if log is None:
            raise WorkbenchError("log-closed", path=uri)
        return log

    async def close(self, uri: str) -> OpenLog | None:
        """Once less open; what follows it ends with the last, which is returned. One that is not open stays
        so."""
        key = canonical(uri)
        log = self._logs.get(key)
        if log is None:
            return None
        log.users[uri if log.users[uri] > 0 else next(iter(+log.users), uri)] -= 1
        if +log.users:
            return None
        del self._logs[key]
        await log.end()
        return log

    async def close_all(self) -> None:
        """Ends all that is followed."""
        logs, self._logs = list(self._logs.values()), {}
        await asyncio.gather(*(log.end() for log in logs))
