"""One run of a ``cache`` command: its agent, its language, and how it answers."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from transformers_workbench.cache.problem_words import problem_words
from transformers_workbench.cache.where_words import places_of
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lane import Lane
from transformers_workbench.wording import Wording, wording_for

DEADLINE = 600.0
Json = dict[str, Any]


class Usage(Exception):
    """Wrong usage: exit code 2."""


class Session:
    """One run: its agent, its language, and how it answers."""

    def __init__(self, lane: Lane, say: Wording, as_json: bool) -> None:
        self.lane = lane
        self.say = say
        self._as_json = as_json

    async def ask(self, method: str, params: Json, deadline: float = DEADLINE, **more: Any) -> Json:
        """The agent's answer."""
        return await self.lane.request(method, params, deadline=deadline, **more)

    async def root(self, options: argparse.Namespace) -> str:
        """The folder that is meant."""
        if options.root is not None:
            return _absolute(options.root)
        return str((await self.place(options))["path"])

    async def place(self, options: argparse.Namespace) -> Json:
        """What ``cache.where`` says of it."""
        roots = [_absolute(options.root)] if options.root is not None else []
        found = places_of(await self.ask("cache.where", {"roots": roots}))
        wanted = [each for each in found if each["active"] is (options.root is None)]
        if not wanted and options.root is not None:
            wanted = found  # The named folder is the active one.
        if not wanted:
            raise WorkbenchError("cache-missing", message="huggingface_hub")
        place: Json = wanted[0]
        return place

    def answer(self, value: Json, text: Callable[[], str]) -> None:
        """Prints it, as JSON when that was asked for."""
        words = json.dumps(value, indent=2) if self._as_json else text()
        sys.stdout.buffer.write(words.encode("utf-8", "backslashreplace") + b"\n")
        sys.stdout.buffer.flush()

    def words_of(self, error: WorkbenchError) -> str:
        """What went wrong and what to do, in one line."""
        return problem_words(error, self.say)


Work = Callable[[Session, argparse.Namespace], Coroutine[Any, Any, int]]


def run(work: Work, options: argparse.Namespace) -> int:
    """Runs one verb and returns its exit code."""
    try:
        return asyncio.run(_with_session(work, options))
    except Usage as error:
        print(f"transformers-workbench cache: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1


async def _with_session(work: Work, options: argparse.Namespace) -> int:
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or "en"
    say = wording_for(locale)
    async with _lane(options.python, online=options.verb == "verify") as lane:
        session = Session(lane, say, options.json)
        try:
            return await work(session, options)
        except WorkbenchError as error:
            if options.json:
                problem = {"kind": error.reason, "message": session.words_of(error)}
                session.answer({"error": problem}, str)
            else:
                print(session.words_of(error), file=sys.stderr)
            return 1


@asynccontextmanager
async def _lane(python: str, *, online: bool) -> AsyncIterator[Lane]:
    lane = Lane("cache", python, online=online)
    try:
        yield lane
    finally:
        await lane.close()


def _absolute(folder: str) -> str:
    return str(Path(folder).expanduser().absolute())
