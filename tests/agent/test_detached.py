"""A program that is started detached is nobody's child: it survives the end of this process's whole tree."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from transformers_agent import detached
from transformers_agent.detached import start_detached

SLEEPER = "import sys, time; print('there', flush=True); time.sleep(600)"
posix = pytest.mark.skipif(sys.platform == "win32", reason="parents and sessions")


def eventually(state: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not state():
        assert time.monotonic() < end, "waited for in vain"
        time.sleep(0.01)


def test_it_runs_prints_and_can_be_ended(tmp_path: Path) -> None:
    log = tmp_path / "log"
    with log.open("wb") as output:
        process = start_detached([sys.executable, "-c", SLEEPER], output)
    assert process.is_alive
    eventually(lambda: log.read_text() == "there\n")
    process.kill()
    eventually(lambda: not process.is_alive)


@posix
def test_it_is_in_no_tree_of_ours_and_leads_a_session_of_its_own(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as output:
        process = start_detached([sys.executable, "-c", SLEEPER], output)
    try:
        assert os.getsid(process.pid) == process.pid
        above = {parent.pid for parent in psutil.Process(process.pid).parents()}
        assert os.getpid() not in above
        below = {child.pid for child in psutil.Process().children(recursive=True)}
        assert process.pid not in below
    finally:
        process.kill()


@posix
def test_it_survives_when_the_whole_tree_of_whoever_started_it_is_killed(tmp_path: Path) -> None:
    """As an editor's client does it: every descendant that it finds, the children first."""
    starter = (
        "import sys; from transformers_agent.detached import start_detached\n"
        f"process = start_detached([sys.executable, '-c', {SLEEPER!r}], sys.stderr)\n"
        "print(process.pid, flush=True)\nimport time; time.sleep(600)"
    )
    server = subprocess.Popen(
        [sys.executable, "-c", starter], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert server.stdout is not None
    pid = int(server.stdout.readline())
    os.kill(server.pid, signal.SIGSTOP)
    for process in [*psutil.Process(server.pid).children(recursive=True), psutil.Process(server.pid)]:
        process.kill()
    server.wait()
    survivor = psutil.Process(pid)
    assert survivor.is_running() and survivor.status() != psutil.STATUS_ZOMBIE
    survivor.kill()


def test_what_cannot_be_started_is_an_error_here(tmp_path: Path) -> None:
    text = tmp_path / "program"
    text.write_bytes(b"\x7fELF no program")
    text.chmod(0o755)
    with (tmp_path / "log").open("wb") as output:
        with pytest.raises(FileNotFoundError):
            start_detached(["no-such-program-at-all"], output)
        with pytest.raises(OSError, match=r"[Ee]xec format"):
            start_detached([str(text)], output)


@posix
def test_the_environment_is_handed_on_as_it_is_where_that_is_asked_for(tmp_path: Path) -> None:
    log = tmp_path / "log"
    environment = {**os.environ, "PYTHONPATH": "src:", "OWN": "ü"}
    tell = [sys.executable, "-I", "-c", "import os; print(os.environ['PYTHONPATH'], os.environ['OWN'])"]
    with log.open("wb") as output:
        start_detached(tell, output, environment=environment, inherits=True)
    eventually(lambda: log.read_text(encoding="utf-8") == "src: ü\n")


@posix
def test_nothing_is_left_between(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as output:
        process = start_detached([sys.executable, "-c", SLEEPER], output)
    process.kill()
    words = str(detached.DETACH)
    assert not [each for each in psutil.Process().children() if words in " ".join(each.cmdline())]
