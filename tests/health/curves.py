"""Series of made-up numbers, for one rule at a time."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence

from transformers_workbench.health.examine import examine
from transformers_workbench.health.findings import Finding
from transformers_workbench.health.series import About, Builder, Series

Curve = Callable[[float], float]
"""From the part of the run that is done, 0 to 1, to a value."""


def series(
    rows: int = 60,
    *,
    noise: float = 0.05,
    seed: int = 0,
    every: int = 10,
    total: int = 0,
    finished: bool = True,
    evaluations: Mapping[str, Sequence[float]] | None = None,
    seconds: Curve | None = None,
    **curves: Curve,
) -> Series:
    """Rows ``every`` so many steps; the loss has noise that is relative to it."""
    chance, builder = random.Random(seed), Builder()
    time = 1e9
    lists = {name: list(values) for name, values in (evaluations or {}).items()}
    count = max((len(values) for values in lists.values()), default=0)
    given = 0
    for row in range(1, rows + 1):
        part = row / rows
        metrics = {name: curve(part) for name, curve in curves.items()}
        if "loss" in metrics and noise:
            metrics["loss"] *= math.exp(chance.gauss(0, noise))
        time += seconds(part) if seconds is not None else 5.0
        builder.add(metrics, row * every, part * 3, time)
        if given < count and part >= (given + 1) / count:
            builder.add({name: values[given] for name, values in lists.items()}, row * every, part * 3, time)
            time += 7.0
            given += 1
    builder.total_steps = total or rows * every
    builder.finished = finished
    return builder.series()


def falling(start: float, end: float, pace: float = 5.0) -> Curve:
    """Exponentially from the one to the other."""
    return lambda part: end + (start - end) * math.exp(-pace * part)


def constant(value: float) -> Curve:
    return lambda part: value


def linear(peak: float, warm_up: float = 0.1) -> Curve:
    """Warm-up, then down to 0."""
    return lambda part: peak * (part / warm_up if part < warm_up else (1 - part) / (1 - warm_up))


def rules(run: Series, about: About | None = None) -> dict[str, Finding]:
    """What is found, by its rule."""
    return {finding.rule: finding for finding in examine(run, about)}


def alarms(run: Series, about: About | None = None) -> list[str]:
    """Errors and warnings."""
    return [finding.rule for finding in examine(run, about) if finding.severity != "info"]
