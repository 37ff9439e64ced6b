"""Drives one agent: a process of the user's interpreter (``transformers_agent``) that answers one request at
a time, each within a deadline and a memory limit; what hangs is killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Literal

import attrs

from transformers_agent import programs
from transformers_workbench.adopted_process import AdoptedProcess
from transformers_workbench.early_agent import AGENT, EarlyAgent
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.reasons import REASONS

logger = logging.getLogger(__name__)

Process = asyncio.subprocess.Process | AdoptedProcess
LINE_LIMIT = 130 * 2**20
"""Longest line read, in bytes: more than an agent writes (``transformers_agent.loop.LARGEST_ANSWER``)."""
START_DEADLINE = 30.0
WARM_UP_DEADLINE = 120.0
"""Importing transformers takes minutes on a cold network file system."""
MEMORY_EXIT = 87
"""The exit code of an agent that ended itself because it used too much memory."""
GRACE = 0.3
"""Seconds an agent gets to answer for itself before it is killed."""


@attrs.frozen
class Progress:
    """How far a request is."""

    done: int
    total: int
    """0: not known yet."""
    unit: Literal["bytes", "items"]
    label: str
    """What is being worked on."""


@attrs.frozen
class AgentFacts:
    """What an agent says of its environment when it starts."""

    python: str
    executable: str
    packages: dict[str, str | None]


class Agent:
    """One running agent process."""

    def __init__(self, process: Process, facts: AgentFacts) -> None:
        self._process = process
        self._ids = itertools.count(1)
        self.facts = facts
        self.warm = False
        self._asked_early = False
        self._aborted = False
        self._errors = asyncio.create_task(self._log_errors())

    @classmethod
    async def start(
        cls,
        interpreter: str,
        agent: Path = AGENT,
        *,
        online: bool = False,
        torch: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> Agent:
        """Starts an agent and waits until it says what it is. ``online``: it may reach the network;
        ``torch``: it may import torch. ``environment``: what it gets beside the server's own.

        Raises:
            WorkbenchError: ``interpreter-broken``.
        """
        try:
            switches = [*(["online"] if online else []), *(["torch"] if torch else [])]
            process = await programs.spawn(
                [interpreter, str(agent), *switches],
                stdin=programs.PIPE,
                stdout=programs.PIPE,
                stderr=programs.PIPE,
                limit=LINE_LIMIT,
                environment={**os.environ, "PYTHONIOENCODING": "utf-8", **(environment or {})},
            )
        except (OSError, ValueError) as error:
            raise WorkbenchError("interpreter-broken", message=str(error)) from error
        return cls(process, await _facts(process))

    @classmethod
    async def take(cls, early: EarlyAgent) -> Agent:
        """Takes over an agent that is warming up already.

        Raises:
            WorkbenchError: ``interpreter-broken``.
        """
        process = await AdoptedProcess.connect(early.hand_over(), LINE_LIMIT)
        agent = cls(process, await _facts(process))
        agent._asked_early = True
        return agent

    async def warm_up(self, lane: str) -> None:
        """Imports what the lane needs, unless that is done.

        Raises:
            WorkbenchError: what is missing.
        """
        if self.warm:
            return
        if self._asked_early:
            self._asked_early = False
            self._result(await self._line(WARM_UP_DEADLINE, None), WARM_UP_DEADLINE, None)
        else:
            await self.ask("warm_up", {"lane": lane}, WARM_UP_DEADLINE)
        self.warm = True

    @property
    def alive(self) -> bool:
        return self._process.returncode is None

    @property
    def pid(self) -> int:
        return self._process.pid

    async def ask(
        self,
        method: str,
        params: dict[str, Any],
        deadline: float,
        memory: int | None = None,
        progress: Callable[[Progress], None] | None = None,
    ) -> dict[str, Any]:
        """Sends one request and waits for its answer; never call it twice at once.

        With ``progress`` the agent says how far it is, and ``deadline`` limits its silence: the time since it
        last said anything.

        Raises:
            WorkbenchError: what the agent answered, or ``agent-timeout``, ``agent-crashed``, ``cancelled``
                (by ``abort``); after these three the process is gone.
        """
        assert self._process.stdin is not None
        identifier = next(self._ids)
        request = {
            "id": identifier,
            "method": method,
            "params": params,
            "deadline": deadline,
            "memory": memory,
        }
        if progress is not None:
            request["progress"] = True
        try:
            self._process.stdin.write(json.dumps(request).encode("ascii") + b"\n")
            await self._process.stdin.drain()
        except OSError as error:
            await self.kill()
            raise self._ended_because(str(error)) from error
        while True:
            line = await self._line(deadline, memory)
            if progress is None or (state := json.loads(line).get("progress")) is None:
                return await self._settled(line, deadline, memory)
            _tell(progress, Progress(**state))

    async def _line(self, deadline: float, memory: int | None) -> bytes:
        """The next line the agent writes; without one in time, or at its end, it is killed."""
        assert self._process.stdout is not None
        try:
            line = await asyncio.wait_for(self._process.stdout.readline(), deadline + GRACE)
        except asyncio.TimeoutError:
            await self.kill()
            raise WorkbenchError("agent-timeout", seconds=f"{deadline:g}") from None
        except (OSError, ValueError) as error:
            await self.kill()
            raise self._ended_because(str(error)) from error
        if not line.endswith(b"\n"):
            code = await self._ended()
            if code == MEMORY_EXIT and not self._aborted:
                raise WorkbenchError("template-memory", mebibytes=(memory or 0) >> 20)
            raise self._ended_because(_exit_words(code))
        return line

    def _ended_because(self, message: str) -> WorkbenchError:
        return WorkbenchError("cancelled" if self._aborted else "agent-crashed", message=message)

    async def _settled(self, line: bytes, deadline: float, memory: int | None) -> dict[str, Any]:
        """The result in a line; a process that asks to be replaced ends."""
        if json.loads(line).get("replace"):
            await self.kill()
        return self._result(line, deadline, memory)

    def _result(self, line: bytes, deadline: float, memory: int | None) -> dict[str, Any]:
        answer = json.loads(line)
        if "error" in answer:
            raise _error_of(answer["error"], deadline, memory, self.facts.executable)
        result: dict[str, Any] = answer["result"]
        return result

    async def _ended(self) -> int:
        """The exit code of a process that closed its output.

        It is given a moment to end by itself: sending a signal to one that has just ended would take its
        exit code away from asyncio.
        """
        try:
            code = await asyncio.wait_for(self._process.wait(), GRACE)
        except asyncio.TimeoutError:
            return await self.kill()
        self._errors.cancel()
        return code

    async def kill(self) -> int:
        """Ends the process, whatever it is doing, and returns its exit code."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
        code = await self._process.wait()
        self._errors.cancel()
        return code

    async def abort(self) -> None:
        """Ends the process on purpose: whoever waits for an answer gets ``cancelled``."""
        self._aborted = True
        await self.kill()

    async def _log_errors(self) -> None:
        assert self._process.stderr is not None
        while chunk := await self._process.stderr.read(8192):
            for line in chunk.decode("utf-8", "replace").splitlines():
                logger.info("agent %s: %s", self.pid, line[:2000])


def _error_of(error: dict[str, Any], deadline: float, memory: int | None, interpreter: str) -> WorkbenchError:
    reason = str(error.get("reason"))
    packages = tuple(error.get("packages") or ())
    values = {
        "packages": ", ".join(packages),
        "interpreter": interpreter,
        "seconds": f"{deadline:g}",
        "mebibytes": (memory or 0) >> 20,
        **(error.get("values") or {}),
    }
    return WorkbenchError(
        reason if reason in REASONS else "agent-failure",
        message=error.get("message", ""),
        line=error.get("line"),
        column=error.get("column"),
        end_column=error.get("end_column"),
        install=packages,
        **values,
    )


def _tell(progress: Callable[[Progress], None], state: Progress) -> None:
    try:
        progress(state)
    except Exception:  # Left unread, the answer would be taken for the next request's.
        logger.exception("progress was not taken")


def _exit_words(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"


async def _facts(process: Process) -> AgentFacts:
    """What an agent says first.

    Raises:
        WorkbenchError: ``interpreter-broken``.
    """
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), START_DEADLINE)
        ready = json.loads(line)["ready"]
        return AgentFacts(ready["python"], ready["executable"], ready["packages"])
    except (asyncio.TimeoutError, ValueError, KeyError, TypeError) as error:
        said = await _last_words(process)
        raise WorkbenchError("interpreter-broken", message=said or "no answer") from error


async def _last_words(process: Process) -> str:
    """The last line a process that did not start wrote to its standard error."""
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    assert process.stderr is not None
    written = await process.stderr.read()
    await process.wait()
    lines = written.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:500] if lines else ""
