"""How much of the machine a run uses, a row every few seconds."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from transformers_workbench.training import process_group
from transformers_workbench.training.devices import CPU, MPS
from transformers_workbench.training.devices_probe import find
from transformers_workbench.training.run_facts import Facts
from transformers_workbench.training.run_folder import DEVICE_USE

SECONDS = 5.0
DEVICE_SECONDS = 30.0
"""Between two questions to NVML, each of which is a process of its own."""
NOT_ASKED = (CPU, MPS)


class DeviceUse:
    """Appends to a run's file; where the system does not tell there is nothing to append."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / DEVICE_USE
        self._last = 0.0
        self._worked: float | None = None
        self._asked = 0.0
        self._asking: threading.Thread | None = None

    def sample(self, facts: Facts, now: float) -> None:
        """A row, when it is time for one."""
        self._look_at_devices(facts, now)
        passed = now - self._last
        if 0 <= passed < SECONDS or sys.platform != "linux":
            return
        pids = process_group.members(facts)
        worked = process_group.processor_seconds(pids)
        row: dict[str, Any] = {"time": now, "memory": process_group.resident_memory(pids)}
        if self._worked is not None and passed > 0:
            share = (worked - self._worked) / passed / (os.cpu_count() or 1)
            row["load"] = round(min(1.0, max(0.0, share)), 4)
        self._last, self._worked = now, worked
        self._append(row)

    def _look_at_devices(self, facts: Facts, now: float) -> None:
        """In the background: a driver in trouble answers late or never."""
        devices = facts.spec.get("devices")
        chosen = [each for each in devices if each not in NOT_ASKED] if isinstance(devices, list) else []
        busy = self._asking is not None and self._asking.is_alive()
        if not chosen or busy or 0 <= now - self._asked < DEVICE_SECONDS:
            return
        self._asked = now
        self._asking = threading.Thread(target=self._ask, args=[chosen, now], daemon=True)
        self._asking.start()

    def _ask(self, chosen: list[str], now: float) -> None:
        rows = [
            {"id": device.id, "memory": device.memory_total - device.memory_free, "load": device.load}
            for device in asyncio.run(find()).devices
            if device.id in chosen
        ]
        if rows:
            self._append({"time": now, "devices": rows})

    def _append(self, row: dict[str, Any]) -> None:
        with contextlib.suppress(OSError), self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
