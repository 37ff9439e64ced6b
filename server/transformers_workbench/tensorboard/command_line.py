"""``tensorboard [LOGDIR…] | list | stop [LOGDIR…]``: the servers from the command line.

Its URLs are whole, with the secret path: they are what was asked for, and go to nobody but who asked.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from transformers_workbench.command_session import Session, Usage, run
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.tensorboard.servers import Seen, all_servers, look, stop
from transformers_workbench.tensorboard.start import Asked, find_or_start
from transformers_workbench.tensorboard.state import State, id_of
from transformers_workbench.tensorboard.words import note

SEARCH_SECONDS = 10.0


def add_to(commands: Any) -> None:
    """Adds ``tensorboard`` to the command line's parser."""
    parser = commands.add_parser(
        "tensorboard",
        help="start or find the TensorBoard of log folders, and print its URL",
        description="Without a LOGDIR: the log folder below this one that was written last.",
    )
    parser.add_argument(
        "words",
        nargs="*",
        metavar="LOGDIR | list | stop [LOGDIR]",
        help="log folders, several are compared; a folder that is named list or stop is ./list or ./stop",
    )
    parser.add_argument("--port", type=int, default=0, help="the port (default: any that is free)")
    parser.add_argument(
        "--idle-minutes", type=float, default=60.0, metavar="N", help="stop after so long unseen; 0: never"
    )
    parser.add_argument("--reload-seconds", type=float, default=5.0, metavar="N", help="how often it reads")
    parser.add_argument("--json", action="store_true", help="the answer as JSON")
    parser.add_argument(
        "--python", default=sys.executable, help="the interpreter that has tensorboard (default: this one)"
    )
    parser.set_defaults(run=lambda options: run("tensorboard", _work, options, online=False))


async def _work(session: Session, options: argparse.Namespace) -> int:
    words = options.words
    if words[:1] == ["list"]:
        if len(words) > 1:
            raise Usage("list takes no folder")
        return await _list(session)
    if words[:1] == ["stop"]:
        return await _stop(session, words[1:])
    return await _open(session, options, [Path(word) for word in words])


async def _open(session: Session, options: argparse.Namespace, folders: list[Path]) -> int:
    if not 0 <= options.port <= 65535:
        raise Usage(f"{options.port} is no port")
    asked = Asked(
        tuple(folders or [await _newest(session)]), options.port, options.idle_minutes, options.reload_seconds
    )
    found = await find_or_start(asked, _program(options.python))
    seen = look(found.state)
    said = note(found, seen, options.port, session.say)
    session.answer({**_json(found.state), "reused": found.reused, "note": said}, lambda: found.state.url)
    if said and not options.json:
        print(said, file=sys.stderr)
    return 0


def _program(word: str) -> str:
    """A path as the shell means it, or a name that is looked for in ``PATH``."""
    return os.path.abspath(word) if os.path.dirname(word) else word  # noqa: PTH100, PTH120


async def _newest(session: Session) -> Path:
    here = str(Path.cwd())
    found = await session.ask("tensorboard.folders", {"folders": [here], "seconds": SEARCH_SECONDS})
    paths = [folder["path"] for folder in found["folders"]] or found["empty"]
    if not paths:
        raise WorkbenchError("log-folders-none", path=here)
    return Path(paths[0])


async def _list(session: Session) -> int:
    servers = await asyncio.to_thread(all_servers)
    rows = [{**_json(seen.state), "state": _state(seen), "started": seen.state.started} for seen in servers]

    def text() -> str:
        lines = [f"{row['url']}  {row['logdir']}  {row['state']}" for row in rows]
        return "\n".join(lines) or session.say("No TensorBoard is running.")

    session.answer({"servers": rows}, text)
    return 0


async def _stop(session: Session, folders: list[str]) -> int:
    wanted = id_of(folders) if folders else None
    servers = await asyncio.to_thread(all_servers)
    chosen = [seen.state for seen in servers if wanted is None or seen.state.id == wanted]
    stopped = [_json(state) for state in chosen if await asyncio.to_thread(stop, state)]

    def text() -> str:
        lines = [session.say("Stopped {url} ({folder}).", url=s["url"], folder=s["logdir"]) for s in stopped]
        return "\n".join(lines) or session.say("No TensorBoard was running there.")

    session.answer({"stopped": stopped}, text)
    return 0 if stopped or wanted is None else 1


def _state(seen: Seen) -> str:
    return "running" if seen.alive else "crashed"


def _json(state: State) -> dict[str, Any]:
    return {
        "url": state.url,
        "pid": state.pid,
        "port": state.port,
        "logdir": ",".join(state.folders),
        "logdirs": list(state.folders),
    }
