"""The curves of a run, each with steps of its own, as one series."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from itertools import islice
from operator import lt

import attrs

from transformers_workbench.health.series import LARGEST_METRICS, LARGEST_ROWS, UNKNOWN, Column, Series

EPOCH = "epoch"


@attrs.frozen(eq=False, repr=False)
class Axis:
    """Point by point a step and a time (seconds since 1970), as curves of a run share them. ``kept``: which
    of the points that were told; ``None``: all."""

    steps: array[float]
    times: array[float]
    kept: Sequence[int] | None = None


@attrs.frozen(eq=False, repr=False)
class Curve:
    """A value for each step of its axis."""

    axis: Axis
    values: array[float]


def axis_of(steps: array[float], times: array[float]) -> Axis:
    """Steps that rise: what a resumed run did again counts as it was done last. TensorBoard's data server
    sees to that, its other way to load does not."""
    if all(map(lt, steps, islice(steps, 1, None))):
        return Axis(steps, times)
    kept: list[int] = []
    for point, step in enumerate(steps):
        while kept and steps[kept[-1]] >= step:
            kept.pop()
        kept.append(point)
    return Axis(_at(steps, kept), _at(times, kept), kept)


def curve_of(axis: Axis, values: array[float]) -> Curve:
    """The curve out of the values of all points that were told."""
    return Curve(axis, values if axis.kept is None else _at(values, axis.kept))


def series_of(run: str, curves: Mapping[str, Curve]) -> Series:
    """The run: a row for every step, with what was logged at it."""
    named = {name_of(tag): curve for tag, curve in sorted(curves.items()) if len(curve.values)}
    axes = {id(curve.axis): curve.axis for curve in named.values()}
    times: dict[float, float] = {}
    for axis in axes.values():
        times.update(zip(axis.steps, axis.times, strict=True))
    steps = array("d", sorted(times)[:LARGEST_ROWS])
    row_of = {step: row for row, step in enumerate(steps)}
    rows = {
        key: array("L", [row_of[step] for step in axis.steps if step in row_of]) for key, axis in axes.items()
    }
    epochs = array("d", [UNKNOWN]) * len(steps)
    columns: dict[str, Column] = {}
    for name, curve in named.items():
        places = rows[id(curve.axis)]
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


def _at(numbers: array[float], points: Sequence[int]) -> array[float]:
    return array("d", [numbers[point] for point in points])


def name_of(tag: str) -> str:
    """The Trainer's own name: ``TensorBoardCallback`` puts ``train/`` before it, or ``eval/`` for
    ``eval_``."""
    group, _, rest = tag.partition("/")
    if rest and group == "eval":
        return f"eval_{rest}"
    if rest and group == "train":
        return rest
    return tag
