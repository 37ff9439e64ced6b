"""On Windows: a job that ends the processes of this one when it ends, however that happens.

The system closes the handles of a process that is gone, and with the last handle of the job it ends whatever
is in it. https://learn.microsoft.com/windows/win32/procthread/job-objects
"""

from __future__ import annotations

import contextlib
import functools
import sys

_EXTENDED_LIMITS = 9
"""``JobObjectExtendedLimitInformation``."""
_KILL_ON_CLOSE = 0x2000
"""``JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE``."""
_MAY_ASSIGN = 0x0001 | 0x0100
"""``PROCESS_TERMINATE | PROCESS_SET_QUOTA``."""


def end_with_this_process(pid: int) -> None:
    """Puts a process of ours into the job; does nothing elsewhere, or where that is refused: then it ends
    when it reads the end of its input."""
    if sys.platform != "win32":
        return
    import ctypes
    from ctypes import wintypes

    with contextlib.suppress(OSError):
        job = _job()
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.OpenProcess.restype = wintypes.HANDLE
        process = kernel.OpenProcess(_MAY_ASSIGN, False, pid)
        if not process:
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            kernel.AssignProcessToJobObject(wintypes.HANDLE(job), wintypes.HANDLE(process))
        finally:
            kernel.CloseHandle(wintypes.HANDLE(process))


@functools.lru_cache(maxsize=1)
def _job() -> int:
    """The handle, which nobody closes but the system.

    Raises:
        OSError: there is no job to be had.
    """
    if sys.platform != "win32":
        raise OSError("only Windows has jobs")
    import ctypes
    from ctypes import wintypes

    class BasicLimits(ctypes.Structure):
        _fields_ = (
            ("process_time", ctypes.c_int64),
            ("job_time", ctypes.c_int64),
            ("flags", wintypes.DWORD),
            ("minimum_working_set", ctypes.c_size_t),
            ("maximum_working_set", ctypes.c_size_t),
            ("active_processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        )

    class ExtendedLimits(ctypes.Structure):
        _fields_ = (
            ("basic", BasicLimits),
            ("io_counters", ctypes.c_uint64 * 6),
            ("memory", ctypes.c_size_t * 4),
        )

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    job = kernel.CreateJobObjectW(None, None)
    if not job:
        raise ctypes.WinError(ctypes.get_last_error())
    limits = ExtendedLimits()
    limits.basic.flags = _KILL_ON_CLOSE
    if not kernel.SetInformationJobObject(
        wintypes.HANDLE(job), _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
    ):
        raise ctypes.WinError(ctypes.get_last_error())
    return int(job)
