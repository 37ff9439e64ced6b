"""One run of a command that asks an agent: its language, its answer, its failures. What the rooms share."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from transformers_workbench.errors import WorkbenchError, problem_words
from transformers_workbench.lane import Lane
from transformers_workbench.terminal_text import terminal_text
from transformers_workbench.wording import Wording, wording_for

DEADLINE = 600.0
"""Seconds; an agent gives up on the Hub long before, and a cold network file system takes minutes."""

Json = dict[str, Any]


class Usage(Exception):
    """Wrong usage: exit code 2."""


class Session:
    """One run: its agent, its language, and how it answers."""

    def __init__(self, lane: Lane, say: Wording, as_json: bool) -> None:
        self._lane = lane
        self.say = say
        self._as_json = as_json

    async def ask(self, method: str, params: Json, deadline: float = DEADLINE, **more: Any) -> Json:
        """The agent's answer.

        Raises:
            WorkbenchError: what the agent answered, or that it could not.
        """
        return await self._lane.request(method, params, deadline=deadline, **more)

    def answer(self, value: Json, text: Callable[[], str]) -> None:
        """Prints it, as JSON when that was asked for."""
        words = json.dumps(value, indent=2) if self._as_json else terminal_text(text())
        sys.stdout.buffer.write(words.encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.buffer.flush()

    def words_of(self, error: WorkbenchError) -> str:
        """What went wrong and what to do, in one line."""
        return problem_words(error, self.say)

    def fail(self, error: WorkbenchError) -> None:
        """Says what went wrong and what to do."""
        words = self.words_of(error)
        if self._as_json:
            self.answer({"error": {"kind": error.reason, "message": words}}, str)
        else:
            print(terminal_text(words), file=sys.stderr)


Work = Callable[[Session, argparse.Namespace], Coroutine[Any, Any, int]]


def run(room: str, work: Work, options: argparse.Namespace, *, online: bool) -> int:
    """Runs one verb of a room and returns its exit code. ``online``: its agent may reach the network."""
    try:
        return asyncio.run(_with_session(work, options, online))
    except Usage as error:
        print(f"transformers-workbench {room}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has enough of it; let the interpreter not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


async def _with_session(work: Work, options: argparse.Namespace, online: bool) -> int:
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "en"
    lane = Lane("cache", options.python, online=online)
    session = Session(lane, wording_for(locale), options.json)
    try:
        return await work(session, options)
    except WorkbenchError as error:
        session.fail(error)
        return 1
    finally:
        await lane.close()
