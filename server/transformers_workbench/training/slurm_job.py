"""A run that is a job of Slurm's, for its supervisor: submitted, watched, cancelled."""

from __future__ import annotations

import contextlib

from transformers_workbench.errors import WorkbenchError
from transformers_workbench.training import slurm
from transformers_workbench.training.keeper_program import Sources
from transformers_workbench.training.run_facts import Facts, Look
from transformers_workbench.training.run_folder import JOB
from transformers_workbench.training.run_notes import Note, text, whole, write_note
from transformers_workbench.training.run_record import require
from transformers_workbench.training.run_state import REBOOT, Standing, settled
from transformers_workbench.training.run_stop import asked, due
from transformers_workbench.training.spec import Slurm

ASK_SECONDS = 5.0
"""Between two questions: the controller is everybody's."""
NOTE_SECONDS = 15.0
"""What a node has written is seen here a little later, on a network file system."""
CAUSES = {
    "TIMEOUT": "time-limit",
    "DEADLINE": "time-limit",
    "PREEMPTED": "preempted",
    "OUT_OF_MEMORY": "out-of-memory-host",
    "NODE_FAIL": "node-failed",
    "BOOT_FAIL": "node-failed",
}


class Job:
    """Of one attempt of a run."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._asked = 0.0
        self._state = slurm.SlurmState("unknown")
        self._over: float | None = None
        self._refused: Standing | None = None
        self._terminated: float | None = None
        self._killed = False

    def ended(self, facts: Facts, look: Look) -> Standing | None:
        """How it ended; ``None``: it has not."""
        if facts.exit is not None:
            return settled(facts, look)
        if self._refused is not None:
            return self._refused
        job = job_of(facts)
        if job is None:
            if asked(facts.stop):
                return Standing("stopped", look.now)
            if not facts.begins:  # It was adopted, and nobody here ever submitted it.
                return Standing("lost", look.now)
            return None if look.this_boot else Standing("failed", cause=REBOOT)
        if look.now - self._asked >= ASK_SECONDS:
            self._asked = look.now
            self._state = slurm.state(job)
        if self._state.stage not in ("ended", "gone"):
            self._over = None
            return None
        self._over = self._over or look.now
        if look.now - self._over < NOTE_SECONDS and facts.process is not None:
            return None
        return of_state(self._state, facts, self._over)

    def attend(self, facts: Facts, look: Look) -> None:
        """What there is to do while it waits or runs."""
        job = job_of(facts)
        if job is None:
            self._submit(facts, look)
            return
        if facts.record is None or not facts.record.knows_job(facts.attempt, job.id):
            return  # The number of a job in the run's folder may be anybody's.
        step = due(facts, look.now, self._terminated)
        if asked(facts.stop) and facts.process is None and self._terminated is None:
            step = "terminate"  # Nothing has begun that could be saved.
        if step == "terminate":
            self._terminated = look.now
            slurm.cancel(job)
        elif step == "kill" and not self._killed:
            self._killed = slurm.cancel(job, kill=True)

    def _submit(self, facts: Facts, look: Look) -> None:
        try:
            record = require(facts.record, facts.folder)
            job = slurm.submit(
                facts.folder,
                options_of(facts.spec),
                python=text(facts.spec, "python"),
                name=text(facts.spec, "name") or facts.id,
                program=self._sources.program(facts.folder, facts.attempt, facts.spec, record.place),
            )
        except WorkbenchError as error:
            self._refused = Standing("failed", look.now, cause=error.reason, values=dict(error.values))
            return
        except OSError as error:
            self._refused = Standing("failed", look.now, cause="run-folder", values={"message": str(error)})
            return
        with contextlib.suppress(OSError):
            record.note_job(facts.attempt, job.id)
        with contextlib.suppress(OSError):
            note = {"attempt": facts.attempt, "id": job.id, "cluster": job.cluster}
            write_note(facts.folder / JOB, note)


def job_of(facts: Facts) -> slurm.Submitted | None:
    """The job; of two that were submitted because a supervisor died in between, the one that runs it."""
    noted = text(facts.process, "job") or text(facts.job, "id")
    return slurm.Submitted(noted, text(facts.job, "cluster")) if noted else None


def of_state(state: slurm.SlurmState, facts: Facts, over: float) -> Standing:
    """How a job ended of which only Slurm tells."""
    code = state.code if state.signal is None else -state.signal
    if facts.stop is not None:
        return Standing("stopped", over, code)
    if state.word == "COMPLETED" and not state.code:
        return Standing("succeeded", over, code)
    if state.stage == "gone":
        return Standing("lost", over)
    if state.word in CAUSES:
        return Standing("failed", over, code, CAUSES[state.word])
    if state.word == "CANCELLED":
        return Standing("failed", over, code, "terminated", {"signal": "scancel"})
    return Standing("failed", over, code, "slurm-ended", {"word": state.word, "reason": state.reason})


def options_of(spec: Note) -> Slurm:
    """What the spec asks of Slurm."""
    given = spec.get("slurm")
    told: Note = given if isinstance(given, dict) else {}
    options = told.get("options")
    return Slurm(
        nodes=whole(told, "nodes") or 1,
        gpus_per_node=whole(told, "gpus_per_node") or 0,
        time=text(told, "time"),
        partition=text(told, "partition"),
        account=text(told, "account"),
        options=tuple(str(each) for each in options) if isinstance(options, list) else (),
    )
