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
from transformers_agent.channel import Channel, line_of
from transformers_agent.deadline import DeadlineExceeded, Watchdog
from transformers_agent.faults import Fault
from transformers_agent.handlers import task_for
from transformers_agent.memory import Budget, resident_poll
from transformers_agent.owner import Owner, end_with_owner
from transformers_agent.progress import Progress, State, unheard
from transformers_agent.task import Params, Task, unexpected
from transformers_agent.texts import words_of

RUN_SHARE = 0.8
"""The share of the deadline after which a task is interrupted. At the deadline the server kills the agent."""

EXPLAIN_SHARE = 0.1
"""The share of the deadline in which the exact place of a failure must be found."""

LARGEST_ANSWER = 128 * 2**20
"""Bytes of an answer; the server takes no longer line."""

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


@dataclass(frozen=True)
class Circumstances:
    """What all requests of a process share."""

    channel: Channel
    watchdog: Watchdog
    owner: Owner
    budget: Budget


def main(*, online: bool, torch: bool = False) -> None:
    """Serves until the server closes the pipe."""
    # Ctrl-C in a terminal reaches the whole process group; it is the server that decides when this ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    owner = end_with_owner()
    environment.prepare(online=online, torch=torch)
    channel = Channel()
    channel.write({"ready": environment.describe()})
    around = Circumstances(channel, Watchdog(), owner, Budget())
    while (line := channel.read_line()) is not None:
        if line.strip():
            channel.write_line(answer(line, around))


def answer(line: bytes, around: Circumstances) -> bytes:
    """The line that answers a request line, an ``error`` if need be."""
    identity: Any = None
    try:
        try:
            request = parse(line)
        except Exception as error:
            found = LEADING_ID.match(line)
            identity = int(found.group(1)) if found else None
            raise Fault("agent-failure", f"not a request: {type(error).__name__}: {error}") from error
        identity = request.id
        progress = Progress(reporter(request, around.channel))
        try:
            around.owner.allow(request.deadline)
            return perform(request, around, progress)
        finally:
            around.owner.allow(None)
            progress.close()
    except Fault as fault:
        return line_of({"id": identity, "error": fault.to_json()})
    except BaseException as error:
        return line_of({"id": identity, "error": unexpected(error).to_json()})


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


def perform(request: Request, around: Circumstances, progress: Progress) -> bytes:
    """The line with the result of a request, made within its deadline and its memory.

    Raises:
        Fault: whatever went wrong.
    """
    task = task_for(request.method, request.params, progress)
    deadline = request.deadline if task.interruptible else None
    # Explaining compiles the template once more: that is as little to be trusted as running it.
    with around.budget.limit(request.memory):
        poll = resident_poll(request.memory)
        try:
            run = functools.partial(run_task, task, request, around.budget)
            return watched(run, deadline and deadline * RUN_SHARE, poll, around.watchdog)
        except BaseException as error:
            failure: BaseException | None = error
        assert failure is not None
        try:
            explain = functools.partial(task.explain, failure, thorough=True)
            fault = watched(explain, deadline and deadline * EXPLAIN_SHARE, poll, around.watchdog)
        except BaseException as error:
            print(f"no thorough explanation: {words_of(error)}", file=sys.stderr)
            fault = task.explain(failure, thorough=False)
        failure = None  # It holds the frames it passed, and what is in them.
        return result_line(request, task.settle(fault), around.budget)


def run_task(task: Task, request: Request, budget: Budget) -> bytes:
    """The line with what a task comes to.

    Raises:
        BaseException: what the task raised.
        MemoryError: the line is longer than an answer may be.
    """
    return result_line(request, task.run(), budget)


def result_line(request: Request, result: Any, budget: Budget) -> bytes:
    """The line with a result. ``replace``: the server is to have another process do what comes next.

    Raises:
        MemoryError: it is longer than an answer may be.
    """
    answered = {"id": request.id, "result": result}
    if budget.is_used_up(request.memory):
        answered["replace"] = True
    line = line_of(answered)
    if len(line) > LARGEST_ANSWER:
        raise MemoryError(f"an answer of {len(line) >> 20} MiB")
    return line


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
