"""The processes of a run, and ending them: the script's group, and on Linux whatever else says in its
environment that it belongs to the run.

A number that stands in the run's folder is not enough to signal anything: the process must be the very one
that the keeper noted in the run's record, and this user's.
"""

from __future__ import annotations

import contextlib
import os
import platform
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

from transformers_agent import programs
from transformers_agent.tensorboard.process_identity import identity, same_boot
from transformers_workbench.training.run_facts import Facts
from transformers_workbench.training.run_folder import ATTEMPT, RUN
from transformers_workbench.training.run_notes import text

TASKKILL_SECONDS = 30.0
RUN_IS = f"{RUN}=".encode()


def members(facts: Facts) -> list[int]:
    """The processes that still run, of the script's session and group and of its environment."""
    group = _group(facts)
    if sys.platform == "linux":
        return sorted(set(_of_environment(facts)) | set(_of_session(group)))
    if group is None:
        return []
    if sys.platform == "win32":
        return [group] if identity(group) is not None else []
    try:
        os.killpg(group, 0)
    except PermissionError:
        return [group]
    except OSError:
        return []
    return [group]


def end(facts: Facts, *, kill: bool) -> None:
    """Asks all of them to end, or kills them. Who has ended meanwhile is no matter."""
    if sys.platform == "win32":
        for pid in members(facts):
            words = ["taskkill", "/PID", str(pid), "/T", *(["/F"] if kill else [])]
            with contextlib.suppress(OSError):
                programs.run(words, timeout=TASKKILL_SECONDS)
        return
    number = signal.SIGKILL if kill else signal.SIGTERM
    group = _group(facts)
    if group is not None:
        with contextlib.suppress(OSError):
            os.killpg(group, number)
    if sys.platform == "linux":
        for pid in members(facts):
            if group is None or _session_and_group(pid)[1] != group:
                with contextlib.suppress(OSError):
                    os.kill(pid, number)


def resident_memory(pids: list[int]) -> int:
    """Bytes that processes hold, on Linux; what several share is counted once each."""
    page = os.sysconf("SC_PAGE_SIZE") if sys.platform != "win32" else 4096
    total = 0
    for pid in pids:
        with contextlib.suppress(OSError, ValueError, IndexError):
            total += int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * page
    return total


def processor_seconds(pids: list[int]) -> float:
    """Time of the processor that processes have used, on Linux."""
    ticks = os.sysconf("SC_CLK_TCK") if sys.platform != "win32" else 100
    total = 0.0
    for pid in pids:
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = _fields(pid)
            total += (int(fields[11]) + int(fields[12])) / ticks
    return total


def _group(facts: Facts) -> int | None:
    """The number of the script's group; ``None``: there is none, or it has become another process's."""
    pid, noted, mine = facts.pid, text(facts.process, "identity"), identity(os.getpid())
    if pid is None or pid <= 1 or text(facts.process, "host") != platform.node():
        return None
    if facts.process is None or facts.record is None or not facts.record.knows_process(facts.process):
        return None
    if mine is not None and not same_boot(noted, mine):
        return None
    now = identity(pid)
    if now is not None and not is_mine(pid):
        return None
    return pid if now is None or now == noted else None


def is_mine(pid: int) -> bool:
    """Whether a process is this user's. Where the system does not tell, it refuses a signal to another's."""
    if sys.platform != "linux":
        return True
    try:
        return Path(f"/proc/{pid}").stat().st_uid == os.geteuid()
    except OSError:
        return False


def _of_environment(facts: Facts) -> Iterator[int]:
    """Ours alone: another user's environment cannot be read, but by root."""
    if facts.record is None:
        return
    attempt, wanted = os.fsencode(f"{ATTEMPT}={facts.attempt}"), os.path.realpath(facts.folder)
    for pid in _pids():
        try:
            variables = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if attempt not in variables or _has_ended(pid) or not is_mine(pid):
            continue
        if any(
            os.path.realpath(each[len(RUN_IS) :]) == os.fsencode(wanted)
            for each in variables
            if each.startswith(RUN_IS)
        ):
            yield pid


def _of_session(group: int | None) -> Iterator[int]:
    for pid in _pids() if group is not None else ():
        if group in _session_and_group(pid) and not _has_ended(pid):
            yield pid


def _pids() -> list[int]:
    mine = os.getpid()
    with contextlib.suppress(OSError):
        return [
            int(each.name)
            for each in Path("/proc").iterdir()
            if each.name.isdigit() and int(each.name) != mine
        ]
    return []


def _session_and_group(pid: int) -> tuple[int, int]:
    try:
        fields = _fields(pid)
        return int(fields[3]), int(fields[2])
    except (OSError, ValueError, IndexError):
        return 0, 0


def _has_ended(pid: int) -> bool:
    try:
        return _fields(pid)[0] in "ZX"
    except (OSError, IndexError):
        return True


def _fields(pid: int) -> list[str]:
    """State, parent, group, session and on, as ``proc(5)`` counts them from the third."""
    stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    return stat.rpartition(")")[2].split()
