"""All that a run's folder says of its current attempt, and what the system says of its processes."""

from __future__ import annotations

import contextlib
import os
import platform
import time
from pathlib import Path
from typing import Literal

import attrs

# The one module of the agent's that is the server's too: what a process notes must read the same here.
from transformers_agent.tensorboard.process_identity import identity, same_boot
from transformers_workbench.training.run_folder import (
    ATTEMPT_NOTE,
    EXIT,
    FAILURES,
    JOB,
    OUTCOME,
    PROCESS,
    PROGRESS,
    SPEC,
    STOP,
    SUPERVISOR,
    TRAINER,
)
from transformers_workbench.training.run_notes import (
    Note,
    note_bytes,
    number,
    parsed,
    read_note,
    text,
    whole,
)
from transformers_workbench.training.run_record import Record, Records, digest_of

VERSION = 1
"""Of ``spec.json``."""

ENDS = frozenset({"succeeded", "failed", "stopped", "lost"})
"""States of a run that goes on no more."""

Alive = Literal["yes", "no", "elsewhere"]
"""``elsewhere``: on another machine, where only its own notes tell."""


@attrs.frozen
class Facts:
    """What the files say; of another attempt than the current one only the spec is kept. ``None``: no such
    file, or none that can be read."""

    folder: Path
    spec: Note
    attempt: int
    asked: Note | None = None
    process: Note | None = None
    exit: Note | None = None
    supervisor: Note | None = None
    outcome: Note | None = None
    stop: Note | None = None
    job: Note | None = None
    progress: Note | None = None
    trainer: Note | None = None
    failed: bool = False
    """A process of it noted the error that ended it; looked up only while nobody has noted the exit."""
    begins: bool = True
    """Whether its script is still to be started: this user's workbench began the attempt, and no process of
    it is noted."""
    record: Record | None = None
    """That this user's workbench started it. ``None``: the run is only shown, whatever its files say."""

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def created(self) -> float:
        return number(self.spec, "created") or 0.0

    @property
    def fingerprint(self) -> str:
        return text(self.spec, "fingerprint")

    @property
    def pid(self) -> int | None:
        return whole(self.process, "pid")

    @property
    def is_job(self) -> bool:
        """Whether it is one of Slurm's."""
        return isinstance(self.spec.get("slurm"), dict)


@attrs.frozen
class Look:
    """What the system says of the processes that the files name."""

    now: float
    script: Alive
    keeper: Alive
    supervisor: Alive
    this_boot: bool
    """Whether the machine has not been started again since the attempt began."""


def read_facts(folder: Path, records: Records | None = None) -> Facts | None:
    """What a folder says; ``None``: it is not a run's."""
    content = note_bytes(folder / SPEC)
    spec = parsed(content)
    if content is None or spec is None or spec.get("version") != VERSION:
        return None
    if not isinstance(spec.get("command"), list):
        return None
    asked = read_note(folder / ATTEMPT_NOTE)
    attempt = whole(asked, "attempt") or 1

    def of_attempt(name: str) -> Note | None:
        note = read_note(folder / name)
        return note if note is not None and note.get("attempt") == attempt else None

    outcome, process = of_attempt(OUTCOME), of_attempt(PROCESS)
    record = (records or Records()).find(folder, digest_of(content))
    return Facts(
        folder=folder,
        spec=spec,
        attempt=attempt,
        asked=asked,
        process=process,
        exit=of_attempt(EXIT),
        supervisor=read_note(folder / SUPERVISOR),
        outcome=outcome if text(outcome, "state") in ENDS else None,
        stop=of_attempt(STOP),
        job=of_attempt(JOB),
        progress=of_attempt(PROGRESS),
        trainer=read_note(folder / TRAINER),
        failed=not (folder / EXIT).is_file() and _has_failed(folder / FAILURES, attempt),
        begins=process is None and record is not None and record.attempt == attempt,
        record=record,
    )


def _has_failed(failures: Path, attempt: int) -> bool:
    with contextlib.suppress(OSError):
        return any((read_note(path) or {}).get("attempt") == attempt for path in failures.glob("*.json"))
    return False


def look_at(facts: Facts) -> Look:
    """Asks the system; it reads files of the system's, so not on the event loop."""
    began = text(facts.process, "identity") or text(facts.asked, "identity")
    mine = identity(os.getpid())
    here = text(facts.asked, "host") or text(facts.spec, "host")
    return Look(
        now=time.time(),
        script=alive(facts.process, "pid", "identity"),
        keeper=alive(facts.process, "keeper_pid", "keeper_identity"),
        supervisor=alive(facts.supervisor, "pid", "identity", here),
        this_boot=not began or mine is None or same_boot(began, mine) or here != platform.node(),
    )


def alive(note: Note | None, number_key: str, identity_key: str, host: str = "") -> Alive:
    """Whether the very process that a note names still runs. ``host``: where, when there is no note."""
    where = text(note, "host") or host
    if where and where != platform.node():
        return "elsewhere"
    pid, noted = whole(note, number_key), text(note, identity_key)
    if pid is None or pid <= 1 or not noted:
        return "no"
    return "yes" if identity(pid) == noted else "no"


def see(folder: Path, records: Records | None = None) -> tuple[Facts, Look] | None:
    """What a folder says, and what the system says of it; ``None``: it is not a run's.

    A process that ended between the reading and the looking has noted its end meanwhile: then it is read
    again.
    """
    facts = read_facts(folder, records)
    if facts is None:
        return None
    look = look_at(facts)
    if facts.outcome is None and facts.exit is None and "yes" not in (look.script, look.keeper):
        again = read_facts(folder, records)
        if again is None or again.attempt != facts.attempt:
            return see(folder, records) if again is not None else None
        if again.process != facts.process:
            return again, look_at(again)
        return again, look
    return facts, look
