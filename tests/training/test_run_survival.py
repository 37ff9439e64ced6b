"""Whatever is killed around a run, the run goes on: no row is lost or doubled, and how it ended is known."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from run_stand_ins import (
    ENDLESS,
    LOOP,
    assert_every_step_once,
    ended,
    eventually,
    rows,
    see,
    spec,
    start,
    until_noted,
    until_running,
)
from transformers_agent.tensorboard.process_identity import identity
from transformers_workbench.training import run_launch
from transformers_workbench.training.run_folder import ATTEMPT_NOTE, OUTCOME, PROCESS, SUPERVISOR
from transformers_workbench.training.run_notes import read_note, write_note
from transformers_workbench.training.spec import Spec

TIMES = 20
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals")


def until_gone(pid: int) -> None:
    eventually(lambda: identity(pid) is None)


def supervisor_of(folder: Path) -> int | None:
    """The number of the supervisor that lives."""
    note = read_note(folder / SUPERVISOR)
    return note["pid"] if note is not None and identity(note["pid"]) == note["identity"] else None


def supervisors_of(folder: Path) -> list[psutil.Process]:
    """Every process that was started to supervise the run, also one that has not noted itself yet."""
    words = {"supervise", str(folder)}
    return [
        process for process in psutil.process_iter(["cmdline"]) if words <= {*(process.info["cmdline"] or ())}
    ]


def over(what: Spec) -> Path:
    """The folder of a run that has ended, and its supervisors too: a second one may still be on its way, and
    would take up what a test writes over the end."""
    folder = start(what)
    until_noted(folder)
    eventually(lambda: not supervisors_of(folder))
    return folder


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A supervisor is started again at once, as by another window."""
    monkeypatch.setattr(run_launch, "AGAIN_SECONDS", 0.2)


@posix
def test_a_supervisor_killed_at_any_moment_costs_nothing(tmp_path: Path, impatient: None) -> None:
    chance = random.Random(7)
    folder = start(spec(tmp_path, arguments=(*ENDLESS, "3")))
    pid = until_running(folder).facts.pid
    for _ in range(TIMES):
        supervisor = eventually(lambda: see(folder) and supervisor_of(folder))
        time.sleep(chance.random() * 0.3)
        os.kill(supervisor, signal.SIGKILL)
        until_gone(supervisor)
        seen = see(folder)
        assert (seen.stands.state, seen.facts.pid, seen.look.script) == ("running", pid, "yes")
    seen = ended(folder)
    assert (seen.stands.state, seen.stands.code, seen.facts.attempt) == ("stopped", 3, 1)
    assert_every_step_once(folder)


@posix
def test_one_killed_while_the_script_is_being_started_starts_it_once(tmp_path: Path, impatient: None) -> None:
    code = "open('started', 'a').write('x')\n" + LOOP
    for number in range(TIMES):
        place = tmp_path / str(number)
        place.mkdir()
        folder = start(spec(place, code, ("3", "0.02")))
        time.sleep(0.02 * number)
        for process in psutil.process_iter(["cmdline"]):
            words = process.info["cmdline"] or []
            if "supervise" in words and str(folder) in words:
                with contextlib.suppress(psutil.Error):
                    process.kill()
        assert until_noted(folder).stands.state == "succeeded"
        assert (place / "started").read_text() == "x"
        assert [row["step"] for row in rows(folder)] == [1, 2, 3]


@posix
def test_supervisor_and_keeper_killed_together_the_run_goes_on(tmp_path: Path, impatient: None) -> None:
    folder = start(spec(tmp_path, arguments=ENDLESS))
    facts = until_running(folder).facts
    assert facts.process is not None
    supervisor = supervisor_of(folder)
    assert supervisor is not None
    os.kill(supervisor, signal.SIGKILL)
    os.kill(facts.process["keeper_pid"], signal.SIGKILL)
    until_gone(supervisor)
    seen = see(folder)
    assert (seen.stands.state, seen.facts.pid) == ("running", facts.pid)
    # Nobody saw the exit code.
    seen = ended(folder)
    assert (seen.stands.state, seen.stands.code) == ("stopped", None)
    assert_every_step_once(folder)


@posix
def test_when_keeper_and_script_are_killed_it_is_lost(tmp_path: Path, impatient: None) -> None:
    folder = start(spec(tmp_path, arguments=ENDLESS))
    facts = until_running(folder).facts
    assert facts.process is not None and facts.pid is not None
    os.kill(facts.process["keeper_pid"], signal.SIGKILL)
    os.kill(facts.pid, signal.SIGKILL)
    seen = until_noted(folder)
    assert (seen.stands.state, seen.stands.code) == ("lost", None)


@posix
def test_a_killed_script_has_failed_with_its_signal(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, arguments=ENDLESS))
    facts = until_running(folder).facts
    assert facts.pid is not None
    os.kill(facts.pid, signal.SIGKILL)
    seen = until_noted(folder)
    assert (seen.stands.state, seen.stands.code) == ("failed", -9)


STARTER = """
import signal, sys, time
# Under nohup the tests ignore it, and whatever they start.
signal.signal(signal.SIGHUP, signal.SIG_DFL)
sys.path[:0] = sys.argv[2:]
from pathlib import Path
from run_stand_ins import spec, start
folder = start(spec(Path(sys.argv[1]), arguments=("40", "0.02")))
print(folder, flush=True)
time.sleep(600)
"""


@posix
def test_whoever_started_it_may_be_killed_with_his_whole_session_at_any_moment(tmp_path: Path) -> None:
    chance = random.Random(3)
    folders = []
    for number in range(TIMES):
        place = tmp_path / str(number)
        place.mkdir()
        starter = subprocess.Popen(
            [sys.executable, "-c", STARTER, str(place), *sys.path],
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert starter.stdout is not None
        folders.append(Path(starter.stdout.readline().strip()))
        time.sleep(chance.random() * 0.3)
        os.killpg(starter.pid, signal.SIGHUP if number % 2 else signal.SIGKILL)
        starter.wait(60)
        starter.stdout.close()
    for folder in folders:
        assert until_noted(folder).stands.state == "succeeded"
        assert [row["step"] for row in rows(folder)] == list(range(1, 41))


def test_a_machine_that_was_started_again_is_told_apart_from_a_crash(tmp_path: Path, impatient: None) -> None:
    """The other boot is in the notes: numbers that some other process has now are among them."""
    folder = over(spec(tmp_path, arguments=("1", "0")))
    for name in (PROCESS, ATTEMPT_NOTE):
        note = read_note(folder / name)
        assert note is not None
        note.update({key: "another-boot/1" for key in note if key.endswith("identity")})
        if "pid" in note:
            note.update(pid=os.getpid(), keeper_pid=os.getppid())
        write_note(folder / name, note)
    for name in (OUTCOME, "exit.json"):
        (folder / name).unlink()
    seen = see(folder)
    assert (seen.stands.state, seen.stands.cause) == ("failed", "reboot")
    seen = until_noted(folder)
    assert (seen.stands.state, seen.stands.cause) == ("failed", "reboot")


def test_one_that_waited_when_the_machine_went_down_is_not_started_by_looking(
    tmp_path: Path, impatient: None
) -> None:
    folder = over(spec(tmp_path, "open('started', 'a').write('x')", ()))
    for name in (OUTCOME, "exit.json", PROCESS):
        (folder / name).unlink()
    note = read_note(folder / ATTEMPT_NOTE)
    assert note is not None
    write_note(folder / ATTEMPT_NOTE, {**note, "identity": "another-boot/1"})
    assert until_noted(folder).stands.cause == "reboot"
    assert (tmp_path / "started").read_text() == "x"


def test_a_number_that_another_process_has_now_is_not_the_run(tmp_path: Path, impatient: None) -> None:
    folder = over(spec(tmp_path, arguments=("1", "0")))
    mine = identity(os.getpid())
    assert mine is not None
    note = read_note(folder / PROCESS)
    assert note is not None
    recycled = mine.rpartition("/")[0] + "/1"
    write_note(
        folder / PROCESS,
        {**note, "pid": os.getpid(), "identity": recycled, "keeper_pid": 1, "keeper_identity": recycled},
    )
    for name in (OUTCOME, "exit.json", "progress.json"):
        (folder / name).unlink()
    seen = see(folder)
    assert (seen.stands.state, seen.look.script) == ("lost", "no")
    until_noted(folder)
    assert identity(os.getpid()) == mine


def test_a_run_of_another_machine_is_shown_by_its_last_sign_and_not_taken_over(tmp_path: Path) -> None:
    folder = over(spec(tmp_path, arguments=("1", "0")))
    for name in (OUTCOME, "exit.json"):
        (folder / name).unlink()
    for name in (ATTEMPT_NOTE, PROCESS, SUPERVISOR):
        note = read_note(folder / name)
        assert note is not None
        write_note(folder / name, {**note, "host": "elsewhere", "time": time.time()})
    assert see(folder).stands.state == "running"
    note = read_note(folder / SUPERVISOR)
    assert note is not None
    write_note(folder / SUPERVISOR, {**note, "time": time.time() - 3600})
    assert see(folder).stands.state == "lost"
    assert not (folder / OUTCOME).exists()
