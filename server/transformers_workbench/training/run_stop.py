"""Asking a run to end, and how its supervisor makes it end when it does not answer."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import Literal

from transformers_workbench.errors import WorkbenchError
from transformers_workbench.training import process_group, run_launch
from transformers_workbench.training.run_facts import Facts, Look, see
from transformers_workbench.training.run_folder import STOP
from transformers_workbench.training.run_notes import Note, number, text, whole, write_note
from transformers_workbench.training.run_start import changing, require_record, told
from transformers_workbench.training.run_state import Standing, settled

Level = Literal["checkpoint", "terminate", "kill"]
Step = Literal["", "terminate", "kill"]

LEVELS = ("checkpoint", "terminate", "kill")
CHECKPOINT_SECONDS = 120.0
"""Since the loop was last heard of: a step, and the checkpoint after it, may take long."""
LONGEST_SECONDS = 1800.0
"""A loop that goes on and on has not understood."""
WITHOUT_TRAINER_SECONDS = 10.0
"""There is nobody who would save anything; but it may be about to begin."""
TERMINATE_SECONDS = 15.0


def stop(folder: Path, level: Level) -> bool:
    """Asks a run to end; returns whether it ran. Asking again asks harder, never softer.

    Raises:
        WorkbenchError: ``run-missing``, ``run-foreign``, ``run-folder``, ``run-busy``.
    """
    require_record(folder)
    with told(folder), changing(folder):
        seen = see(folder)
        if seen is None:
            raise WorkbenchError("run-missing", path=str(folder))
        facts, look = seen
        if not settled(facts, look).alive:
            return False
        before = asked(facts.stop)
        if before is None or LEVELS.index(level) > LEVELS.index(before):
            _ask(facts, level)
        with contextlib.suppress(OSError):
            supervise_again(facts, look, settled(facts, look))
    return True


def _ask(facts: Facts, level: Level) -> None:
    """Leaves the request where the callback and the supervisor find it. A full disk has no room for it, and
    is a good reason to stop: then the processes are told directly.

    Raises:
        OSError: it cannot be written, and a checkpoint is wanted.
    """
    try:
        write_note(facts.folder / STOP, _note(facts, level))
    except OSError:
        if level == "checkpoint" or not process_group.members(facts):
            raise
        process_group.end(facts, kill=level == "kill")


def supervise_again(facts: Facts, look: Look, stands: Standing) -> None:
    """Starts a supervisor for a run of this user's that has none and needs one: it is going on, or nobody has
    noted how it ended. A run that is not recorded is only shown.

    Raises:
        OSError: it cannot be started.
    """
    if facts.record is None or look.supervisor != "no":
        return
    if (stands.alive or not stands.noted) and not _begins(facts, look.now):
        run_launch.supervise_again(facts.folder)


def _begins(facts: Facts, now: float) -> bool:
    """Whether the supervisor of whoever asked for the attempt must be on its way: another one that came first
    would start the script without the token."""
    since = now - (number(facts.asked, "time") or 0.0)
    noted = whole(facts.supervisor, "attempt") == facts.attempt
    return facts.process is None and not noted and 0 <= since < run_launch.AGAIN_SECONDS


def asked(note: Note | None) -> Level | None:
    """What was asked last."""
    level = text(note, "level")
    return level if level in LEVELS else None  # type: ignore[return-value]  # Looked up.


def due(facts: Facts, now: float, terminated: float | None) -> Step:
    """What is to be done to the processes now. ``terminated``: when they were asked to end."""
    level = asked(facts.stop)
    if level is None or facts.stop is None:
        return ""
    if level == "kill" or (terminated is not None and now >= terminated + TERMINATE_SECONDS):
        return "kill"
    if terminated is not None:
        return ""
    since = number(facts.stop, "time") or 0.0
    if level == "terminate" or now >= _patience(facts, since):
        return "terminate"
    return ""


def _patience(facts: Facts, since: float) -> float:
    """Until when a checkpoint may take."""
    heard = number(facts.progress, "time")
    if heard is None:
        return since + WITHOUT_TRAINER_SECONDS
    if facts.progress is not None and facts.progress.get("saving"):
        return since + LONGEST_SECONDS
    return min(max(since, heard) + CHECKPOINT_SECONDS, since + LONGEST_SECONDS)


def _note(facts: Facts, level: Level) -> Note:
    now = time.time()
    first = number(facts.stop, "first") or now
    return {"attempt": facts.attempt, "level": level, "time": now, "first": first}
