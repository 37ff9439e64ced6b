"""Looks for devices: NVML is asked by a process that can be killed."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from transformers_agent import programs
from transformers_workbench.training.devices import Found, arranged, from_nvml, visible
from transformers_workbench.training.devices_machine import apple_gpu, cpu, memory

SCRIPT = Path(__file__).with_name("devices_nvml.py")
DEADLINE = 15.0
"""Seconds. NVML takes one or two when the driver sleeps, and without an end when it is in trouble."""


async def find(
    *, library: Path | None = None, environment: Mapping[str, str] | None = None, deadline: float = DEADLINE
) -> Found:
    """The devices of this machine. ``library``: the folder ``pynvml`` is in; ``environment``: where
    ``CUDA_VISIBLE_DEVICES`` may be. It always answers: at the very least with the CPU."""
    machine = await asyncio.to_thread(cpu)
    apple = await asyncio.to_thread(apple_gpu) if library is None else None
    if apple is not None:
        return arranged([apple, machine])  # There is no NVML for Macs that have one.
    answer = await _ask(library or _library(), deadline)
    gpus = from_nvml(answer["gpus"], memory())
    left = visible(gpus, os.environ if environment is None else environment)
    note = "gpus-hidden" if gpus and not left else str(answer["note"])
    return arranged([*left, machine], note, str(answer["message"]))


def _library() -> Path | None:
    """Where ``pynvml`` is, without importing it."""
    spec = importlib.util.find_spec("pynvml")
    return Path(spec.origin).parent if spec is not None and spec.origin else None


async def _ask(library: Path | None, deadline: float) -> dict[str, Any]:
    if library is None:
        return _nothing("nvml", "No module named 'pynvml'")
    try:
        process = await programs.spawn([sys.executable, "-I", "-S", str(SCRIPT), str(library)])
    except OSError as error:
        return _nothing("nvml", str(error))
    try:
        out, err = await asyncio.wait_for(process.communicate(), deadline)
    except asyncio.TimeoutError:
        return _nothing("nvml-hangs", f"{deadline:g}")
    finally:
        if process.returncode is None:
            with contextlib.suppress(OSError):
                process.kill()
    try:
        answer: dict[str, Any] = json.loads(out)
        return answer
    except ValueError:
        lines = err.decode("utf-8", "replace").strip().splitlines()
        return _nothing("nvml", lines[-1] if lines else f"exit code {process.returncode}")


def _nothing(note: str, message: str) -> dict[str, Any]:
    return {"gpus": [], "note": note, "message": message}
