"""Keeps one training script: starts it, waits for it, and notes how it ended.

It runs on this machine or on a node of a cluster, as part of a program that brings along all that it executes
(``keeper_program``): what lies in the run's folder is data, and only data. It needs nothing but the standard
library. The script writes its own output, so nothing here can hold it up, and a supervisor that dies takes
nothing along: this is a process of another session.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import platform
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

Note = dict[str, Any]

RUN = "TRANSFORMERS_WORKBENCH_RUN"
ATTEMPT = "TRANSFORMERS_WORKBENCH_ATTEMPT"
RESUME = "TRANSFORMERS_WORKBENCH_RESUME"
CANNOT_START = 127
"""As a shell says it."""
LARGEST_NOTE = 8 * 2**20
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
NO_WAIT = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A name that means a pipe by the time it is opened."""


class Program(NamedTuple):
    """What the keeper was given by whoever wrote its program. ``injected``: path → text of what is put on the
    script's ``PYTHONPATH``; ``record``: the folder outside every workspace in which this run is recorded;
    ``identity``: which process a number stands for."""

    spec: Note
    injected: dict[str, str]
    record: Path
    identity: Callable[[int], str | None]


def main(folder: Path, attempt: int, program: Program) -> int:
    """Keeps the script of an attempt, unless another keeper does or did; returns the script's exit code."""
    asked = read(folder / "attempt.json")
    sys.dont_write_bytecode = True
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # Whoever started it has seen to that already.
            os.setsid()
    if not take_lock(folder / "keeper.lock") or read(folder / "process.json").get("attempt") == attempt:
        return 0
    resume = bool(asked.get("resume")) and asked.get("attempt") == attempt
    injected, is_temporary = unpacked(program)
    environment = script_environment(dict(os.environ), program.spec, folder, injected, attempt, resume)
    try:
        code = keep(folder, attempt, program, environment)
    finally:
        if is_temporary:
            shutil.rmtree(injected, ignore_errors=True)
    note = {
        "attempt": attempt,
        "code": code if code >= 0 else None,
        "signal": -code if code < 0 else None,
        "time": time.time(),
    }
    began = read(folder / "process.json").get("attempt") == attempt
    for _ in range(600 if began else 3):  # On a full disk there may be room again: it is the last word.
        try:
            write(folder / "exit.json", note)
            break
        except FileNotFoundError:
            break
        except OSError:
            time.sleep(1.0)
    return code if code >= 0 else 128 - code


def unpacked(program: Program) -> tuple[Path, bool]:
    """The folder for the script's ``PYTHONPATH``, written anew; and whether it is only for this attempt: a
    node of a cluster may not have the record's folder."""
    place = program.record / "injected"
    try:
        if not program.record.is_dir():
            raise FileNotFoundError(str(program.record))
        write_all(place, program.injected)
    except OSError:
        place = Path(tempfile.mkdtemp(prefix="transformers-workbench-"))
        write_all(place, program.injected)
        return place, True
    return place, False


def write_all(place: Path, files: dict[str, str]) -> None:
    """Puts files into a folder of their own, and nothing else is in it afterwards.

    Raises:
        OSError: they cannot be written.
    """
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    place.mkdir(mode=0o700)
    for name, text in files.items():
        file = place / name
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def script_environment(
    given: dict[str, str], spec: Note, folder: Path, injected: Path, attempt: int, resume: bool
) -> dict[str, str]:
    """What the script finds: what is here, what the spec sets, and what our callback needs."""
    environment = {**given, **{str(name): str(value) for name, value in spec.get("environment", {}).items()}}
    before = environment.get("PYTHONPATH")
    environment["PYTHONPATH"] = f"{injected}{os.pathsep}{before}" if before else str(injected)
    environment.setdefault("TENSORBOARD_LOGGING_DIR", str(folder / "tensorboard"))
    environment.setdefault("PYTHONUNBUFFERED", "1")
    environment.setdefault("PYTHONIOENCODING", "utf-8")
    environment[RUN] = str(folder)
    environment[ATTEMPT] = str(attempt)
    environment.pop(RESUME, None)
    if resume:
        environment[RESUME] = "1"
    return environment


def keep(folder: Path, attempt: int, program: Program, environment: dict[str, str]) -> int:
    """Runs the script to its end: its exit code, or minus the signal."""
    command = [str(word) for word in program.spec["command"]]
    where = str(program.spec["working_directory"])
    identity = program.identity
    log = os.open(folder / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND | NO_LINK, 0o600)
    log_start = os.fstat(log).st_size

    def note(pid: int) -> None:
        started = {
            "attempt": attempt,
            "pid": pid,
            "identity": identity(pid),
            "keeper_pid": os.getpid(),
            "keeper_identity": identity(os.getpid()),
            "host": platform.node(),
            "started": time.time(),
            "job": os.environ.get("SLURM_JOB_ID", ""),
            "log_start": log_start,
        }
        # What may be signalled is what is noted here, too: the run's folder is not only ours to write.
        with contextlib.suppress(OSError):
            write(program.record / "process.json", started)
        write(folder / "process.json", started)

    try:
        if sys.platform == "win32":
            return keep_elsewhere(command, where, environment, log, note)
        return keep_forked(command, where, environment, log, note)
    except OSError as error:
        print_line(log, f"{command[0]}: {error.strerror or error}")
        return CANNOT_START


def keep_forked(command: list[str], where: str, environment: dict[str, str], log: int, note: Any) -> int:
    """The script begins only when it is noted: one that nobody knows of cannot come to be.

    Raises:
        OSError: it cannot be noted.
    """
    assert sys.platform != "win32"
    ready, go = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            os.close(go)
            os.setsid()
            if os.environ.get("SLURM_JOB_ID"):
                end_with_parent()
            if os.read(ready, 1) != b"1":
                os._exit(CANNOT_START)
            become(command, where, environment, log)
        finally:
            os._exit(CANNOT_START)
    os.close(ready)
    try:
        note(pid)
        os.write(go, b"1")
    finally:
        os.close(go)
        os.close(log)
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


def end_with_parent() -> None:
    """A job that is over leaves no script behind: not every cluster tracks what its keeper started."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def become(command: list[str], where: str, environment: dict[str, str], log: int) -> None:
    """Turns this process into the script."""
    for number in (signal.SIGPIPE, signal.SIGXFSZ):  # Python ignores them, and so would what it starts.
        signal.signal(number, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    try:
        os.chdir(where)
        os.execvpe(command[0], command, environment)
    except OSError as error:
        place = where if error.errno == errno.ENOENT and not Path(where).is_dir() else command[0]
        print_line(2, f"{place}: {error.strerror or error}")


def keep_elsewhere(command: list[str], where: str, environment: dict[str, str], log: int, note: Any) -> int:
    """The same where there is no fork.

    Raises:
        OSError: it cannot be started.
    """
    new_group = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        cwd=where,
        env=environment,
        creationflags=new_group,
    )
    note(process.pid)
    return process.wait()


def take_lock(path: Path) -> bool:
    """Whether this is the only keeper; the lock goes with the process. Without locks on this file system it
    is as if it were."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | NO_LINK, 0o600)
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True


def read(path: Path) -> Note:
    """A note; empty when there is none."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return {}
        with os.fdopen(os.open(path, NO_WAIT), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return {}
            note = json.loads(file.read(LARGEST_NOTE))
    except (OSError, ValueError, RecursionError):
        return {}
    return note if isinstance(note, dict) else {}


def write(path: Path, note: Note) -> None:
    """Puts a note in its place in one step.

    Raises:
        OSError: it could not be written; what was there stays.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
        with beside.open("x", encoding="utf-8") as file:
            json.dump(note, file)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def print_line(descriptor: int, words: str) -> None:
    """A line of the log."""
    with contextlib.suppress(OSError):
        os.write(descriptor, f"{words}\n".encode("utf-8", "backslashreplace"))
