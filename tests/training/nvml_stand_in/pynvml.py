"""Answers as NVML would on a machine that ``machine.json`` beside a copy of this file describes: the only
thing of the training tests that is not real, because a machine of eight GPUs is rare."""

from __future__ import annotations

import json
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

MACHINE: dict[str, Any] = json.loads(Path(__file__).with_name("machine.json").read_text(encoding="utf-8"))
NVML_DEVICE_MIG_ENABLE = 1
NVML_ERROR_NOT_SUPPORTED = 3
NVML_ERROR_NO_PERMISSION = 4
NVML_ERROR_NOT_FOUND = 6
NVML_ERROR_DRIVER_NOT_LOADED = 9
NVML_ERROR_LIBRARY_NOT_FOUND = 12
NVML_ERROR_GPU_IS_LOST = 15
NVML_ERROR_LIB_RM_VERSION_MISMATCH = 18


class NVMLError(Exception):
    def __init__(self, value: int) -> None:
        super().__init__(value)
        self.value = value

    def __str__(self) -> str:
        return {15: "GPU is lost", 18: "Driver/library version mismatch"}.get(
            self.value, f"Error {self.value}"
        )


def nvmlInit() -> None:
    if MACHINE.get("hangs"):
        while True:
            time.sleep(1)
    if "fails" in MACHINE:
        raise NVMLError(MACHINE["fails"])


def nvmlDeviceGetCount() -> int:
    return len(MACHINE["gpus"])


def nvmlDeviceGetHandleByIndex(index: int) -> Any:
    gpu = MACHINE["gpus"][index]
    if gpu.get("lost"):
        raise NVMLError(NVML_ERROR_GPU_IS_LOST)
    return gpu


def _told(gpu: Any, name: str) -> Any:
    if gpu.get(name) is None:
        raise NVMLError(NVML_ERROR_NOT_SUPPORTED)
    return gpu[name]


def nvmlDeviceGetName(gpu: Any) -> Any:
    return _told(gpu, "name")


def nvmlDeviceGetUUID(gpu: Any) -> Any:
    return _told(gpu, "uuid")


def nvmlDeviceGetMemoryInfo(gpu: Any) -> SimpleNamespace:
    total, used = _told(gpu, "memory")
    return SimpleNamespace(total=total, used=used, free=total - used)


def nvmlDeviceGetUtilizationRates(gpu: Any) -> SimpleNamespace:
    return SimpleNamespace(gpu=_told(gpu, "load"), memory=0)


def nvmlDeviceGetComputeRunningProcesses(gpu: Any) -> list[SimpleNamespace]:
    return [SimpleNamespace(pid=pid, usedGpuMemory=None) for pid in _told(gpu, "computing")]


def nvmlDeviceGetGraphicsRunningProcesses(gpu: Any) -> list[SimpleNamespace]:
    return [SimpleNamespace(pid=pid, usedGpuMemory=None) for pid in gpu.get("drawing", [])]


def nvmlDeviceGetMigMode(gpu: Any) -> list[int]:
    return [1, 1] if _told(gpu, "parts") else [0, 0]


def nvmlDeviceGetMaxMigDeviceCount(gpu: Any) -> int:
    return 7


def nvmlDeviceGetMigDeviceHandleByIndex(gpu: Any, index: int) -> Any:
    if index >= len(gpu["parts"]):
        raise NVMLError(NVML_ERROR_NOT_FOUND)
    return gpu["parts"][index]
