"""The loop of an agent: one request at a time, an answer for each, whatever happens."""

from __future__ import annotations

import functools
import json
import re
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from transformers_agent import environment
from transformers_agent.channel import Channel
from transformers_agent.deadline import DeadlineExceeded, Watchdog
from transformers_agent.faults import Fault
from transformers_agent.handlers import task_for
from transformers_agent.memory import address_space_limit, resident_poll
from transformers_agent.progress import Progress, State, unheard
from transformers_agent.task import Params, unexpected

RUN_SHARE = 0.8
"""The share of the deadline after which a task is interrupted. At the deadline the server kills the agent."""

EXPLAIN_SHARE = 0.1
"""The share of the deadline in which the exact place of a failure must be found."""

Result = TypeVar("Result")

LEADING_ID = re.compile(rb'\s*\{\s*"id"\s*:\s*(\d+)')


@dataclass(frozen=True)
class Request:
    """One line of the server's. ``deadline`` is in seconds, ``memory`` in bytes above what is used now;
    ``progress``: whether lines with how far it is may come before the answer."""

    id: Any
    method: str
    params: Params
    deadline: float | None
    memory: int | None
    progress: bool


def main(*, online: bool, torch: bool = False) -> None:
    """Serves until the server closes the pipe."""
    # Ctrl-C in a terminal reaches the whole process group; it is the server that decides when this ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    environment.prepare(online=online, torch=torch)
    channel = Channel()
    channel.write({"ready": environment.describe()})
    watchdog = Watchdog()
    while (line := channel.read_line()) is not None:
        if line.strip():
            channel.write(answer(line, watchdog, channel))


def answer(line: bytes, watchdog: Watchdog, channel: Channel) -> dict[str, Any]:
    """The answer to a request line, an ``error`` if need be."""
    identity: Any = None
    try:
        try:
            request = parse(line)
        except Exception as error:
            found = LEADING_ID.match(line)
            identity = int(found.group(1)) if found else None
            raise Fault("agent-failure", f"not a request: {type(error).__name__}: {error}") from error
        identity = request.id
        progress = Progress(reporter(request, channel))
        try:
            result = perform(request, watchdog, progress)
        finally:
            progress.close()
        return {"id": identity, "result": result}
    except Fault as fault:
        return {"id": identity, "error": fault.to_json()}
    except BaseException as error:
        return {"id": identity, "error": unexpected(error).to_json()}


def reporter(request: Request, channel: Channel) -> Callable[[State], None]:
    """What sends the states of a request: ``{"id", "progress": {done, total, unit, label}}``, if it asked."""
    if not request.progress:
        return unheard
    return lambda state: channel.write({"id": request.id, "progress": state})


def parse(line: bytes) -> Request:
    """Reads a request line.

    Raises:
        ValueError: not UTF-8, not JSON.
        RecursionError: nested too deep.
        KeyError, TypeError: not a request.
    """
    message = json.loads(line)
    params = message.get("params") or {}
    if not isinstance(params, dict):
        raise TypeError("params is not an object")
    return Request(
        id=message.get("id"),
        method=str(message["method"]),
        params=params,
        deadline=message.get("deadline"),
        memory=message.get("memory"),
        progress=bool(message.get("progress")),
    )


def perform(request: Request, watchdog: Watchdog, progress: Progress) -> Any:
    """The result of a request within its deadline and its memory.

    Raises:
        Fault: whatever went wrong.
    """
    task = task_for(request.method, request.params, progress)
    deadline = request.deadline if task.interruptible else None
    # Explaining compiles the template once more: that is as little to be trusted as running it.
    with address_space_limit(request.memory):
        poll = resident_poll(request.memory)
        try:
            return watched(task.run, deadline and deadline * RUN_SHARE, poll, watchdog)
        except BaseException as error:
            failure = error
        try:
            explain = functools.partial(task.explain, failure, thorough=True)
            fault = watched(explain, deadline and deadline * EXPLAIN_SHARE, poll, watchdog)
        except BaseException as error:
            print(f"no thorough explanation: {error!r}", file=sys.stderr)
            fault = task.explain(failure, thorough=False)
        return task.settle(fault)


def watched(
    work: Callable[[], Result],
    seconds: float | None,
    poll: Callable[[], None] | None,
    watchdog: Watchdog,
) -> Result:
    """What ``work`` returns. However this ends, the watchdog is disarmed then.

    Raises:
        DeadlineExceeded: it took longer than ``seconds``.
    """
    try:
        try:
            watchdog.arm(seconds, poll)
            return work()
        finally:
            watchdog.disarm()
    except DeadlineExceeded as error:
        # It may have arrived on the way into ``disarm``, before that could catch it.
        watchdog.disarm()
        error.args = (f"interrupted after {seconds:.2g} seconds",)
        raise
