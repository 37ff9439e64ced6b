"""What ``runs list|show|logs|stop|resume|remove`` do, and which run an id means."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

from transformers_agent import regular_files
from transformers_workbench.command_session import Session
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.training import run_adoption, run_start, run_stop, runs
from transformers_workbench.training.run_folder import LOG, OWN
from transformers_workbench.training.run_notes import file_tail, whole
from transformers_workbench.training.run_words import command_text, described, state_word, unreadable_words
from transformers_workbench.training.runs import Seen

DEFAULT = Path(OWN) / "runs"
FOLLOW_PAUSE = 0.2
FIRST_BYTES = 2**20
"""Of a log that is shown whole: an endless one is shown from there on."""


def runs_folder(given: str | None, here: Path | None = None) -> Path:
    """The folder that has the runs: what was given, else the nearest one around here, else one to be made."""
    if given is not None:
        return Path(given).absolute()
    here = here or Path.cwd()
    for parent in (here, *here.parents):
        if (parent / DEFAULT).is_dir():
            return parent / DEFAULT
    return here / DEFAULT


def find(folder: Path, wanted: str) -> Path:
    """The run's folder that an id, the beginning of one, or a path means.

    Raises:
        WorkbenchError: ``run-unknown``, ``run-ambiguous``.
    """
    if os.sep in wanted and (Path(wanted) / "spec.json").is_file():
        return Path(wanted).absolute()
    found = runs.all_runs([folder]).runs
    named = [seen.facts for seen in found if seen.facts.id.startswith(wanted)]
    exact = [facts for facts in named if facts.id == wanted]
    if len(exact or named) > 1:
        raise WorkbenchError("run-ambiguous", name=wanted, names=", ".join(facts.id for facts in named[:5]))
    if not named:
        raise WorkbenchError("run-unknown", name=wanted, path=str(folder))
    return (exact or named)[0].folder


async def show_list(session: Session, folder: Path) -> int:
    """``list``."""
    found = await asyncio.to_thread(runs.all_runs, [folder])

    def text() -> str:
        lines = []
        for seen in found.runs:
            run = described(seen, session.say)
            foreign = "" if run.ours else session.say("not started by your workbench")
            parts = (run.id, state_word(run.state, session.say), run.detail, foreign)
            line = "  ".join(part for part in parts if part)
            alarms = [finding.rule for finding in run.findings if finding.severity != "info"]
            lines.append(f"{line}  ! {', '.join(alarms)}" if alarms else line)
        return "\n".join(lines) or session.say("There are no training runs in {path}.", path=str(folder))

    for path, why in found.unreadable:
        print(unreadable_words(path, why, session.say), file=sys.stderr)
    session.answer({"runs": [as_json(seen, session) for seen in found.runs]}, text)
    return 1 if found.unreadable else 0


async def show(session: Session, folder: Path) -> int:
    """``show ID``."""
    seen = await asyncio.to_thread(runs.look_up, folder)

    def text() -> str:
        run = described(seen, session.say)
        lines = [
            f"{run.id}  {state_word(run.state, session.say)}",
            # Why it ended follows, as a sentence.
            "" if run.exit is not None and run.exit.message else run.detail,
            command_text(seen.facts),
            str(folder),
        ]
        lines += [f"{name} = {value:g}" for name, value in seen.metrics.items()]
        lines += [
            f"{each.severity}: {each.message} {each.advice} [{each.rule}]".replace("\n", " ")
            for each in run.findings
        ]
        if run.exit is not None:
            lines += [run.exit.message, run.exit.advice]
        return "\n".join(line for line in lines if line)

    session.answer(as_json(seen, session), text)
    return 0


async def stop(session: Session, folder: Path, *, now: bool) -> int:
    """``stop ID``: asks, and does not wait."""
    level: run_stop.Level = "terminate" if now else "checkpoint"
    was_running = await asyncio.to_thread(run_stop.stop, folder, level)
    seen = await asyncio.to_thread(runs.look_up, folder)
    said = session.say("{name} is asked to stop.", name=folder.name)
    ended = session.say("{name} has ended already.", name=folder.name)
    session.answer(as_json(seen, session), lambda: said if was_running else ended)
    return 0


async def adopt(session: Session, folder: Path) -> int:
    """``adopt ID``."""
    await asyncio.to_thread(run_adoption.adopt, folder)
    seen = await asyncio.to_thread(runs.look_up, folder)
    session.answer(
        as_json(seen, session), lambda: session.say("{name} is now one of your runs.", name=folder.name)
    )
    return 0


async def resume(session: Session, folder: Path) -> int:
    """``resume ID``."""
    started = await asyncio.to_thread(run_start.resume, folder, {})
    seen = await asyncio.to_thread(runs.look_up, folder)
    session.answer({**as_json(seen, session), "reused": started.reused}, lambda: folder.name)
    return 0


async def remove(session: Session, folder: Path) -> int:
    """``remove ID``."""
    freed = await asyncio.to_thread(runs.remove, folder)
    session.answer(
        {"removed": folder.name, "freed": freed},
        lambda: session.say("Removed {name}.", name=folder.name),
    )
    return 0


async def logs(session: Session, folder: Path, *, follow: bool) -> int:
    """``logs ID``: what it printed; with ``follow`` until it has ended."""
    out = sys.stdout.buffer
    path = folder / LOG
    tail = file_tail(path, FIRST_BYTES)
    position = path.stat().st_size if path.is_file() else 0
    out.write(tail)
    out.flush()
    while follow:
        alive = (await asyncio.to_thread(runs.look_up, folder)).stands.alive
        more = _from(path, position)
        position += len(more)
        out.write(more)
        out.flush()
        if not alive and not more:
            break
        if not more:
            await asyncio.sleep(FOLLOW_PAUSE)
    return 0


def as_json(seen: Seen, session: Session) -> dict[str, Any]:
    """A run, as the command line has promised it."""
    run = described(seen, session.say)
    return {
        "id": run.id,
        "name": run.name,
        "state": run.state,
        "folder": str(seen.facts.folder),
        "command": command_text(seen.facts),
        "pid": seen.facts.pid if seen.look.script == "yes" else None,
        "supervisor_pid": whole(seen.facts.supervisor, "pid")
        if seen.look.supervisor == "yes" and not seen.stands.noted
        else None,
        "created": run.created,
        "ended": run.ended,
        "attempt": run.attempt,
        "host": run.host,
        "devices": run.devices,
        "progress": {
            "step": run.step,
            "total": run.total,
            "epoch": run.epoch,
            "eta_seconds": run.eta_seconds,
        },
        "metrics": run.metrics,
        "stopping": run.stopping,
        "can_resume": run.can_resume,
        "ours": run.ours,
        "exit": None
        if run.exit is None
        else {
            "code": run.exit.code,
            "cause": run.exit.cause,
            "message": run.exit.message,
            "advice": run.exit.advice,
        },
        "findings": [
            {
                "rule": each.rule,
                "severity": each.severity,
                "steps": [each.first_step, each.last_step],
                "message": each.message,
                "advice": each.advice,
                "found": each.found,
            }
            for each in run.findings
        ],
    }


def _from(path: Path, position: int) -> bytes:
    try:
        with regular_files.open_regular(path) as file:
            file.seek(position)
            return file.read(FIRST_BYTES)
    except OSError:
        return b""
