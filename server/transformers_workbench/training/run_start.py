"""Starts runs and resumes them: one at a time in a folder, and never the very same twice."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

from transformers_agent.tensorboard.process_identity import identity
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.training import run_launch
from transformers_workbench.training.run_facts import VERSION, look_at, read_facts, see
from transformers_workbench.training.run_folder import ATTEMPT_NOTE, CHANGE_LOCK, OWN, SPEC
from transformers_workbench.training.run_notes import Note, text, write_note
from transformers_workbench.training.run_outputs import checkpoints
from transformers_workbench.training.run_record import Record, Records, forget, require, write_record
from transformers_workbench.training.run_state import settled
from transformers_workbench.training.secrets_refused import refuse_secrets
from transformers_workbench.training.spec import Spec
from transformers_workbench.training.spec_contract import contract_of
from transformers_workbench.training.system_lock import held

START_LOCK = "starting.lock"
LONGEST_NAME = 40
OUTCOME_SECONDS = 30.0
PAUSE = 0.05


@attrs.frozen
class Prepared:
    """What is started. ``environment``: what is set besides what is there; ``devices``: chosen ones."""

    spec: Spec
    command: tuple[str, ...]
    environment: Mapping[str, str]
    python: str
    devices: tuple[str, ...] = ()


@attrs.frozen
class Started:
    """``reused``: it ran already."""

    folder: Path
    reused: bool


def start(prepared: Prepared, runs_folder: Path, token: Mapping[str, str], *, again: bool) -> Started:
    """Makes a run's folder and starts its supervisor, or finds the very same run that is going on. It reads
    and writes disks, so not on the event loop.

    Raises:
        WorkbenchError: ``run-secret``, ``run-folder``, ``run-busy``.
    """
    refuse_secrets(contract_of(prepared.spec))  # The folder holds what a run is given.
    mark = fingerprint(prepared)
    with told(runs_folder):
        _make_runs_folder(runs_folder)
        with held(runs_folder / START_LOCK):
            same = None if again else running(runs_folder, mark)
            if same is not None:
                return Started(same, reused=True)
            folder = _make(prepared, runs_folder, mark, token)
    return Started(folder, reused=False)


def resume(folder: Path, token: Mapping[str, str]) -> Started:
    """Goes on with a run that has ended, from its last checkpoint; one that is going on is only found.

    Raises:
        WorkbenchError: ``run-missing``, ``run-foreign``, ``run-not-resumable``, ``run-folder``, ``run-busy``.
    """
    require_record(folder)
    with told(folder), changing(folder):
        seen = see(folder)
        if seen is None:
            raise WorkbenchError("run-missing", path=str(folder))
        facts, look = seen
        record = require(facts.record, folder)
        if settled(facts, look).alive:
            return Started(folder, reused=True)
        _await_outcome(folder)
        if text(facts.spec, "host") != platform.node() or not checkpoints(facts):
            raise WorkbenchError("run-not-resumable", path=str(folder))
        record.begin(folder, facts.attempt + 1)
        write_note(folder / ATTEMPT_NOTE, _attempt(facts.attempt + 1, resumes=True))
        run_launch.supervise(folder, token)
    return Started(folder, reused=False)


def require_record(folder: Path) -> Record:
    """That this user's workbench started a run: before a lock or anything else of its folder is touched.

    Raises:
        WorkbenchError: ``run-missing``, ``run-foreign``.
    """
    facts = read_facts(folder)
    if facts is None:
        raise WorkbenchError("run-missing", path=str(folder))
    return require(facts.record, folder)


def _await_outcome(folder: Path) -> None:
    """Until the supervisor has cleared away what the last attempt left.

    Raises:
        WorkbenchError: ``run-busy``.
    """
    end = time.monotonic() + OUTCOME_SECONDS
    while (seen := see(folder)) is not None and not settled(*seen).noted:
        if seen[1].supervisor == "no":
            run_launch.supervise_again(folder)
        if time.monotonic() > end:
            raise WorkbenchError("run-busy", path=str(folder))
        time.sleep(PAUSE)


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """Held while a run is changed from outside.

    Raises:
        OSError: the folder cannot be written.
        WorkbenchError: ``run-missing``, ``run-busy``.
    """
    if not (folder / SPEC).is_file():
        raise WorkbenchError("run-missing", path=str(folder))
    with held(folder / CHANGE_LOCK):
        yield


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """What the disk refuses, as words for people.

    Raises:
        WorkbenchError: ``run-folder``.
    """
    try:
        yield
    except OSError as error:
        where = error.filename if isinstance(error.filename, str) else str(folder)
        raise WorkbenchError("run-folder", message=f"{where}: {error.strerror or error}") from error


def fingerprint(prepared: Prepared) -> str:
    """The same for the very same run."""
    told = [prepared.python, attrs.asdict(prepared.spec)]
    return hashlib.sha256(json.dumps(told, default=str, sort_keys=True).encode()).hexdigest()


def running(runs_folder: Path, mark: str) -> Path | None:
    """The folder of a run of the very same that is going on. One that is not this user's only says so."""
    records = Records(expected=2)
    for folder in run_folders(runs_folder):
        facts = read_facts(folder, records)
        if facts is None or facts.record is None or facts.fingerprint != mark:
            continue
        if settled(facts, look_at(facts)).alive:
            return folder
    return None


def run_folders(runs_folder: Path) -> list[Path]:
    """What may be runs.

    Raises:
        OSError: the folder cannot be read.
    """
    with os.scandir(runs_folder) as entries:
        return sorted(
            Path(entry.path)
            for entry in entries
            if not entry.name.startswith(".") and entry.is_dir(follow_symlinks=False)
        )


def _make(prepared: Prepared, runs_folder: Path, mark: str, token: Mapping[str, str]) -> Path:
    folder = _new_folder(runs_folder, prepared.spec)
    record: Record | None = None
    try:
        (folder / "tensorboard").mkdir()
        write_note(folder / ATTEMPT_NOTE, _attempt(1, resumes=False))
        write_note(folder / SPEC, _spec_note(prepared, mark))  # From here on it is a run.
        record = write_record(folder, attempt=1)
        run_launch.supervise(folder, token)
    except BaseException:
        forget(record)
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _spec_note(prepared: Prepared, mark: str) -> Note:
    spec = prepared.spec
    return {
        "version": VERSION,
        "name": spec.name or spec.script.stem,
        "created": time.time(),
        "host": platform.node(),
        "python": prepared.python,
        "command": list(prepared.command),
        "working_directory": str(spec.working_directory),
        "environment": {**dict(spec.environment), **prepared.environment},
        "devices": list(prepared.devices or spec.devices),
        "slurm": attrs.asdict(spec.slurm) if spec.slurm is not None else None,
        "spec": json.loads(json.dumps(attrs.asdict(spec), default=str)),
        "fingerprint": mark,
    }


def _attempt(attempt: int, *, resumes: bool) -> dict[str, Any]:
    return {
        "attempt": attempt,
        "resume": resumes,
        "time": time.time(),
        "host": platform.node(),
        "identity": identity(os.getpid()),
    }


def _make_runs_folder(runs_folder: Path) -> None:
    is_new = not runs_folder.is_dir()
    runs_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    marked = runs_folder.parent if runs_folder.parent.name == OWN else runs_folder
    if marked == runs_folder and not is_new:
        return  # A folder of the user's: what of it belongs into git is not ours to say.
    with contextlib.suppress(FileExistsError), (marked / ".gitignore").open("x", encoding="utf-8") as file:
        file.write("*\n")


def _new_folder(runs_folder: Path, spec: Spec) -> Path:
    name = slug(spec.name or spec.script.stem)
    stamp = time.strftime("%Y%m%d-%H%M%S")
    count = 1
    while True:
        folder = runs_folder / (f"{name}-{stamp}" if count == 1 else f"{name}-{stamp}-{count}")
        try:
            folder.mkdir(mode=0o700)
        except FileExistsError:
            count += 1
        else:
            return folder


def slug(name: str) -> str:
    """A name as a file system of any kind takes it."""
    words = re.sub(r"[^\w]+", "-", name.lower()).strip("-_")[:LONGEST_NAME].strip("-_")
    return words or "run"
