"""Keeps one training script: starts it, waits for it, and notes how it ended. ``python -I -S keeper.py FOLDER
[ATTEMPT]``.

A copy of this file lies in the run's folder and runs from there, on this machine or on a node of a cluster;
it needs nothing but the standard library. The script writes its own output, so nothing here can hold it up,
and a supervisor that dies takes nothing along: this is a process of another session.
"""

from __future__ import annotations

import contextlib
import errno
import importlib.util
import json
import os
import platform
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

Note = dict[str, Any]

RUN = "TRANSFORMERS_WORKBENCH_RUN"
ATTEMPT = "TRANSFORMERS_WORKBENCH_ATTEMPT"
RESUME = "TRANSFORMERS_WORKBENCH_RESUME"
CANNOT_START = 127
"""As a shell says it."""


def main(folder: Path, attempt: int | None) -> int:
    """Keeps the script of an attempt, unless another keeper does or did; returns the script's exit code."""
    spec = read(folder / "spec.json")
    asked = read(folder / "attempt.json")
    if attempt is None:
        attempt = int(asked.get("attempt", 1))
    sys.dont_write_bytecode = True
    if sys.platform != "win32":
        with contextlib.suppress(OSError):  # Whoever started it has seen to that already.
            os.setsid()
    if not take_lock(folder / "keeper.lock") or read(folder / "process.json").get("attempt") == attempt:
        return 0
    resume = bool(asked.get("resume")) and asked.get("attempt") == attempt
    environment = script_environment(dict(os.environ), spec, folder, attempt, resume)
    code = keep(folder, attempt, spec, environment)
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


def script_environment(
    given: dict[str, str], spec: Note, folder: Path, attempt: int, resume: bool
) -> dict[str, str]:
    """What the script finds: what is here, what the spec sets, and what our callback needs."""
    environment = {**given, **{str(name): str(value) for name, value in spec.get("environment", {}).items()}}
    before = environment.get("PYTHONPATH")
    injected = str(folder / "injected")
    environment["PYTHONPATH"] = injected + os.pathsep + before if before else injected
    environment.setdefault("TENSORBOARD_LOGGING_DIR", str(folder / "tensorboard"))
    environment.setdefault("PYTHONUNBUFFERED", "1")
    environment.setdefault("PYTHONIOENCODING", "utf-8")
    environment[RUN] = str(folder)
    environment[ATTEMPT] = str(attempt)
    environment.pop(RESUME, None)
    if resume:
        environment[RESUME] = "1"
    return environment


def keep(folder: Path, attempt: int, spec: Note, environment: dict[str, str]) -> int:
    """Runs the script to its end: its exit code, or minus the signal."""
    command = [str(word) for word in spec["command"]]
    where = str(spec["working_directory"])
    log = os.open(folder / "log.txt", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    log_start = os.fstat(log).st_size

    def note(pid: int) -> None:
        started = {
            "attempt": attempt,
            "pid": pid,
            "identity": identity(folder, pid),
            "keeper_pid": os.getpid(),
            "keeper_identity": identity(folder, os.getpid()),
            "host": platform.node(),
            "started": time.time(),
            "job": os.environ.get("SLURM_JOB_ID", ""),
            "log_start": log_start,
        }
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
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
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


def identity(folder: Path, pid: int) -> str | None:
    """As everybody else tells it, who must come to the same words."""
    specification = importlib.util.spec_from_file_location("identity", folder / "process_identity.py")
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    told: str | None = module.identity(pid)
    return told


def read(path: Path) -> Note:
    """A note; empty when there is none."""
    try:
        note = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return note if isinstance(note, dict) else {}


def write(path: Path, note: Note) -> None:
    """Puts a note in its place in one step.

    Raises:
        OSError: it could not be written; what was there stays.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8") as file:
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


if __name__ == "__main__":
    # A number on the command line is the attempt; a scheduler's script need not know it.
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None))
