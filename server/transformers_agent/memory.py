"""Keeps one request from taking the machine's memory."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

EXIT_CODE = 87
"""The agent ends with this code where the system cannot refuse memory and a request took too much."""


SLACK = 16 * 2**20
"""Bytes that a request may leave behind without being asked for them: caches, and what the heap keeps."""


class Budget:
    """The memory of all requests of this process together: what one leaves behind, the next one lacks."""

    def __init__(self) -> None:
        self._left_behind = 0

    @contextmanager
    def limit(self, limit: int | None) -> Iterator[None]:
        """Within the block the process gets ``limit`` bytes, less what earlier blocks left behind, else
        ``MemoryError``.

        Only Linux enforces a limit on the address space; elsewhere this does nothing, see ``resident_poll``.
        """
        if limit is None or not sys.platform.startswith("linux"):
            yield
            return
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        began = address_space()
        wanted = began - self._left_behind + limit
        caps = [value for value in (soft, hard) if value != resource.RLIM_INFINITY]
        resource.setrlimit(resource.RLIMIT_AS, (min([wanted, *caps]), hard))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
            before = self._left_behind - began
            self._left_behind = max(0, before + address_space())
            if self._left_behind > SLACK:
                _give_back()
                self._left_behind = max(0, before + address_space())

    def is_used_up(self, limit: int | None) -> bool:
        """Whether so much was left behind that the next request should have another process."""
        return limit is not None and self._left_behind > limit // 2


def _give_back() -> None:
    """Returns to the system what is not used: cycles with frames of a failed request, free heap."""
    gc.collect()
    try:
        import ctypes

        ctypes.CDLL(None).malloc_trim(0)
    except (ImportError, OSError, AttributeError):
        return  # Not every C library has it.


def address_space() -> int:
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
