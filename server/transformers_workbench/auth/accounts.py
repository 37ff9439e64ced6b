"""The token in use, and agents that have it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, Protocol

from transformers_workbench.agent_client import Progress
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lane import Lane
from transformers_workbench.lanes import Lanes

Json = dict[str, Any]

DEADLINE = 90.0
"""Seconds for one question: the agent gives the Hub fifteen, a few times."""
ENDED = frozenset({"cancelled", "agent-crashed"})
"""What a request says whose agent was ended."""

TOKEN = "HF_TOKEN"
TOKEN_NAME = "TRANSFORMERS_WORKBENCH_TOKEN_NAME"
"""Tells an agent that ``HF_TOKEN`` is the editor's, and its name there."""
REPLACED = "TRANSFORMERS_WORKBENCH_REPLACED_TOKEN"
"""The ``HF_TOKEN`` that was there before."""

UNKNOWN = object()
"""What no status says: no token at all is ``None`` there."""


class HasLanes(Protocol):
    """Where agents come from; the lanes are others after ``initialize``."""

    lanes: Lanes


class Accounts:
    """Which token is in use, and what asks the Hub with it."""

    def __init__(self, server: HasLanes) -> None:
        self.changed: list[Callable[[], None]] = []
        """Called whenever another token is, or may be, in use."""
        self._server = server
        self._lane: Lane | None = None
        self._lanes: set[Lane] = set()
        self._ends: set[asyncio.Task[Any]] = set()
        self._known: object = UNKNOWN
        self._closed = False

    async def ask(
        self,
        method: str,
        params: Json,
        *,
        deadline: float = DEADLINE,
        progress: Callable[[Progress], None] | None = None,
    ) -> Json:
        """The answer of an agent that may reach the network and has the token in use. It is one for all
        questions; when another token is taken into use meanwhile, that one's agent is asked again.

        Only for questions: what changes something is never to be done twice.

        Raises:
            WorkbenchError: see ``Agent.ask``; ``interpreter-missing``.
        """
        while True:
            lane = self._kept()
            try:
                return await lane.request(method, params, deadline=deadline, progress=progress)
            except WorkbenchError as error:
                if error.reason not in ENDED or lane is self._lane or self._closed:
                    raise

    async def ask_offline(self, method: str, params: Json, *, deadline: float = DEADLINE) -> Json:
        """The answer of a fresh agent that has the token in use and may not reach the network.

        Raises:
            WorkbenchError: see ``ask``.
        """
        async with self.lane(online=False) as lane:
            return await lane.request(method, params, deadline=deadline)

    async def change(self, method: str, params: Json, *, online: bool = False) -> Json:
        """The answer to what changes the tokens of huggingface_hub. It is finished even when whoever asked
        is cancelled.

        Raises:
            WorkbenchError: see ``ask``.
        """
        return await asyncio.shield(self._keep(self._change(method, params, online)))

    def use(self, name: str, secret: str | None) -> None:
        """From now on every agent that may reach the network has this token of the editor; with ``None`` the
        library finds its own.

        Raises:
            WorkbenchError: ``token-malformed``, ``token-name-invalid``: what the environment of a process
                cannot hold.
        """
        environment: dict[str, str] = {}
        if secret is not None:
            secret = secret.strip()
            if not secret.isascii() or not secret.isprintable() or " " in secret or not secret:
                raise WorkbenchError("token-malformed", message="…")
            if not name.isprintable() or not name:
                raise WorkbenchError("token-name-invalid", message=repr(name))
            environment = {TOKEN: secret, TOKEN_NAME: name}
            if before := os.environ.get(TOKEN):
                environment[REPLACED] = before
        if self._server.lanes.token != environment:
            self._server.lanes.token = environment
            self.replaced()

    def noticed(self, token: object) -> None:
        """``token`` is what a status says of the token in use: files and variables change by other hands
        than ours too."""
        if self._known not in (UNKNOWN, token):
            self.replaced()
        self._known = token

    def replaced(self) -> None:
        """Another token may be in use: no answer holds any more, what is being asked is asked again."""
        lane, self._lane, self._known = self._lane, None, UNKNOWN
        if lane is not None:
            self._keep(self._end(lane))
        for listener in self.changed:
            listener()

    @asynccontextmanager
    async def lane(self, *, online: bool) -> AsyncIterator[Lane]:
        """A lane of one's own with the token in use; its agent is ended afterwards."""
        lane = self.new_lane(online=online)
        try:
            yield lane
        finally:
            await self.end(lane)

    def new_lane(self, *, online: bool) -> Lane:
        """The same for whoever calls ``end`` by himself.

        Raises:
            WorkbenchError: ``agent-crashed`` after ``close``.
        """
        if self._closed:
            raise WorkbenchError("agent-crashed", message="closed")
        lane = self._server.lanes.job(online, with_token=True)
        self._lanes.add(lane)
        return lane

    async def end(self, lane: Lane) -> None:
        """Ends the agent of a lane, also when whoever waits for that is cancelled."""
        await asyncio.shield(self._keep(self._end(lane)))

    async def close(self) -> None:
        """Ends every agent; later requests fail."""
        self._closed = True
        await asyncio.gather(*(lane.close() for lane in self._lanes))
        await asyncio.gather(*self._ends, return_exceptions=True)

    def _kept(self) -> Lane:
        if self._lane is None:
            self._lane = self.new_lane(online=True)
        return self._lane

    async def _change(self, method: str, params: Json, online: bool) -> Json:
        try:
            async with self.lane(online=online) as lane:
                return await lane.request(method, params, deadline=DEADLINE)
        finally:
            self.replaced()

    async def _end(self, lane: Lane) -> None:
        await lane.close()
        self._lanes.discard(lane)

    def _keep(self, coroutine: Any) -> asyncio.Task[Any]:
        """A task that nobody may await any more must still be referenced."""
        task: asyncio.Task[Any] = asyncio.ensure_future(coroutine)
        self._ends.add(task)
        task.add_done_callback(self._forget)
        return task

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._ends.discard(task)
        if not task.cancelled():
            task.exception()  # Looked at, so that asyncio does not log what nobody waits for.
