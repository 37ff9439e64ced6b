"""The machine itself: its processors, its memory as far as this process may have it, Apple's GPU."""

from __future__ import annotations

import ctypes
import os
import platform
import re
import sys
from pathlib import Path

from transformers_agent import programs
from transformers_agent.regular_files import read_text
from transformers_workbench.training.devices import CPU, MPS, Device

PROC = Path("/proc")
CGROUPS = Path("/sys/fs/cgroup")
ASK_SECONDS = 10.0


def cpu() -> Device:
    """The CPU: cores that may be used, and memory."""
    total, free = memory()
    return Device(CPU, "cpu", _cpu_name(), total, free, _load(), cores=_cores())


def apple_gpu() -> Device | None:
    """Metal's, on Apple silicon: it shares the machine's memory."""
    if sys.platform != "darwin" or platform.machine() != "arm64":
        return None
    total, free = memory()
    return Device(MPS, "mps", _cpu_name(), total, free)


def memory(proc: Path = PROC, cgroups: Path = CGROUPS) -> tuple[int, int]:
    """Total and available bytes; in a container or a job no more than it may have."""
    if sys.platform == "win32":
        return _windows_memory()
    if sys.platform == "darwin":
        return _apple_memory()
    total, free = _linux_memory(proc)
    for limit, used in _limits(proc, cgroups):
        if 0 < limit < total:
            total, free = limit, min(free, max(0, limit - used))
    return total, free


def _linux_memory(proc: Path) -> tuple[int, int]:
    try:
        text = read_text(proc / "meminfo", encoding="ascii", errors="replace")
    except OSError:
        return 0, 0
    values = {name: int(size) * 1024 for name, size in re.findall(r"(\w+):\s+(\d+) kB", text)}
    total = values.get("MemTotal", 0)
    return total, values.get("MemAvailable", values.get("MemFree", 0))


def _limits(proc: Path, cgroups: Path) -> list[tuple[int, int]]:
    """Limit and use, in bytes, of the control groups this process is in; file caches can be had back, so they
    do not count as used. https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files"""
    found: list[tuple[int, int]] = []
    try:
        lines = read_text(proc / "self/cgroup", errors="replace").splitlines()
    except OSError:
        return found
    for line in lines:
        number, controllers, path = [*line.split(":", 2), "", ""][:3]
        if number == "0" and not controllers:
            top, names = cgroups, ("memory.max", "memory.current", "inactive_file")
        elif "memory" in controllers.split(","):
            top, names = (
                cgroups / "memory",
                ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
            )
        else:
            continue
        group = top / path.lstrip("/")
        # Within a container the path may be the host's; its own group is then the top.
        for folder in [group, *group.parents]:
            limit = _number(folder / names[0])
            if limit is not None:
                cached = _statistic(folder / "memory.stat", names[2])
                found.append((limit, max(0, (_number(folder / names[1]) or 0) - cached)))
            if folder == top:
                break
    return sorted(found, reverse=True)


def _number(file: Path) -> int | None:
    try:
        text = read_text(file, encoding="ascii", errors="replace").strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None


def _statistic(file: Path, name: str) -> int:
    try:
        text = read_text(file, encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = re.search(rf"^{name} (\d+)$", text, re.MULTILINE)
    return int(found[1]) if found else 0


def _cores() -> int:
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _load() -> float | None:
    """How many of all cores are wanted, on average over a minute."""
    if sys.platform == "win32":
        return None
    try:
        return min(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    except OSError:
        return None


def _cpu_name() -> str:
    if sys.platform == "darwin":
        return _said("sysctl", "-n", "machdep.cpu.brand_string").strip() or "CPU"
    try:
        text = read_text(PROC / "cpuinfo", errors="replace")
        found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    except OSError:
        found = None
    return found[1].strip() if found else os.environ.get("PROCESSOR_IDENTIFIER", "") or "CPU"


def _apple_memory() -> tuple[int, int]:
    """``vm_stat`` counts pages; free, inactive and speculative ones can be had."""
    total = _said("sysctl", "-n", "hw.memsize").strip()
    text = _said("vm_stat")
    size = re.search(r"page size of (\d+) bytes", text)
    pages = re.findall(r"^Pages (?:free|inactive|speculative):\s+(\d+)", text, re.MULTILINE)
    return int(total or 0), int(size[1] if size else 0) * sum(map(int, pages))


def _said(*command: str) -> str:
    try:
        return programs.run(command, timeout=ASK_SECONDS).stdout.decode("utf-8", "replace")
    except OSError:
        return ""


class _MemoryStatus(ctypes.Structure):
    """``MEMORYSTATUSEX`` of the Windows API."""

    _fields_ = (
        ("length", ctypes.c_uint32),
        ("load", ctypes.c_uint32),
        ("total", ctypes.c_uint64),
        ("available", ctypes.c_uint64),
        ("rest", ctypes.c_uint64 * 5),
    )


def _windows_memory() -> tuple[int, int]:
    status = _MemoryStatus(length=ctypes.sizeof(_MemoryStatus))
    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009  # Only Windows has it.
    if not kernel.GlobalMemoryStatusEx(ctypes.byref(status)):
        return 0, 0
    return int(status.total), int(status.available)
