"""What an error means: recognised by its class and by sentences of the libraries.

Facts: torch ``c10/cuda/CUDACachingAllocator.cpp`` ("CUDA out of memory. Tried to allocate … GPU 0 has a total
capacity of … of which … is free", since 2.1; before, "(GPU 0; … total capacity; … free; …"),
``aten/src/ATen/mps/MPSAllocator.mm`` ("MPS backend out of memory (MPS allocated: …, max allowed: …). Tried to
allocate …"), ``c10/core/impl/alloc_cpu.cpp`` ("DefaultCPUAllocator: can't allocate memory: you tried to
allocate … bytes"), ``c10/cuda/CUDAFunctions.cpp`` (drivers), ``torch/utils/data/dataloader.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import attrs

from transformers_workbench.training.exit_evidence import Failure

Values = dict[str, Any]


@attrs.frozen
class Sign:
    """``types``: classes that alone are enough; ``pattern``: in the message; its named groups are values."""

    kind: str
    pattern: re.Pattern[str] | None = None
    types: frozenset[str] = frozenset()
    errnos: frozenset[int] = frozenset()
    values: Callable[[Failure], Values] | None = None

    def of(self, failure: Failure) -> Values | None:
        """What it says of an error; ``None``: it is not this."""
        found = self.pattern.search(failure.message) if self.pattern else None
        if found is None and failure.kind not in self.types and failure.errno not in self.errnos:
            return None
        named = {name: value.strip() for name, value in found.groupdict().items() if value} if found else {}
        return {**(self.values(failure) if self.values else {}), **named}


def _sign(
    kind: str,
    pattern: str = "",
    types: str = "",
    errnos: tuple[int, ...] = (),
    values: Callable[[Failure], Values] | None = None,
) -> Sign:
    compiled = re.compile(pattern, re.IGNORECASE | re.DOTALL) if pattern else None
    return Sign(kind, compiled, frozenset(types.split()), frozenset(errnos), values)


def _cuda_memory(failure: Failure) -> Values:
    message = failure.message
    values: Values = {}
    for name, pattern in (
        ("tried", r"tried to allocate ([\d.]+ \w+)"),
        ("total", r"total capacity of ([\d.]+ \w+)|; ([\d.]+ \w+) total capacity"),
        ("free", r"of which ([\d.]+ \w+) is free|; ([\d.]+ \w+) free"),
        ("device", r"\bGPU (\d+)"),
    ):
        found = re.search(pattern, message, re.IGNORECASE)
        if found:
            values[name] = next(group for group in found.groups() if group)
    return values


def _path(failure: Failure) -> Values:
    found = re.search(r"'([^']{1,1000})'\s*$|'([^']{1,1000})'", failure.message)
    return {"path": (found[1] or found[2])} if found else {}


def _syntax(failure: Failure) -> Values:
    found = re.search(r"\(([^()]{1,500}), line (\d+)\)\s*$", failure.message)
    places = re.findall(r'File "([^"\n]{1,1000})", line (\d+)', failure.traceback)
    path, line = places[-1] if places else (found[1], found[2]) if found else ("", "0")
    return {"path": path, "line": int(line), "error": failure.line}


def _package(failure: Failure) -> Values:
    return {"module": failure.name} if failure.name else {}


# The first that an error is decides.
SIGNS = (
    _sign(
        "out-of-memory-cuda",
        r"(?:CUDA|HIP|XPU|NPU) out of memory|CUDA error: out of memory|CUBLAS_STATUS_ALLOC_FAILED"
        r"|CUDNN_STATUS_ALLOC_FAILED|cudaErrorMemoryAllocation",
        "OutOfMemoryError",
        values=_cuda_memory,
    ),
    _sign(
        "out-of-memory-mps",
        r"MPS backend out of memory(?:.{0,400}?max allowed: (?P<total>[\d.]+ \w+))?"
        r"(?:.{0,200}?Tried to allocate (?P<tried>[\d.]+ \w+))?",
    ),
    _sign(
        "shared-memory",
        r"(?:insufficient|out of) shared memory|unable to (?:open|mmap|write to).{0,200}shared memory",
    ),
    _sign(
        "out-of-memory-host",
        r"DefaultCPUAllocator: (?:can't allocate|not enough) memory"
        r"(?:: you tried to allocate (?P<bytes>\d+) bytes)?"
        r"|DataLoader worker \(pid(?:\(s\))? [\d, ]+\) is killed by signal: Killed"
        r"|Unable to allocate (?P<tried>[\d.]+ [KMGTP]?i?B) for an array|Cannot allocate memory",
        "MemoryError _ArrayMemoryError ArrowMemoryError",
        (12,),
    ),
    _sign(
        "disk-full",
        r"No space left on device|Disk quota exceeded|There is not enough space on the disk"
        r"|Not enough free disk space",
        errnos=(28, 122),
        values=_path,
    ),
    _sign(
        "cuda-driver",
        r"Found no NVIDIA driver|NVIDIA driver on your system is too old|CUDA driver version is insufficient"
        r"|no kernel image is available for execution|Torch not compiled with CUDA enabled|CUDA unknown error"
        r"|No CUDA GPUs are available|CUDA driver initialization failed|nvidia-smi has failed"
        r"|forward compatibility was attempted on non supported HW|Unexpected error from cudaGetDeviceCount",
    ),
    _sign(
        "port-taken",
        r"(?:port: (?P<port>\d+).{0,200})?(?:EADDRINUSE|address already in use|errno: 98\b)",
        errnos=(98, 48, 10048),
    ),
    _sign(
        "nan-loss",
        r"probability tensor contains either `?inf`?, `?nan`?|loss is (?:nan|not finite)|Loss is NaN",
    ),
    _sign(
        "cuda-fault",
        r"device-side assert triggered|an illegal memory access was encountered|CUBLAS_STATUS_\w+"
        r"|unspecified launch failure|uncorrectable ECC error|GPU is lost|CUDA error: misaligned address",
        "AcceleratorError",
    ),
    _sign(
        "missing-package",
        r"No module named '(?P<module>[\w.]+)'|requires the \S{1,40}(?: \S{1,40})? library but it was not"
        r" found|pip3? install ",
        "ModuleNotFoundError PackageNotFoundError",
        values=_package,
    ),
    _sign("syntax-error", "", "SyntaxError IndentationError TabError", values=_syntax),
    _sign(
        "wrong-argument",
        r"(?P<callable>[\w.<>]+)\(\) got an unexpected keyword argument '(?P<argument>\w+)'"
        r"|arguments are not used by the HfArgumentParser: (?P<arguments>\[[^\]]{1,500}\])",
    ),
    _sign("missing-file", "", "FileNotFoundError NotADirectoryError", (2,), values=_path),
    _sign("not-allowed", "", "PermissionError", (13, 1, 30), values=_path),
)
_IMPORTS = frozenset({"ImportError", "ModuleNotFoundError", "PackageNotFoundError"})
_FOLLOWERS = frozenset(
    {
        "ChildFailedError",
        "CalledProcessError",
        "DistBackendError",
        "DistNetworkError",
        "DistStoreError",
        "BrokenPipeError",
        "ConnectionResetError",
        "ProcessExitedException",
        "ProcessRaisedException",
        "SignalException",
    }
)
_FOLLOWING = re.compile(
    r"Connection (?:closed|reset) by peer|NCCL (?:error|WARN)|Watchdog caught collective operation timeout"
    r"|Broken pipe|Application timeout caused pair closure|Socket closed|unhandled system error, NCCL",
    re.IGNORECASE,
)


def recognised(failure: Failure) -> tuple[str, Values] | None:
    """Kind and values; ``None``: an error like any other."""
    for sign in SIGNS:
        if sign.kind == "missing-package" and failure.kind not in _IMPORTS:
            continue
        values = sign.of(failure)
        if values is not None:
            return sign.kind, values
    return None


def is_follower(failure: Failure) -> bool:
    """Whether it only says that another process is gone."""
    if recognised(failure) is not None:
        return False
    return failure.kind in _FOLLOWERS or _FOLLOWING.search(failure.message) is not None
