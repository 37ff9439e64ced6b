"""Keeps one request from taking the machine's memory."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

EXIT_CODE = 87
"""The agent ends with this code where the system cannot refuse memory and a request took too much."""


@contextmanager
def address_space_limit(limit: int | None) -> Iterator[None]:
    """Within the block the process gets ``limit`` bytes more than it has now, else ``MemoryError``.

    Only Linux enforces a limit on the address space; elsewhere this does nothing, see ``resident_poll``.
    """
    if limit is None or not sys.platform.startswith("linux"):
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = _address_space() + limit
    caps = [value for value in (soft, hard) if value != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([wanted, *caps]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


def _address_space() -> int:
    """Bytes of address space the process has."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    return pages * os.sysconf("SC_PAGE_SIZE")


def resident_poll(limit: int | None) -> Callable[[], None] | None:
    """For systems that cannot refuse memory: a check that ends the process when it has ``limit`` bytes more
    of it than now. ``None`` where it is not needed."""
    if limit is None or sys.platform.startswith("linux"):
        return None
    ceiling = peak_resident() + limit

    def check() -> None:
        if peak_resident() > ceiling:
            os._exit(EXIT_CODE)

    return check


def peak_resident() -> int:
    """The most memory the process ever had resident, in bytes."""
    if sys.platform == "win32":
        return _peak_working_set()
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024  # getrusage(2): kilobytes, but bytes on macOS


def _peak_working_set() -> int:
    """``PROCESS_MEMORY_COUNTERS.PeakWorkingSetSize`` of the Windows API."""
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("size", wintypes.DWORD),
            ("page_fault_count", wintypes.DWORD),
            ("peak_working_set", ctypes.c_size_t),
            ("others", ctypes.c_size_t * 7),
        )

    counters = Counters()
    counters.size = ctypes.sizeof(counters)
    windows = getattr(ctypes, "windll")  # noqa: B009 - the attribute exists on Windows only
    windows.kernel32.GetCurrentProcess.restype = wintypes.HANDLE
    windows.psapi.GetProcessMemoryInfo(
        wintypes.HANDLE(windows.kernel32.GetCurrentProcess()), ctypes.byref(counters), counters.size
    )
    return int(counters.peak_working_set)
