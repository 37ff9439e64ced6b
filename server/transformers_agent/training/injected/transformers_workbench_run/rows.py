"""A row of ``metrics.jsonl`` out of what the Trainer logs."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

OWN = ("step", "epoch", "time", "attempt", "training")
_LONGEST_TEXT = 1_000


def row_of(logs: Mapping[str, Any], own: Mapping[str, Any]) -> bytes:
    """A line. ``own`` wins; what was logged under such a name keeps its value as ``logged_…``."""
    row = dict(own)
    for name, value in logs.items():
        key = str(name)
        if key == "epoch":
            continue
        row[f"logged_{key}" if key in OWN else key] = plain(value)
    return json.dumps(row, allow_nan=False, separators=(",", ":")).encode() + b"\n"


def plain(value: Any) -> Any:
    """A value that JSON has. Numbers stay numbers; what JSON has no number for becomes ``"NaN"``,
    ``"Infinity"``, ``"-Infinity"``."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return _number(float(value))
    if isinstance(value, str):
        return value[:_LONGEST_TEXT]
    item = getattr(value, "item", None)
    if callable(item):
        try:
            return plain(item())
        except Exception:
            # An array of several values.
            return str(value)[:_LONGEST_TEXT]
    return str(value)[:_LONGEST_TEXT]


def _number(value: float) -> float | str:
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return value
