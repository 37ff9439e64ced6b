"""A run that this user's workbench did not start is shown, and nothing is done for or to it until they adopt
it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from run_stand_ins import (
    DONE,
    ENDLESS,
    ended,
    eventually,
    processes_of,
    see,
    spec,
    start,
    until_noted,
    until_running,
)
from transformers_agent.tensorboard.process_identity import identity
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.training import process_group, run_launch, run_start, run_stop, runs
from transformers_workbench.training.run_adoption import adopt
from transformers_workbench.training.run_facts import read_facts
from transformers_workbench.training.run_folder import (
    ATTEMPT_NOTE,
    EXIT,
    OUTCOME,
    PROCESS,
    SPEC,
    STOP,
    TRAINER,
)
from transformers_workbench.training.run_notes import Note, read_note, write_note
from transformers_workbench.training.run_outputs import log_folders, output_folder, outputs
from transformers_workbench.training.run_record import Records, digest_of

posix = pytest.mark.skipif(sys.platform == "win32", reason="signals, and modes of files")
only_root = pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() != 0, reason="only root can give a folder away"
)


def planted(place: Path, canary: Path, **more: Any) -> Path:
    """A run's folder as it comes with a repository: whatever of it is executed leaves the canary."""
    folder = place / ".transformers-workbench" / "runs" / "x"
    folder.mkdir(parents=True)
    fire = f"open({str(canary)!r}, 'a').write('fired')"
    for name in ("keeper.py", "process_identity.py", "injected/sitecustomize.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(fire, encoding="utf-8")
    note = {
        "version": 1,
        "name": "x",
        "command": [sys.executable, "-c", fire],
        "python": sys.executable,
        "working_directory": str(place),
        "environment": {},
        "created": 1.0,
        **more,
    }
    (folder / SPEC).write_text(json.dumps(note), encoding="utf-8")
    return folder


@pytest.fixture
def victim() -> Iterator[subprocess.Popen[bytes]]:
    """A process of this user's that has nothing to do with any run."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    yield process
    process.kill()
    process.wait()


def names(folder: Path, process: subprocess.Popen[bytes]) -> None:
    """The run's folder says that the process is its script, truthfully in all that can be checked."""
    write_note(folder / ATTEMPT_NOTE, {"attempt": 1, "time": 1.0, "identity": identity(process.pid)})
    note = {"attempt": 1, "pid": process.pid, "identity": identity(process.pid), "host": os.uname().nodename}
    write_note(folder / PROCESS, note)


def reason_of(work: Any) -> str:
    with pytest.raises(WorkbenchError) as caught:
        work()
    return caught.value.reason


def test_one_that_came_with_a_folder_is_shown_and_nothing_of_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = tmp_path / "canary"
    folder = planted(tmp_path / "clone", canary)
    before = sorted(folder.rglob("*"))
    started: list[Path] = []
    monkeypatch.setattr(run_launch, "_supervise", lambda place, given: started.append(place))
    for _ in range(2):
        (seen,) = runs.all_runs([folder.parent]).runs
        assert (seen.facts.id, seen.facts.record, seen.stands.state) == ("x", None, "lost")
    assert see(folder).facts.record is None
    assert reason_of(lambda: run_start.resume(folder, {})) == "run-foreign"
    assert reason_of(lambda: run_stop.stop(folder, "kill")) == "run-foreign"
    assert started == []
    assert not canary.exists()
    assert sorted(folder.rglob("*")) == before  # Not even a lock.


def test_whoever_starts_its_supervisor_by_hand_is_refused(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    folder = planted(tmp_path / "clone", canary)
    words = [*run_launch.workbench(), "runs", "supervise", str(folder)]
    ran = subprocess.run(words, capture_output=True, timeout=120, check=False)
    assert ran.returncode == 1
    assert b"Traceback" not in ran.stderr
    assert not (folder / OUTCOME).exists() and not canary.exists()


def test_a_spec_that_was_changed_is_another_run(tmp_path: Path) -> None:
    folder = start(spec(tmp_path))
    until_noted(folder)
    assert see(folder).facts.record is not None
    note = read_note(folder / SPEC)
    assert note is not None
    write_note(folder / SPEC, {**note, "command": [*note["command"], "--more"]})
    assert see(folder).facts.record is None
    assert reason_of(lambda: run_start.resume(folder, {})) == "run-foreign"


def test_the_same_run_elsewhere_is_another_run(tmp_path: Path) -> None:
    folder = start(spec(tmp_path))
    until_noted(folder)
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy)
    assert see(copy).facts.record is None
    moved = folder.rename(folder.with_name("moved"))
    assert see(moved).facts.record is None
    link = tmp_path / "link"
    link.symlink_to(moved.parent)
    adopt(moved)
    assert see(link / "moved").facts.record is not None


@posix
def test_a_process_that_only_the_folder_names_is_not_signalled(
    tmp_path: Path, victim: subprocess.Popen[bytes]
) -> None:
    folder = planted(tmp_path / "clone", tmp_path / "canary", host=os.uname().nodename)
    names(folder, victim)
    facts = see(folder).facts
    assert facts.pid == victim.pid
    assert process_group.members(facts) == []
    process_group.end(facts, kill=True)
    # Not even when the user says that the run is theirs: the process does not say that it belongs to it.
    adopt(folder)
    assert run_stop.stop(folder, "kill")
    eventually(lambda: (folder / STOP).exists())
    facts = see(folder).facts
    assert facts.record is not None and facts.record.process is None
    assert victim.pid not in process_group.members(facts)
    process_group.end(facts, kill=True)
    assert victim.poll() is None


@posix
def test_a_note_that_was_exchanged_does_not_turn_a_stop_against_another_process(
    tmp_path: Path, victim: subprocess.Popen[bytes]
) -> None:
    folder = start(spec(tmp_path, arguments=ENDLESS))
    script = until_running(folder).facts.pid
    assert script is not None
    names(folder, victim)
    run_stop.stop(folder, "kill")
    # The script still says in its environment whose it is, so it ends.
    eventually(lambda: identity(script) is None)
    until_noted(folder)
    assert victim.poll() is None


@posix
def test_an_adopted_run_goes_on_is_followed_and_can_be_stopped_and_resumed(
    tmp_path: Path, state_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = start(spec(tmp_path, arguments=ENDLESS))
    pid = until_running(folder).facts.pid
    # Another machine, another home, or a workbench from before there were records.
    supervisor = eventually(lambda: see(folder).facts.supervisor)["pid"]
    shutil.rmtree(state_folder / "runs")
    eventually(lambda: identity(supervisor) is None)  # It supervises only what is recorded.
    seen = see(folder)
    assert (seen.facts.record, seen.stands.state, seen.facts.pid) == (None, "running", pid)
    adopt(folder)
    monkeypatch.setattr(run_launch, "AGAIN_SECONDS", 0.2)
    eventually(lambda: see(folder).look.supervisor == "yes")
    assert see(folder).facts.pid == pid
    seen = ended(folder)
    assert (seen.stands.state, seen.facts.pid) == ("stopped", pid)
    assert run_start.resume(folder, {}).reused is False
    resumed = until_running(folder)
    assert resumed.facts.attempt == 2 and resumed.facts.pid != pid
    ended(folder)


def test_adopting_one_that_never_began_begins_nothing(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    folder = planted(tmp_path / "clone", canary)
    adopt(folder)
    seen = until_noted(folder)
    assert (seen.stands.state, seen.facts.attempt) == ("lost", 1)
    eventually(lambda: not processes_of(folder))
    assert not canary.exists()


@pytest.mark.parametrize("attempt", [2, 7])
def test_an_attempt_that_nobody_asked_for_is_not_begun(tmp_path: Path, attempt: int) -> None:
    begun = tmp_path / "begun"
    code = f"open({str(begun)!r}, 'a').write('x')"
    folder = start(spec(tmp_path, code, ()))
    until_noted(folder)
    eventually(lambda: not processes_of(folder))
    write_note(folder / ATTEMPT_NOTE, {"attempt": attempt, "resume": True, "time": 1.0})
    assert until_noted(folder).stands.state == "lost"
    assert begun.read_text() == "x"


@posix
def test_what_lies_in_the_folder_is_not_executed_when_a_supervisor_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = tmp_path / "canary"
    folder = start(spec(tmp_path, arguments=ENDLESS))
    until_running(folder)
    fire = f"open({str(canary)!r}, 'a').write('fired')"
    for name in ("keeper.py", "process_identity.py", "sitecustomize.py", "injected/sitecustomize.py"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(fire, encoding="utf-8")
    monkeypatch.setattr(run_launch, "AGAIN_SECONDS", 0.2)
    supervisor = eventually(lambda: see(folder).facts.supervisor)["pid"]
    os.kill(supervisor, signal.SIGKILL)
    eventually(lambda: identity(supervisor) is None)
    eventually(lambda: see(folder).look.supervisor == "yes")
    ended(folder)
    run_start.resume(folder, {})
    until_running(folder)
    ended(folder)
    assert not canary.exists()


@posix
def test_whoever_shows_a_run_hands_over_no_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    token = "hf_" + "q" * 34
    folder = start(spec(tmp_path, arguments=ENDLESS))
    until_running(folder)
    monkeypatch.setattr(run_launch, "AGAIN_SECONDS", 0.2)
    monkeypatch.setenv("HF_TOKEN", token)
    supervisor = eventually(lambda: see(folder).facts.supervisor)["pid"]
    os.kill(supervisor, signal.SIGKILL)
    eventually(lambda: identity(supervisor) is None)
    eventually(lambda: see(folder).look.supervisor == "yes")
    note = see(folder).facts.supervisor
    assert note is not None and note["pid"] != supervisor
    assert token.encode() not in Path(f"/proc/{note['pid']}/environ").read_bytes()
    ended(folder)


@posix
def test_a_state_folder_that_others_can_write_to_says_nothing(tmp_path: Path, state_folder: Path) -> None:
    folder = start(spec(tmp_path, arguments=DONE))
    until_noted(folder)
    (state_folder / "runs").chmod(0o777)
    assert see(folder).facts.record is None
    assert reason_of(lambda: start(spec(tmp_path), again=True)) == "run-record"
    assert [each.name for each in folder.parent.iterdir() if each.is_dir()] == [folder.name]
    (state_folder / "runs").chmod(0o700)
    assert see(folder).facts.record is not None


@posix
def test_a_state_folder_that_a_mask_left_open_to_the_group_is_closed(
    tmp_path: Path, state_folder: Path
) -> None:
    for place in (state_folder, state_folder / "runs"):
        place.mkdir(parents=True, exist_ok=True)
        place.chmod(0o775)
    folder = start(spec(tmp_path, arguments=DONE))
    until_noted(folder)
    assert see(folder).facts.record is not None
    assert [each.stat().st_mode & 0o777 for each in (state_folder, state_folder / "runs")] == [0o700] * 2


@only_root
def test_what_another_user_put_into_the_state_folder_says_nothing(tmp_path: Path, state_folder: Path) -> None:
    folder = start(spec(tmp_path, arguments=DONE))
    until_noted(folder)
    [place] = (state_folder / "runs").iterdir()
    os.chown(place, 65534, 65534)
    assert see(folder).facts.record is None
    os.chown(place, os.geteuid(), os.getegid())
    assert see(folder).facts.record is not None


@only_root
def test_a_state_folder_that_is_a_link_of_another_user_is_refused(tmp_path: Path, state_folder: Path) -> None:
    (tmp_path / "own").mkdir(mode=0o700)
    shutil.rmtree(state_folder, ignore_errors=True)
    state_folder.symlink_to(tmp_path / "own")
    os.chown(state_folder, 65534, 65534, follow_symlinks=False)
    assert reason_of(lambda: start(spec(tmp_path))) == "run-record"
    os.chown(state_folder, os.geteuid(), os.getegid(), follow_symlinks=False)
    until_noted(start(spec(tmp_path, arguments=DONE)))


@only_root
def test_the_folder_of_another_user_is_neither_adopted_nor_acted_upon(tmp_path: Path) -> None:
    folder = planted(tmp_path / "clone", tmp_path / "canary")
    os.chown(folder, 65534, 65534)
    assert reason_of(lambda: adopt(folder)) == "run-owner"
    os.chown(folder, os.geteuid(), os.getegid())
    adopt(folder)
    os.chown(folder, 65534, 65534)
    assert reason_of(lambda: run_stop.stop(folder, "kill")) == "run-foreign"


def test_a_removed_run_takes_its_record_along(tmp_path: Path, state_folder: Path) -> None:
    folder = start(spec(tmp_path))
    until_noted(folder)
    eventually(lambda: not processes_of(folder))
    assert len([*(state_folder / "runs").iterdir()]) == 1
    runs.remove(folder)
    assert [*(state_folder / "runs").iterdir()] == []


@posix
@pytest.mark.parametrize("kind", ["link", "pipe"])
@pytest.mark.parametrize("name", [SPEC, PROCESS, EXIT, STOP, "log.txt", "metrics.jsonl", "change.lock"])
def test_a_pipe_or_a_link_to_a_device_for_one_of_its_files_blocks_nobody(
    tmp_path: Path, name: str, kind: str
) -> None:
    folder = planted(tmp_path / "clone", tmp_path / "canary")
    (folder / name).unlink(missing_ok=True)
    if kind == "link":
        (folder / name).symlink_to("/dev/stdin" if name == SPEC else "/dev/zero")
    else:
        os.mkfifo(folder / name)
    found = runs.all_runs([folder.parent]).runs
    assert [seen.facts.id for seen in found] == ([] if name == SPEC else ["x"])
    if name == "change.lock" and kind == "link":
        assert reason_of(lambda: runs.remove(folder)) == "run-folder"
    else:
        runs.remove(folder) if found else None
        assert found == () or not folder.exists()


def test_folders_that_a_run_from_elsewhere_names_are_looked_at_only_if_they_came_with_it(
    tmp_path: Path,
) -> None:
    folder = planted(tmp_path / "clone", tmp_path / "canary")
    private = tmp_path / "private"
    for place in (private, tmp_path / "clone" / "out"):
        (place / "checkpoint-3").mkdir(parents=True)
        (place / "checkpoint-3" / "trainer_state.json").write_text("{}", encoding="utf-8")
    (tmp_path / "clone" / "link").symlink_to(private)

    def found(name: str) -> list[str]:
        write_note(folder / TRAINER, {"attempt": 1, "output_dir": name, "logging_dir": name})
        facts = see(folder).facts
        assert {*log_folders(facts, goes_on=False)} <= {output_folder(facts)}
        return [output.path.name for output in outputs(facts)]

    for name in (str(private), "../private", "link", "//host/share", "a\0b", str(tmp_path)):
        assert found(name) == []
    assert found("out") == ["checkpoint-3"]
    adopt(folder)
    assert found(str(private)) == ["checkpoint-3"]


def test_records_are_found_alike_one_by_one_and_all_at_once(tmp_path: Path) -> None:
    folder = start(spec(tmp_path))
    until_noted(folder)
    digest = digest_of((folder / SPEC).read_bytes())
    for expected in (1, 2):
        records = Records(expected)
        assert records.find(folder, digest) is not None
        assert records.find(folder, digest_of(b"")) is None
        assert records.find(folder.parent / "other", digest) is None


def test_a_run_that_only_says_it_is_the_very_same_is_not_taken_for_it(tmp_path: Path) -> None:
    what = spec(tmp_path, arguments=ENDLESS)
    first = start(what)
    until_running(first)
    mark = read_note(first / SPEC)
    assert mark is not None
    forged: Note = {**mark, "name": "forged"}
    copy = first.with_name("a-forged-one")
    shutil.copytree(first, copy)
    write_note(copy / SPEC, forged)
    ended(first)
    facts = read_facts(copy)
    assert facts is not None and facts.fingerprint == mark["fingerprint"]
    second = start(what)
    assert second not in (first, copy)
    until_running(second)
    ended(second)
