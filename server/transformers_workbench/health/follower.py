"""Drives the process that follows a log."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs

from transformers_agent import programs
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.reasons import REASONS
from transformers_workbench.training.run_launch import workbench

logger = logging.getLogger(__name__)

Json = dict[str, Any]
COMMAND = "follow-log"
LINE_LIMIT = 64 * 2**20
"""Longest answer read, in bytes; a stretch of a curve has two mebibytes."""
START_SECONDS = 60.0
ANSWER_SECONDS = 30.0
ROWS_SECONDS = 600.0
"""A million rows with a hundred metrics are a large file."""
GRACE = 0.5


@attrs.frozen
class Asked:
    """What to follow. ``method`` and ``classes``: what the user says of the run; ``interpreter``: the Python
    that has TensorBoard, for event files."""

    path: Path
    locale: str = "en"
    method: str = ""
    classes: int = 0
    interpreter: str | None = None


class Follower:
    """One log that is followed. ``state``: the newest, as ``LogState`` but for ``log`` and ``script``."""

    def __init__(
        self,
        process: asyncio.subprocess.Process,
        changed: Callable[[Json], None],
        lost: Callable[[str], None],
    ) -> None:
        self.state: Json = {}
        self._process = process
        self._changed, self._lost = changed, lost
        self._ids = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Json]] = {}
        self._first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._closed = False
        self._said = ""
        self._tasks = [asyncio.create_task(self._listen()), asyncio.create_task(self._log_errors())]

    @classmethod
    async def start(
        cls, asked: Asked, changed: Callable[[Json], None], lost: Callable[[str], None]
    ) -> Follower:
        """Starts it and waits for the first state. ``changed`` is called with every later one; ``lost``, with
        why, when the process is gone without ``close``.

        Raises:
            WorkbenchError: ``log-missing``, ``log-unreadable``, ``log-lost``.
        """
        try:
            process = await programs.spawn(
                [*workbench(), COMMAND],
                stdin=programs.PIPE,
                stdout=programs.PIPE,
                stderr=programs.PIPE,
                limit=LINE_LIMIT,
            )
        except OSError as error:
            raise WorkbenchError("log-lost", message=str(error)) from error
        follower = cls(process, changed, lost)
        try:
            follower._send(
                {
                    "path": str(asked.path.absolute()),
                    "locale": asked.locale,
                    "method": asked.method,
                    "classes": asked.classes,
                    "interpreter": asked.interpreter,
                }
            )
            await asyncio.wait_for(asyncio.shield(follower._first), START_SECONDS)
        except asyncio.TimeoutError:
            await follower.close()
            raise follower._silent(START_SECONDS) from None
        except BaseException:
            await follower.close()
            raise
        return follower

    @property
    def pid(self) -> int:
        return self._process.pid

    async def request(self, method: str, params: Json) -> Json:
        """``curve``, ``lines``, ``rows`` and ``about``: what the process answers. One that does not answer in
        time is killed.

        Raises:
            WorkbenchError: what it answers, ``log-lost``.
        """
        if self._closed or self._process.returncode is not None:
            raise self._is_lost(self._said)
        identifier = next(self._ids)
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[identifier] = answer
        seconds = ROWS_SECONDS if method == "rows" else ANSWER_SECONDS
        try:
            self._send({"id": identifier, "method": method, "params": params})
            return await asyncio.wait_for(answer, seconds)
        except asyncio.TimeoutError:
            self._kill()
            raise self._silent(seconds) from None
        finally:
            self._waiting.pop(identifier, None)

    async def close(self) -> None:
        """Ends the process; nothing is told any more."""
        self._closed = True
        if self._process.stdin is not None:
            self._process.stdin.close()
        try:
            await asyncio.wait_for(self._process.wait(), GRACE)
        except asyncio.TimeoutError:
            self._kill()
            await self._process.wait()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _send(self, message: Json) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, RuntimeError):  # Its end is told by what it writes no more.
            self._process.stdin.write(json.dumps(message).encode("ascii") + b"\n")

    async def _listen(self) -> None:
        assert self._process.stdout is not None
        try:
            while line := await self._process.stdout.readline():
                self._take(json.loads(line))
        except (OSError, ValueError, LookupError):
            logger.exception("follower %s", self.pid)
            self._kill()
        code = await self._process.wait()
        self._said = f"signal {-code}" if code < 0 else f"exit code {code}"
        error = self._is_lost(self._said)
        waiting: list[asyncio.Future[Any]] = [*self._waiting.values(), self._first]
        for answer in waiting:
            if not answer.done():
                answer.set_exception(error)
        if not self._first.cancelled():
            self._first.exception()  # Nobody may be waiting for it any more.
        if self.state and not self._closed:
            self._lost(self._said)

    def _take(self, message: Json) -> None:
        if "changed" in message:
            self.state = message["changed"]
            if not self._first.done():
                self._first.set_result(None)
            elif not self._closed:
                self._tell(self.state)
            return
        error = self._error(message["error"]) if "error" in message else None
        answer = self._waiting.get(message["id"]) if "id" in message else None
        waits: asyncio.Future[Any] | None = answer if "id" in message else self._first
        if waits is None or waits.done():
            return
        if error is not None:
            waits.set_exception(error)
        else:
            waits.set_result(message["result"])

    def _tell(self, state: Json) -> None:
        try:
            self._changed(state)
        except Exception:  # Whoever asks is still answered.
            logger.exception("a state was not taken")

    def _error(self, error: Json) -> WorkbenchError:
        if error["reason"] not in REASONS:
            return self._is_lost(str(error["reason"]))
        return WorkbenchError(error["reason"], **error["values"])

    def _is_lost(self, message: str) -> WorkbenchError:
        return WorkbenchError("log-lost", message=message)

    def _silent(self, seconds: float) -> WorkbenchError:
        return WorkbenchError("log-silent", seconds=f"{seconds:g}")

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    async def _log_errors(self) -> None:
        assert self._process.stderr is not None
        while chunk := await self._process.stderr.read(8192):
            for line in chunk.decode("utf-8", "replace").splitlines():
                logger.warning("follower %s: %s", self.pid, line[:2000])
