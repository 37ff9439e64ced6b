"""Which process a number stands for: numbers are given again, numbers with a start time are not.

The one module that both sides use, the process that notes itself and whoever reads the note: the two must
come to the same words. It needs nothing but the standard library, and does nothing when it is imported.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PS_SECONDS = 10.0


def identity(pid: int) -> str | None:
    """When the process began, in the system's own words; ``None``: there is no such process any more.

    A process that has ended and is only kept for its parent's question counts as ended.
    """
    if pid <= 0:
        return None
    if sys.platform == "linux":
        return _of_proc(pid)
    if sys.platform == "win32":
        return _of_windows(pid)
    return _of_ps(pid)


def same_boot(one: str, other: str) -> bool:
    """Whether two identities are of the time since the machine was started; where that is not told: yes."""
    return one.partition("/")[0] == other.partition("/")[0]


def _of_proc(pid: int) -> str | None:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return None
    # The name in parentheses may hold anything, parentheses too.
    fields = stat.rpartition(")")[2].split()
    if len(fields) < 20 or fields[0] in "ZX":
        return None
    return f"{boot}/{fields[19]}"


def _of_ps(pid: int) -> str | None:
    try:
        said = subprocess.run(
            ["/bin/ps", "-o", "stat=,lstart=", "-p", str(pid)],
            capture_output=True,
            text=True,
            timeout=PS_SECONDS,
            check=False,
            env={**os.environ, "LC_ALL": "C", "TZ": "UTC"},
        ).stdout.split(None, 1)
    except (OSError, subprocess.SubprocessError):
        return None
    if len(said) < 2 or said[0].startswith("Z"):
        return None
    return "/" + " ".join(said[1].split())


def _of_windows(pid: int) -> str | None:
    if sys.platform != "win32":
        return None
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.OpenProcess.restype = wintypes.HANDLE
    query_limited_information, still_active = 0x1000, 259
    handle = kernel.OpenProcess(query_limited_information, False, pid)
    if not handle:
        return None
    try:
        code = wintypes.DWORD()
        times = [wintypes.FILETIME() for _ in range(4)]
        if not kernel.GetExitCodeProcess(wintypes.HANDLE(handle), ctypes.byref(code)):
            return None
        if code.value != still_active:
            return None
        if not kernel.GetProcessTimes(wintypes.HANDLE(handle), *map(ctypes.byref, times)):
            return None
    finally:
        kernel.CloseHandle(wintypes.HANDLE(handle))
    return f"/{times[0].dwHighDateTime:x}{times[0].dwLowDateTime:08x}"
