"""A lane keeps one agent at work, starts the next when it ends, and warms it up in the background, so that
the request after a crash is not slow.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

from transformers_workbench.agent_client import Agent, AgentFacts, Progress
from transformers_workbench.early_agent import EarlyAgent
from transformers_workbench.errors import WorkbenchError

logger = logging.getLogger(__name__)


class Lane:
    """Keeps one agent for one kind of work and hands it one request at a time."""

    def __init__(
        self,
        name: str,
        interpreter: str,
        announce: Callable[[AgentFacts], None] = lambda facts: None,
        early: EarlyAgent | None = None,
        *,
        online: bool = False,
        torch: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._early = early
        self._online = online
        self._torch = torch
        self._environment = environment
        self.name = name
        self._interpreter = interpreter
        self._announce = announce
        self._agent: Agent | None = None
        self._turn = asyncio.Lock()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closed = False
        self._aborts = 0

    @property
    def pid(self) -> int | None:
        """The process at work, if there is one."""
        return self._agent.pid if self._agent and self._agent.alive else None

    async def request(
        self,
        method: str,
        params: dict[str, Any],
        *,
        deadline: float,
        memory: int | None = None,
        superseded: Callable[[], bool] = lambda: False,
        progress: Callable[[Progress], None] | None = None,
    ) -> dict[str, Any]:
        """One request, when its turn comes. ``superseded`` is asked right before it is sent; ``progress`` is
        told how far it is, and then ``deadline`` limits the agent's silence instead of the whole.

        Whoever waits may be cancelled; what the agent already works on is finished or killed at its
        deadline all the same, because nobody else can use the agent before that.

        Raises:
            WorkbenchError: see ``Agent.ask``; ``superseded``; ``cancelled``.
        """
        turn = self._in_turn(method, params, deadline, memory, superseded, progress, self._aborts)
        return await asyncio.shield(self._keep(turn))

    async def abort(self) -> None:
        """Ends what the agent is doing now; every request that was made before this fails with
        ``cancelled``."""
        self._aborts += 1
        if self._turn.locked() and self._agent is not None and self._agent.alive:
            await self._agent.abort()

    def prewarm(self) -> None:
        """Starts an agent in the background if none is ready."""
        if not self._closed:
            self._keep(self._prepare())

    async def close(self) -> None:
        """Ends the agent; later requests fail."""
        self._closed = True
        if self._early is not None:
            self._early.discard()
        if self._agent is not None:
            await self._agent.kill()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _keep(self, coroutine: Any) -> asyncio.Task[Any]:
        """A task whose end is awaited by nobody must still be referenced, and its error looked at."""
        task: asyncio.Task[Any] = asyncio.ensure_future(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._forget)
        return task

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.debug("lane %s: %s", self.name, error)

    async def _prepare(self) -> None:
        async with self._turn:
            await self._ready_agent()

    async def _in_turn(
        self,
        method: str,
        params: dict[str, Any],
        deadline: float,
        memory: int | None,
        superseded: Callable[[], bool],
        progress: Callable[[Progress], None] | None,
        aborts: int,
    ) -> dict[str, Any]:
        def go_on() -> None:
            if superseded():
                raise WorkbenchError("superseded")
            if self._aborts != aborts:
                raise WorkbenchError("cancelled")

        async with self._turn:
            go_on()
            agent = await self._ready_agent()
            go_on()
            try:
                return await agent.ask(method, params, deadline, memory, progress)
            finally:
                if not agent.alive:
                    self.prewarm()

    async def _start(self) -> Agent:
        return await Agent.start(
            self._interpreter, online=self._online, torch=self._torch, environment=self._environment
        )

    async def _ready_agent(self) -> Agent:
        if self._closed:
            raise WorkbenchError("agent-crashed", message="closed")
        if self._agent is None or not self._agent.alive:
            early, self._early = self._early, None
            self._agent = await (Agent.take(early) if early else self._start())
            if self._closed:
                await self._agent.kill()
                raise WorkbenchError("agent-crashed", message="closed")
            self._announce(self._agent.facts)
        await self._agent.warm_up(self.name)
        return self._agent
