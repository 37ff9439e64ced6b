"""One logged row out of text or JSON: numbers by their names."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import attrs

LONGEST_NAME = 200
OWN = frozenset({"step", "epoch", "time", "attempt", "training", "global_step", "total_flos"})
_TOLD = ("loss", "learning_rate", "grad_norm", "epoch", "step", "train_runtime", "reward", "global_step")
_FLAT = re.compile(r"\{[^{}]{3,65536}\}")
_PAIR = re.compile(
    r"""["']([^"'\\]{1,200})["']\s*:\s*(?:tensor\(|(?:np|numpy)\.float\d+\(|array\()?["']?"""
    r"""([-+]?(?:nan|inf(?:inity)?\b|\d[\d_]*(?:\.\d*)?(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?))(?=["',}\s)])""",
    re.IGNORECASE,
)


@attrs.frozen
class Row:
    """``metrics``: all numbers besides step, epoch and time."""

    metrics: Mapping[str, float]
    step: float | None
    epoch: float | None
    time: float | None = None
    training: int = 1


def rows_in(line: str) -> Iterator[Row]:
    """The rows that a line of a console log has: Python's dictionaries or JSON, with whatever around them.

    transformers 4.x logs numbers, 5.x texts of numbers (``ProgressCallback.on_log``). Nothing is evaluated.
    """
    if "{" not in line:
        return
    for found in _FLAT.findall(line):
        values = {name: number(text) for name, text in _PAIR.findall(found)}
        row = row_of(values)
        if row is not None:
            yield row


def row_of(values: Mapping[str, Any]) -> Row | None:
    """The row; ``None``: this is not one of the Trainer's."""
    numbers = {str(name)[:LONGEST_NAME]: number(value) for name, value in values.items()}
    known: dict[str, float] = {name: value for name, value in numbers.items() if value is not None}
    if not is_told(known):
        return None
    metrics = {name: value for name, value in known.items() if name not in OWN}
    if not metrics:
        return None
    step = _finite(known.get("step", known.get("global_step")))
    training = _finite(known.get("training"))
    return Row(metrics, step, _finite(known.get("epoch")), _finite(known.get("time")), int(training or 1))


def is_told(names: Collection[str]) -> bool:
    """Whether a row of the Trainer's has such names."""
    return any(name in names for name in _TOLD) or any(name.startswith("eval_") for name in names)


def number(value: object) -> float | None:
    """A number out of a number or the text of one; ``None``: it is neither."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) and abs(value) < 1e15 else None
