"""The supervisor of one run: a process of its own session that starts the keeper or adopts what runs, stops
it when somebody asks, and notes how it ended. Killed, it costs nothing: whoever looks next starts another.

All that it needs is imported when it starts: an update of the extension may delete its files while it runs.
"""

from __future__ import annotations

import contextlib
import os
import platform
import subprocess
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from transformers_agent.tensorboard.process_identity import identity
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.training import process_group, run_launch
from transformers_workbench.training.attendants import Attendant, Attendants
from transformers_workbench.training.device_use import DeviceUse
from transformers_workbench.training.exit_facts import oom_kills
from transformers_workbench.training.keeper_program import Sources
from transformers_workbench.training.run_ending import outcome
from transformers_workbench.training.run_environment import environment_of
from transformers_workbench.training.run_facts import Facts, Look, read_facts, see
from transformers_workbench.training.run_folder import (
    ENVIRONMENT,
    KEEPER_LOCK,
    OUTCOME,
    SUPERVISOR,
    SUPERVISOR_LOCK,
)
from transformers_workbench.training.run_notes import Note, read_note, whole, write_note
from transformers_workbench.training.run_record import require
from transformers_workbench.training.run_start import require_record
from transformers_workbench.training.run_state import REBOOT, Standing, settled
from transformers_workbench.training.run_stop import asked, due
from transformers_workbench.training.slurm_job import Job
from transformers_workbench.training.system_lock import release, taken

PAUSE = 0.2
HEARTBEAT_SECONDS = 5.0
LOCK_SECONDS = 10.0
"""The supervisor of the attempt before may be about to go."""
BEGINNINGS = 3
"""So often it is tried to start a keeper."""
LEFT_OVER_SECONDS = 5.0
"""For what is left when the script itself has ended already."""
GONE_SECONDS = 60.0
"""So long killed processes may take to be gone: one that waits for a disk cannot go."""


def main(folder: Path, beside: Iterable[Attendant] = ()) -> int:
    """Supervises a run until it has ended, unless another does. ``beside``: what looks at it meanwhile.

    Raises:
        WorkbenchError: ``run-missing``, ``run-foreign``.
    """
    require_record(folder)
    attendants, sources = Attendants(beside), Sources()
    lock = _lock(folder)
    if lock is None:
        return 0
    noting: list[threading.Thread] = []
    try:
        while (facts := read_facts(folder)) is not None and facts.record and facts.outcome is None:
            supervisor = Supervisor(folder, facts.attempt, attendants, sources)
            supervisor.run()
            noting += supervisor.noting
    finally:
        release(lock)
    for thread in noting:  # Python that is about to end lets none of its threads begin anything.
        thread.join()
    return 0


def _lock(folder: Path) -> int | None:
    end = time.monotonic() + LOCK_SECONDS
    while time.monotonic() < end:
        facts = read_facts(folder)
        if facts is None or facts.record is None or facts.outcome is not None:
            return None
        if (lock := taken(folder / SUPERVISOR_LOCK)) is not None:
            return lock
        time.sleep(PAUSE)
    return None


class Supervisor:
    """Of one attempt of a run. ``noting``: what is still being noted of a run that may have ended."""

    def __init__(self, folder: Path, attempt: int, attendants: Attendants, sources: Sources) -> None:
        self._folder = folder
        self._attempt = attempt
        self._sources = sources
        self.noting: list[threading.Thread] = []
        self._attendants = attendants
        self._keeper: subprocess.Popen[bytes] | None = None
        self._begun = 0
        self._heard = 0.0
        self._terminated: float | None = None
        self._killed: float | None = None
        self._devices = DeviceUse(folder)
        self._job: Job | None = None
        self._oom_kills = _oom_kills_at_beginning(folder, attempt)

    def run(self) -> None:
        """Until the attempt has ended and that is noted, or its folder is gone."""
        self._heartbeat(time.time())
        while (seen := see(self._folder)) is not None:
            facts, look = seen
            if facts.attempt != self._attempt or facts.outcome is not None or facts.record is None:
                return
            ended = self._ended(facts, look)
            if ended is not None:
                if self._is_clear(facts, ended):
                    self._finish(facts, ended)
                    return
            else:
                self._attend(facts, look)
                self._attendants.attend(facts, look.now)
            self._heartbeat(look.now)
            time.sleep(PAUSE)

    def _ended(self, facts: Facts, look: Look) -> Standing | None:
        """How it ended; ``None``: it has not."""
        if facts.is_job:
            self._job = self._job or Job(self._sources)
            return self._job.ended(facts, look)
        if facts.exit is not None:
            return settled(facts, look)
        if facts.process is not None:
            if "yes" in (look.script, look.keeper):
                return None
            return settled(facts, look)
        if not look.this_boot:
            return Standing("failed", cause=REBOOT)
        if not facts.begins:  # It was adopted, and nobody here ever began it.
            return Standing("lost", look.now)
        if self._begun == 0 and asked(facts.stop):
            return Standing("stopped", look.now)
        if self._begun >= BEGINNINGS and self._keeper_is_gone():
            return Standing("failed", look.now, cause="not-started")
        return None

    def _attend(self, facts: Facts, look: Look) -> None:
        """What there is to do while it runs."""
        if self._job is not None:
            self._job.attend(facts, look)
        elif facts.process is None:
            if self._keeper is None or self._keeper_is_gone():
                self._begin(facts)
        else:
            if self._keeper is not None:
                self._keeper.poll()
            self._stop_if_due(facts, look.now)
            self._devices.sample(facts, look.now)

    def _begin(self, facts: Facts) -> None:
        self._begun += 1
        with contextlib.suppress(OSError, WorkbenchError):
            record = require(facts.record, self._folder)
            program = self._sources.program(self._folder, self._attempt, facts.spec, record.place)
            self._keeper = run_launch.keep(self._folder, record, program)
        if self._begun == 1:
            # Waited for: also of a run that ended at once it is noted what it ran with.
            self.noting.append(threading.Thread(target=_note_environment, args=[facts], daemon=True))
            self.noting[-1].start()

    def _keeper_is_gone(self) -> bool:
        """Whether neither ours nor one that another supervisor started lives."""
        if self._keeper is not None and self._keeper.poll() is None:
            return False
        try:
            lock = taken(self._folder / KEEPER_LOCK)
        except OSError:
            return True
        if lock is not None:
            release(lock)
        return lock is not None

    def _stop_if_due(self, facts: Facts, now: float) -> None:
        step = due(facts, now, self._terminated)
        if step == "terminate":
            self._terminated = now
            process_group.end(facts, kill=False)
        elif step == "kill":
            self._killed = self._killed or now
            process_group.end(facts, kill=True)

    def _is_clear(self, facts: Facts, ended: Standing) -> bool:
        """Whether nothing of it is left. What a run that went well leaves behind, a server for one, stays."""
        if ended.state == "succeeded" or facts.process is None:
            return True
        if not process_group.members(facts):
            return True
        now = time.time()
        if self._terminated is None:
            self._terminated = now
            process_group.end(facts, kill=False)
        elif now - self._terminated > LEFT_OVER_SECONDS or asked(facts.stop) == "kill":
            self._killed = self._killed or now
            process_group.end(facts, kill=True)
        return self._killed is not None and now - self._killed > GONE_SECONDS

    def _finish(self, facts: Facts, ended: Standing) -> None:
        note = outcome(facts, ended, self._oom_kills)
        while (now := read_facts(self._folder)) is not None and now.attempt == self._attempt:
            self._attendants.ended(facts)  # Before its end is told; again, if there was no room for that.
            try:
                write_note(self._folder / OUTCOME, note)
            except FileNotFoundError:
                return
            except OSError:  # The disk is full: readers come to the same state without it.
                time.sleep(HEARTBEAT_SECONDS)
            else:
                return

    def _heartbeat(self, now: float) -> None:
        if now - self._heard < HEARTBEAT_SECONDS:
            return
        self._heard = now
        pid = os.getpid()
        note: Note = {
            "pid": pid,
            "identity": identity(pid),
            "host": platform.node(),
            "time": now,
            "attempt": self._attempt,
            "oom_kills": self._oom_kills,
        }
        with contextlib.suppress(OSError):
            write_note(self._folder / SUPERVISOR, note)


def _oom_kills_at_beginning(folder: Path, attempt: int) -> int | None:
    """The kernel's count when the attempt began; a supervisor that adopts it finds it noted."""
    before = read_note(folder / SUPERVISOR)
    noted = whole(before, "attempt") == attempt
    return whole(before, "oom_kills") if noted else oom_kills()


def _note_environment(facts: Facts) -> None:
    with contextlib.suppress(OSError):
        write_note(facts.folder / ENVIRONMENT, environment_of(facts))
