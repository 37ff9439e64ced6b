"""The curves of a run, each with steps of its own, as one series."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from itertools import islice
from operator import lt

import attrs

from transformers_workbench.health.series import LARGEST_METRICS, LARGEST_ROWS, UNKNOWN, Column, Series

EPOCH = "epoch"


@attrs.frozen(eq=False, repr=False)
class Curve:
    """Point by point a step, a time (seconds since 1970) and a value."""

    steps: array[float]
    times: array[float]
    values: array[float]


def curve_of(
    steps: array[float], times: array[float], values: array[float], others: Iterable[Curve]
) -> Curve:
    """A curve with rising steps. ``others`` of the run: nearly always one has the same steps, and then they
    are in memory once."""
    # TensorBoard's data server sees to that, its other way to load does not.
    if not all(map(lt, steps, islice(steps, 1, None))):
        points = _done_last(steps)
        steps, times, values = (array("d", [each[at] for at in points]) for each in (steps, times, values))
    same = next((other for other in others if other.steps == steps), None)
    return Curve(steps, times, values) if same is None else Curve(same.steps, same.times, values)


def _done_last(steps: array[float]) -> list[int]:
    """The points that a resumed run did not do again: where steps go back, what lies ahead is forgotten."""
    points: list[int] = []
    for point, step in enumerate(steps):
        while points and steps[points[-1]] >= step:
            points.pop()
        points.append(point)
    return points


def series_of(run: str, curves: Mapping[str, Curve]) -> Series:
    """The run: a row for every step, with what was logged at it."""
    named = {name_of(tag): curve for tag, curve in sorted(curves.items()) if len(curve.steps)}
    groups = {id(curve.steps): curve for curve in named.values()}
    times: dict[float, float] = {}
    for curve in groups.values():
        times.update(zip(curve.steps, curve.times, strict=True))
    steps = array("d", sorted(times)[:LARGEST_ROWS])
    row_of = {step: row for row, step in enumerate(steps)}
    rows = {
        key: array("L", [row_of[step] for step in curve.steps if step in row_of])
        for key, curve in groups.items()
    }
    epochs = array("d", [UNKNOWN]) * len(steps)
    columns: dict[str, Column] = {}
    for name, curve in named.items():
        places = rows[id(curve.steps)]
        if name == EPOCH:
            for row, value in zip(places, curve.values, strict=False):
                epochs[row] = value
        elif len(columns) < LARGEST_METRICS:
            whole = len(places) == len(curve.values)
            columns[name] = Column(places, curve.values if whole else curve.values[: len(places)])
    return Series(
        "" if run == "." else run,
        steps,
        epochs,
        array("d", [times[step] for step in steps]),
        columns,
        finished="train_runtime" in columns,
    )


def name_of(tag: str) -> str:
    """The Trainer's own name: ``TensorBoardCallback`` puts ``train/`` before it, or ``eval/`` for
    ``eval_``."""
    group, _, rest = tag.partition("/")
    if rest and group == "eval":
        return f"eval_{rest}"
    if rest and group == "train":
        return rest
    return tag
