"""The curves of a run, each with steps of its own, as one series."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from itertools import islice
from operator import lt

import attrs

from transformers_workbench.health.series import LARGEST_METRICS, LARGEST_ROWS, UNKNOWN, Column, Series

EPOCH = "epoch"


@attrs.frozen(eq=False)
class Curve:
    """Point by point a step, a time (seconds since 1970) and a value."""

    steps: array[float]
    times: array[float]
    values: array[float]


def series_of(run: str, curves: Mapping[str, Curve]) -> Series:
    """The run: a row for every step, with what was logged at it; of what was logged twice at a step the last,
    as after a resume."""
    named = {name_of(tag): in_order(curve) for tag, curve in sorted(curves.items()) if len(curve.steps)}
    # Most curves of a run have the same steps: what is done with them is done once.
    groups: list[Curve] = []
    group_of: dict[str, int] = {}
    for name, curve in named.items():
        same = (at for at, other in enumerate(groups) if other.steps == curve.steps)
        group_of[name] = next(same, len(groups))
        if group_of[name] == len(groups):
            groups.append(curve)
    times: dict[float, float] = {}
    for curve in reversed(groups):
        times.update(zip(curve.steps, curve.times, strict=True))
    steps = array("d", sorted(times)[:LARGEST_ROWS])
    row_of = {step: row for row, step in enumerate(steps)}
    rows = [array("L", [row_of[step] for step in curve.steps if step in row_of]) for curve in groups]
    epochs = array("d", [UNKNOWN]) * len(steps)
    columns: dict[str, Column] = {}
    for name, curve in named.items():
        places = rows[group_of[name]]
        if name == EPOCH:
            for row, value in zip(places, curve.values, strict=False):
                epochs[row] = value
        elif len(columns) < LARGEST_METRICS:
            columns[name] = Column(places, curve.values[: len(places)])
    return Series(
        "" if run == "." else run,
        steps,
        epochs,
        array("d", [times[step] for step in steps]),
        columns,
        finished="train_runtime" in columns,
    )


def in_order(curve: Curve) -> Curve:
    """The curve with rising steps. TensorBoard's data server sees to that, its other way to load does not."""
    steps = curve.steps
    if all(map(lt, steps, islice(steps, 1, None))):
        return curve
    last = {step: point for point, step in enumerate(steps)}
    points = [last[step] for step in sorted(last)]
    steps, times, values = (
        array("d", [numbers[at] for at in points]) for numbers in (curve.steps, curve.times, curve.values)
    )
    return Curve(steps, times, values)


def name_of(tag: str) -> str:
    """The Trainer's own name: ``TensorBoardCallback`` puts ``train/`` before it, or ``eval/`` for
    ``eval_``."""
    group, _, rest = tag.partition("/")
    if rest and group == "eval":
        return f"eval_{rest}"
    if rest and group == "train":
        return rest
    return tag
