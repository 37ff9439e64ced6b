"""The last value of each metric, out of the end of the file alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from transformers_workbench.training.run_notes import file_tail

LAST_BYTES = 2**17
NOT_METRICS = frozenset({"step", "epoch", "time", "attempt", "training"})


def last_metrics(path: Path) -> dict[str, float]:
    """Name → value; texts that are numbers are numbers, as newer versions of the Trainer log them."""
    found: dict[str, float] = {}
    for row in last_rows(path):
        for name, value in row.items():
            told = as_number(value)
            if name not in NOT_METRICS and told is not None:
                found[name] = told
    return found


def last_rows(path: Path, size: int = LAST_BYTES) -> list[dict[str, Any]]:
    """The rows of the end of a file, without a half one at either side."""
    tail = file_tail(path, size)
    lines = tail.split(b"\n")
    if len(tail) >= size:
        lines = lines[1:]
    rows = []
    for line in lines[:-1]:  # What has no end of line yet is being written.
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(row, dict):
            rows.append(row)
    return rows


def as_number(value: object) -> float | None:
    """A number, also one that is written as a text. Not finite ones are numbers too: that a loss is NaN is
    news."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
