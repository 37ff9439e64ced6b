"""The process that TensorBoard reads event files in: ``transformers_agent.tensorboard.curves``, in the user's
Python. It ends with the process that asks it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from array import array
from collections import deque
from collections.abc import Mapping
from typing import Any

from transformers_agent import programs
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.tensorboard.start import SERVE, START_SECONDS, failure_error

READ_WHOLE = (b"Finished load cycle", b"TensorBoard done reloading")
"""Said by its data server, and by its own loading."""
LARGEST_ANSWER = 2**24
"""Bytes that wait unread before the other side must."""
ENDED_SECONDS = 5.0
LAST_LINES = 20


class EventProcess:
    """``loaded`` is set when TensorBoard says that it has read everything once."""

    def __init__(self, interpreter: str, process: asyncio.subprocess.Process) -> None:
        """Use ``start``."""
        self.loaded = asyncio.Event()
        self._interpreter = interpreter
        self._process = process
        self._said: deque[bytes] = deque(maxlen=LAST_LINES)
        self._listening = asyncio.ensure_future(self._listen())

    @classmethod
    async def start(cls, interpreter: str, given: Mapping[str, object]) -> EventProcess:
        """Starts it, and waits until it can be asked. ``given``: see ``curves.answer_all``.

        Raises:
            WorkbenchError: ``missing-package``, ``tensorboard-incompatible``, ``tensorboard-failed``,
                ``tensorboard-timeout``, ``interpreter-broken``.
        """
        try:
            process = await programs.spawn(
                [interpreter, str(SERVE), json.dumps(given)],
                stdin=programs.PIPE,
                limit=LARGEST_ANSWER,
                environment={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"},
            )
        except (OSError, ValueError) as error:
            raise WorkbenchError("interpreter-broken", message=str(error)) from error
        started = cls(interpreter, process)
        try:
            await asyncio.wait_for(started.line(), START_SECONDS)
        except asyncio.TimeoutError as error:
            await started.close()
            raise WorkbenchError("tensorboard-timeout", seconds=f"{START_SECONDS:g}") from error
        except BaseException:
            await started.close()
            raise
        return started

    @property
    def id(self) -> int:
        return self._process.pid

    async def ask(self, request: Mapping[str, object]) -> None:
        """Sends a request.

        Raises:
            WorkbenchError: ``tensorboard-failed``: it has ended.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            await self._process.stdin.drain()
        except (ConnectionError, RuntimeError) as error:
            raise self.failed(str(error)) from error

    async def line(self) -> dict[str, Any]:
        """The next line of an answer.

        Raises:
            WorkbenchError: why it ended.
        """
        assert self._process.stdout is not None
        try:
            line = await self._process.stdout.readline()
            told: dict[str, Any] = json.loads(line) if line else {"failure": {}}
        except ValueError as error:  # Something else prints: what starts Python may be a script.
            raise self.failed(str(error)) from error
        if "failure" in told:
            await self._process.wait()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(asyncio.shield(self._listening), ENDED_SECONDS)
            raise self.failed(f"exit code {self._process.returncode}", told["failure"])
        return told

    async def numbers(self, count: int) -> array[float]:
        """The next numbers of an answer.

        Raises:
            WorkbenchError: ``tensorboard-failed``: it has ended.
        """
        assert self._process.stdout is not None
        numbers = array("d")
        try:
            numbers.frombytes(await self._process.stdout.readexactly(count * numbers.itemsize))
        except asyncio.IncompleteReadError as error:
            raise self.failed(f"exit code {self._process.returncode}") from error
        return numbers

    def failed(self, otherwise: str, failure: Mapping[str, Any] | None = None) -> WorkbenchError:
        """Why it ended. ``otherwise``: what to say when it said nothing."""
        lines = [line.decode("utf-8", "replace").strip() for line in self._said]
        return failure_error(failure or {}, lines[-1] if lines else otherwise, self._interpreter)

    async def close(self) -> None:
        """Ends it; it may be called twice."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._process.wait(), ENDED_SECONDS)
        self._listening.cancel()

    async def _listen(self) -> None:
        """What TensorBoard and its data server print: that everything is read, and why not."""
        assert self._process.stderr is not None
        while True:
            try:
                line = await self._process.stderr.readline()
            except ValueError:  # Without an end, for megabytes.
                continue
            if not line:
                return
            if any(words in line for words in READ_WHOLE):
                self.loaded.set()
            elif line.strip():
                self._said.append(line)
