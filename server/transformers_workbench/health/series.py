"""What a training run logged, as columns of numbers: a million rows take about a hundred bytes each."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import compress
from typing import Literal

import attrs

Method = Literal["full", "lora", "prompt", "scratch"]
"""How weights are trained: all of a pretrained model, adapters (LoRA, DoRA, IA³…), soft prompts, or all of a
model that begins with random weights."""

LARGEST_ROWS = 5_000_000
LARGEST_METRICS = 200
"""A row has a dozen; TRL and DeepSpeed log some fifty."""
UNKNOWN = math.nan
PIECE = 2**16
"""Rows that are looked at in one go: other threads wait for no longer than that takes."""


@attrs.frozen(repr=False)
class Points:
    """The finite values of one metric, in order: ``steps[i]`` goes with ``values[i]``."""

    steps: Sequence[float]
    values: Sequence[float]

    def __len__(self) -> int:
        return len(self.values)

    def since(self, step: float) -> Points:
        """Those from a step on."""
        kept = [place for place, at in enumerate(self.steps) if at >= step]
        return Points([self.steps[place] for place in kept], [self.values[place] for place in kept])

    def part(self, first: int, end: int) -> Points:
        """A stretch, by places."""
        return Points(self.steps[first:end], self.values[first:end])


# What holds numbers has no text of its own: asyncio asks for the text of whatever it meets, and that of a
# million numbers takes seconds.
@attrs.frozen(eq=False, repr=False)
class Column:
    """One metric: in which rows it was logged, and what; ``nan`` and ``inf`` among them."""

    rows: array[int] = attrs.field(factory=lambda: array("L"))
    values: array[float] = attrs.field(factory=lambda: array("d"))


@attrs.frozen(eq=False, repr=False)
class Series:
    """One run. Row by row a step, an epoch and a time (seconds since 1970), ``nan`` where it is not told. It
    does not change once its points were asked for.

    ``counted``: the log has no steps, so rows are counted from 1. ``total_steps`` 0: unknown. ``finished``:
    it came to its end.
    """

    name: str
    steps: array[float]
    epochs: array[float]
    times: array[float]
    columns: Mapping[str, Column]
    counted: bool = False
    total_steps: int = 0
    finished: bool = False
    _points: dict[str, Points] = attrs.field(init=False, factory=dict)

    def __len__(self) -> int:
        return len(self.steps)

    def __contains__(self, metric: str) -> bool:
        return metric in self.columns

    def points(self, metric: str) -> Points:
        """The finite values of a metric; none of one that was not logged."""
        found = self._points.get(metric)
        if found is None:
            found = self._points[metric] = self._finite(self.columns.get(metric, Column()))
        return found

    def _finite(self, column: Column) -> Points:
        steps, found = array("d"), array("d")
        for first in range(0, len(column.rows), PIECE):
            rows, values = column.rows[first : first + PIECE], column.values[first : first + PIECE]
            if not math.isfinite(sum(values)):
                rows = array("L", compress(rows, map(math.isfinite, values)))
                values = array("d", filter(math.isfinite, values))
            steps.extend(at_rows(self.steps, rows))
            found.extend(values)
        return Points(steps, found)

    def not_finite(self, metric: str) -> list[float]:
        """The steps at which it was no number."""
        column, found = self.columns.get(metric, Column()), []
        for first in range(0, len(column.rows), PIECE):
            rows, values = column.rows[first : first + PIECE], column.values[first : first + PIECE]
            if not math.isfinite(sum(values)):
                found += [
                    self.steps[row]
                    for row, value in zip(rows, values, strict=True)
                    if not math.isfinite(value)
                ]
        return found


def at_rows(numbers: array[float], rows: array[int]) -> array[float]:
    """The numbers of rows, which are in order; of rows that follow one another they are a stretch."""
    if rows and rows[-1] - rows[0] == len(rows) - 1:
        return numbers[rows[0] : rows[-1] + 1]
    return array("d", map(numbers.__getitem__, rows))


@attrs.frozen
class About:
    """What is known besides the log. ``arguments``: of ``TrainingArguments``, as far as they are known;
    ``classes`` ``None``: unknown, or no classifier."""

    method: Method | None = None
    classes: int | None = None
    arguments: Mapping[str, object] = attrs.field(factory=dict)

    def number(self, argument: str) -> float | None:
        """A numeric argument; ``None``: unknown."""
        value = self.arguments.get(argument)
        known = isinstance(value, (int, float)) and not isinstance(value, bool)
        return float(value) if known else None  # type: ignore[arg-type]


class Builder:
    """Collects the rows of one run."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.total_steps = 0
        self.finished = False
        self.left_out = 0
        self.steps, self.epochs, self.times = array("d"), array("d"), array("d")
        self.columns: dict[str, Column] = {}

    def add(
        self, metrics: Mapping[str, float], step: float | None, epoch: float | None, time: float | None = None
    ) -> None:
        """One row."""
        if len(self.steps) >= LARGEST_ROWS:
            self.left_out += 1
            return
        row = len(self.steps)
        self.steps.append(UNKNOWN if step is None else step)
        self.epochs.append(UNKNOWN if epoch is None else epoch)
        self.times.append(UNKNOWN if time is None else time)
        for name, value in metrics.items():
            column = self.columns.get(name)
            if column is None:
                if len(self.columns) >= LARGEST_METRICS:
                    continue
                column = self.columns[name] = Column()
            column.rows.append(row)
            column.values.append(value)

    def near(self, metric: str, start: float) -> float:
        """The value in the first row at ``start`` or later, else the last one; ``nan``: there is none."""
        column, places = self.columns.get(metric, Column()), self._places
        found = UNKNOWN
        for row, value in zip(column.rows, column.values, strict=True):
            found = value
            if places[row] >= start:
                break
        return found

    @property
    def _places(self) -> array[float]:
        return self.epochs if any(math.isnan(step) for step in self.steps) else self.steps

    def go_on(self, other: Builder, start: float) -> None:
        """Takes the rows of what was resumed at ``start`` (a step, or an epoch where there are no steps) in
        the place of those that it did again."""
        places = self._places
        kept = next((row for row, place in enumerate(places) if place >= start), len(places))
        for mine, its in (
            (self.steps, other.steps),
            (self.epochs, other.epochs),
            (self.times, other.times),
        ):
            del mine[kept:]
            mine.extend(its)
        for column in self.columns.values():
            end = bisect_left(column.rows, kept)
            del column.rows[end:], column.values[end:]
        for name, its_column in other.columns.items():
            column = self.columns.setdefault(name, Column())
            column.rows.extend(row + kept for row in its_column.rows)
            column.values.extend(its_column.values)

    def series(self, steps_an_epoch: float = 0.0) -> Series:
        """What was collected. ``steps_an_epoch``: for rows that only have an epoch; 0: unknown."""
        counted = math.isnan(sum(self.steps))
        steps = self.steps
        if counted and steps_an_epoch > 0 and not math.isnan(sum(self.epochs)):
            steps = array("d", (float(round(epoch * steps_an_epoch)) for epoch in self.epochs))
            counted = False
        elif counted:
            steps = array("d", range(1, len(self.steps) + 1))
        return Series(
            self.name,
            steps,
            self.epochs,
            self.times,
            self.columns,
            counted,
            self.total_steps,
            self.finished,
        )
