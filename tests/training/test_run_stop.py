"""Stopping: a checkpoint first, and in the end no process is left, however it resists."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import psutil
import pytest

from run_stand_ins import (
    ENDLESS,
    eventually,
    processes_of,
    rows,
    see,
    spec,
    start,
    until_noted,
    until_running,
)
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.training.run_folder import LOG, STOP
from transformers_workbench.training.run_notes import read_note
from transformers_workbench.training.run_start import resume
from transformers_workbench.training.run_stop import Level, stop

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")

DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(600)
"""
FAMILY = """
import os, signal, subprocess, sys, time
wait = "import time; time.sleep(600)"
deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); " + wait
children = [
    subprocess.Popen([sys.executable, "-c", wait]),
    subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE),
    subprocess.Popen([sys.executable, "-c", wait], start_new_session=True),
]
children[1].stdout.readline()
if os.fork() == 0:  # A daemon: its parent ends, its session is its own.
    os.setsid()
    if os.fork() == 0:
        children.append(os.getpid())
        time.sleep(600)
    os._exit(0)
os.wait()
print("all there", flush=True)
time.sleep(600) if len(sys.argv) < 2 else sys.exit(1)
"""


def says(folder: Path, words: str) -> bool:
    return (folder / LOG).is_file() and words in (folder / LOG).read_text()


def test_the_loop_saves_a_checkpoint_and_ends(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, arguments=ENDLESS))
    until_running(folder)
    eventually(lambda: rows(folder))
    assert stop(folder, "checkpoint")
    assert see(folder).stands.state in ("running", "stopped")
    seen = until_noted(folder)
    assert (seen.stands.state, seen.stands.code) == ("stopped", 0)
    assert (tmp_path / "out" / f"checkpoint-{rows(folder)[-1]['step']}").is_dir()
    assert not stop(folder, "kill")


def test_asking_again_asks_harder_and_never_softer(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, DEAF, ()))
    eventually(lambda: says(folder, "deaf"))
    asked: list[Level] = ["checkpoint", "checkpoint", "terminate", "checkpoint", "kill"]
    for level, noted in zip(
        asked, ["checkpoint", "checkpoint", "terminate", "terminate", "kill"], strict=True
    ):
        before = read_note(folder / STOP)
        assert stop(folder, level)
        note = read_note(folder / STOP)
        assert note is not None and note["level"] == noted
        assert before is None or note["first"] == before["first"]
        assert (note == before) == (before is not None and before["level"] == noted)
    seen = until_noted(folder)
    assert (seen.stands.state, seen.stands.code) == ("stopped", -9)


@pytest.mark.parametrize("level", ["terminate", "kill"])
def test_no_process_is_left_neither_a_deaf_one_nor_a_daemon(tmp_path: Path, level: Level) -> None:
    folder = start(spec(tmp_path, FAMILY, ()))
    eventually(lambda: says(folder, "all there"))
    assert len([words for words in processes_of(folder).values() if "sleep(600)" in words]) >= 3
    stop(folder, level)
    assert until_noted(folder).stands.state == "stopped"
    eventually(lambda: not processes_of(folder))


def test_what_a_crashed_script_leaves_behind_is_ended(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, FAMILY, ("crash",)))
    seen = until_noted(folder)
    assert (seen.stands.state, seen.stands.code) == ("failed", 1)
    eventually(lambda: not processes_of(folder))


def test_what_a_script_that_went_well_leaves_behind_stays(tmp_path: Path) -> None:
    code = (
        "import subprocess, sys\n"
        "words = [sys.executable, '-c', 'import time; time.sleep(600)']\n"
        "child = subprocess.Popen(words, start_new_session=True)\n"
        "print(child.pid, flush=True)\n"
    )
    folder = start(spec(tmp_path, code, ()))
    assert until_noted(folder).stands.state == "succeeded"
    child = psutil.Process(int((folder / LOG).read_text()))
    assert child.is_running()
    child.kill()


def test_one_without_a_trainer_is_terminated_after_a_short_while(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, "import time\nprint('here', flush=True)\ntime.sleep(600)", ()))
    eventually(lambda: says(folder, "here"))
    stop(folder, "checkpoint")
    seen = until_noted(folder)
    assert (seen.stands.state, seen.stands.code) == ("stopped", -15)


def test_many_that_stop_and_resume_at_once_leave_one_run_or_none(tmp_path: Path) -> None:
    folder = start(spec(tmp_path, arguments=ENDLESS))
    until_running(folder)
    failed: list[BaseException] = []

    def often(what: object) -> None:
        for _ in range(10):
            try:
                if what == "stop":
                    stop(folder, "checkpoint")
                else:
                    resume(folder, {})
            except WorkbenchError as error:
                if error.reason != "run-not-resumable":  # It was stopped before its first step.
                    failed.append(error)
            scripts = [words for words in processes_of(folder).values() if "train.py" in words]
            if len(scripts) > 1:
                failed.append(AssertionError(scripts))

    threads = [threading.Thread(target=often, args=[what]) for what in ("stop", "resume", "stop", "resume")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    stop(folder, "checkpoint")
    assert until_noted(folder).stands.state == "stopped"
    eventually(lambda: not processes_of(folder))
    kept = [row["step"] for row in rows(folder)]
    assert len(kept) == len(set(kept))
