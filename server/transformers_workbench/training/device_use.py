"""How much of the machine a run uses, a row every few seconds."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from transformers_workbench.training import process_group
from transformers_workbench.training.run_facts import Facts
from transformers_workbench.training.run_folder import DEVICE_USE

SECONDS = 5.0


class DeviceUse:
    """Appends to a run's file; where the system does not tell there is nothing to append."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / DEVICE_USE
        self._last = 0.0
        self._worked: float | None = None

    def sample(self, facts: Facts, now: float) -> None:
        """A row, when it is time for one."""
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
        with contextlib.suppress(OSError), self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
