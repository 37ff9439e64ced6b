"""``runs start|list|show|logs|stop|resume|remove``: training runs from the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from transformers_agent.programs import typed_program
from transformers_workbench.command_session import Session, run
from transformers_workbench.errors import WorkbenchError

Verb = Callable[[Session, argparse.Namespace], Coroutine[Any, Any, int]]


def add_to(commands: Any) -> None:
    """Adds ``runs`` to the command line's parser."""
    parser = commands.add_parser("runs", help="start, list, show, stop and resume training runs")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB", parser_class=_WithRest)
    start = _verb(verbs, "start", "start a run that survives the terminal, and print its id", _start)
    start.usage = "%(prog)s [options] SCRIPT [-- ARGS…]"
    start.add_argument("script", metavar="SCRIPT", help="a Python file, or a *.run.json")
    start.add_argument("--gpus", metavar="IDS", default="", help="0,1,… (default: the freest), or cpu")
    start.add_argument("--name", default="", help="its name (default: the script's)")
    start.add_argument("--again", action="store_true", help="also when the very same runs already")
    _verb(verbs, "list", "the runs, the newest first", _list)
    for name, help_text, work in (
        ("show", "how it goes", _show),
        ("logs", "what it printed", _logs),
        ("stop", "ask it to save a checkpoint and end", _stop),
        ("resume", "go on from its last checkpoint", _resume),
        ("adopt", "record one as yours that your workbench did not start; nothing is started", _adopt),
        ("remove", "delete the folder of one that has ended", _remove),
    ):
        verb = _verb(verbs, name, help_text, work)
        verb.add_argument("id", metavar="ID", help="the run's id, or how it begins")
        if name == "logs":
            verb.add_argument("--follow", action="store_true", help="until it has ended")
        if name == "stop":
            verb.add_argument("--now", action="store_true", help="without a checkpoint")
    supervise = verbs.add_parser("supervise")  # Without help: for ourselves.
    supervise.add_argument("folder")
    supervise.set_defaults(run=_supervise)


class _WithRest(argparse.ArgumentParser):
    """What stands behind ``--`` is the script's, and not to be understood here."""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        words = list(args or [])
        own = words[: words.index("--")] if "--" in words else words
        found, extras = super().parse_known_args(own, namespace)
        found.arguments = words[len(own) + 1 :]
        return found, extras


def _verb(verbs: Any, name: str, help_text: str, work: Verb) -> Any:
    verb = verbs.add_parser(name, help=help_text, description=help_text)
    verb.add_argument(
        "--runs-folder",
        metavar="DIR",
        help="where runs are (default: .transformers-workbench/runs here or above)",
    )
    verb.add_argument("--json", action="store_true", help="the answer as JSON")
    verb.add_argument(
        "--python",
        type=typed_program,
        default=sys.executable,
        help="the interpreter that runs scripts (default: this one)",
    )
    verb.set_defaults(run=lambda options: run("runs", work, options, online=False))
    return verb


def _supervise(options: argparse.Namespace) -> int:
    # The room that knows what to look for in its rows; a run is supervised without it, too.
    from transformers_workbench.training.attendants import Attendant, told
    from transformers_workbench.training.supervisor import main

    folder, beside = Path(options.folder), list[Attendant]()
    try:
        from transformers_workbench.health.live_findings import LiveFindings

        beside.append(LiveFindings(folder))
    except Exception as error:
        told("nothing is looked for in its rows", error)
    try:
        return main(folder, beside)
    except WorkbenchError as error:  # It is not this user's, or no run at all.
        told("nothing is supervised", error)
        return 1


async def _start(session: Session, options: argparse.Namespace) -> int:
    import asyncio

    from transformers_workbench.documents import uri_of
    from transformers_workbench.training import runs
    from transformers_workbench.training.run_commands import as_json, runs_folder
    from transformers_workbench.training.run_preparation import prepared, spec_of_words
    from transformers_workbench.training.run_start import start

    where = runs_folder(options.runs_folder)

    devices = [each for each in options.gpus.split(",") if each]
    spec = spec_of_words(Path(options.script), options.name, devices, options.arguments)
    ready = await prepared(spec, uri_of(Path.cwd()), options.python)
    started = await asyncio.to_thread(start, ready, where, {}, again=options.again)
    seen = await asyncio.to_thread(runs.look_up, started.folder)
    session.answer({**as_json(seen, session), "reused": started.reused}, lambda: started.folder.name)
    if started.reused and not options.json:
        print(session.say("It runs already; --again starts it once more."), file=sys.stderr)
    return 0


async def _list(session: Session, options: argparse.Namespace) -> int:
    from transformers_workbench.training.run_commands import runs_folder, show_list

    return await show_list(session, runs_folder(options.runs_folder))


async def _show(session: Session, options: argparse.Namespace) -> int:
    from transformers_workbench.training.run_commands import show

    return await show(session, _found(options))


async def _logs(session: Session, options: argparse.Namespace) -> int:
    from transformers_workbench.training.run_commands import logs

    return await logs(session, _found(options), follow=options.follow)


async def _stop(session: Session, options: argparse.Namespace) -> int:
    from transformers_workbench.training.run_commands import stop

    return await stop(session, _found(options), now=options.now)


async def _resume(session: Session, options: argparse.Namespace) -> int:
    from transformers_workbench.training.run_commands import resume

    return await resume(session, _found(options))


async def _adopt(session: Session, options: argparse.Namespace) -> int:
    from transformers_workbench.training.run_commands import adopt

    return await adopt(session, _found(options))


async def _remove(session: Session, options: argparse.Namespace) -> int:
    from transformers_workbench.training.run_commands import remove

    return await remove(session, _found(options))


def _found(options: argparse.Namespace) -> Path:
    from transformers_workbench.training.run_commands import find, runs_folder

    return find(runs_folder(options.runs_folder), options.id)
