"""The rows of ``metrics.jsonl`` as it grows. Rows of the same shape that follow one another are taken column
by column: a million of them are read in a fraction of what they take one by one."""

from __future__ import annotations

import json
import math
from array import array
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import attrs

from transformers_workbench.health.lines import LONGEST_LINE
from transformers_workbench.health.reading import Note
from transformers_workbench.health.row import LONGEST_NAME, OWN, is_told, row_of
from transformers_workbench.health.series import LARGEST_METRICS, LARGEST_ROWS, UNKNOWN, Builder, Column

MOST_RUNS = 64
"""Of one log, as many as a console log may have (``tracks``)."""
MOST_VALUES = 60_000_000
"""Of all runs together: a gibibyte."""
ALONE = 3
"""Fewer rows of a shape than this are taken one by one."""
MOST_SHAPES = 1000
LARGEST_PLACE = 1e15
"""Of steps, epochs and times; beyond it they tell nothing (``row``)."""


class GrowingRun(Builder):
    """The rows of one training. ``breaks``: the first row of every further attempt at it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.breaks = array("L")
        self._attempt: float | None = None

    def attempt(self, number: float | None) -> None:
        """The next row is of this attempt."""
        if number is not None and number != self._attempt:
            if self._attempt is not None:
                self.breaks.append(len(self.steps))
            self._attempt = number


@attrs.frozen
class Shape:
    """Where a row of certain names has what; -1: nowhere."""

    step: int
    epoch: int
    time: int
    attempt: int
    training: int
    metrics: Sequence[tuple[str, int]]


class MetricsRows:
    """Takes the text of a file, piece by piece."""

    def __init__(self) -> None:
        self.runs: dict[int, GrowingRun] = {}
        self._damaged = 0
        self._left_out = 0
        self._values = 0
        self._rest = ""
        self._too_long = False
        self._shapes: dict[tuple[str, ...], Shape | None] = {}

    def feed(self, text: str) -> None:
        """The next piece. A last line without its end waits for the rest."""
        lines = (self._rest + text).split("\n")
        self._rest = lines.pop()
        if self._too_long and lines:
            del lines[0]
            self._too_long = False
        if len(self._rest) > LONGEST_LINE or self._too_long:
            self._damaged += not self._too_long
            self._rest, self._too_long = "", True
        self._take([line for line in lines if line] if "" in lines else lines)

    def settle(self) -> None:
        """The end was reached for now: an object that is whole is a row, with an end of line or without."""
        if self._rest.rstrip().endswith("}") and _objects([self._rest]) is not None:
            self._take([self._rest])
            self._rest = ""

    def _take(self, lines: Sequence[str]) -> None:
        rows = _objects(lines)
        if rows is None:
            self._one_by_one(lines)
            return
        for names, alike in groupby(rows, key=tuple):
            group = list(alike)
            if len(group) < ALONE or not self._many(names, group):
                for row in group:
                    self._add(row)

    @property
    def notes(self) -> tuple[Note, ...]:
        left_out = self._left_out + sum(run.left_out for run in self.runs.values())
        notes = Note("damaged", self._damaged), Note("left-out", left_out)
        return tuple(note for note in notes if note.count)

    def _one_by_one(self, lines: Sequence[str]) -> None:
        for line in lines:
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                self._damaged += bool(line.strip())
                continue
            if isinstance(row, dict):
                self._add(row)

    def _add(self, values: dict[str, Any]) -> None:
        row = row_of(values)
        if row is None:
            return
        run = self._run(row.training, len(row.metrics))
        if run is None:
            self._left_out += 1
            return
        attempt = values.get("attempt")
        run.attempt(attempt if isinstance(attempt, int) else None)
        run.add(row.metrics, row.step, row.epoch, row.time)
        run.finished = run.finished or "train_runtime" in row.metrics

    def _run(self, training: int, values: int) -> GrowingRun | None:
        """That takes so many values more; ``None``: it is too much."""
        if self._values + values > MOST_VALUES:
            return None
        run = self.runs.get(training)
        if run is None and len(self.runs) < MOST_RUNS:
            run = self.runs[training] = GrowingRun(str(training))
        if run is not None:
            self._values += values
        return run

    def _many(self, names: tuple[str, ...], group: Sequence[dict[str, Any]]) -> bool:
        """Takes rows that have the same names; ``False``: they have to be looked at one by one."""
        shape = self._shape(names)
        if shape is None:
            return False
        values = list(zip(*map(dict.values, group), strict=True))
        try:
            steps, epochs, times = (
                _places(values, at, len(group)) for at in (shape.step, shape.epoch, shape.time)
            )
            training, attempt = _constant(values, shape.training), _constant(values, shape.attempt)
            metrics = [(name, _numbers(values[at])) for name, at in shape.metrics]
        except (ValueError, TypeError, OverflowError):
            return False
        key = 1 if training is None else training or 1
        known, rows = (self.runs[key].columns, len(self.runs[key].steps)) if key in self.runs else ((), 0)
        new = sum(name not in known for name, _ in metrics)
        if rows + len(group) > LARGEST_ROWS or len(known) + new > LARGEST_METRICS:
            return False
        run = self._run(key, len(metrics) * len(group))
        if run is None:
            return False
        run.attempt(attempt)
        run.steps.extend(steps)
        run.epochs.extend(epochs)
        run.times.extend(times)
        numbers = array("L", range(rows, rows + len(group)))
        for name, column in metrics:
            mine = run.columns.setdefault(name, Column())
            mine.rows.extend(numbers)
            mine.values.extend(column)
        run.finished = run.finished or "train_runtime" in names
        return True

    def _shape(self, names: tuple[str, ...]) -> Shape | None:
        if names not in self._shapes:
            if len(self._shapes) >= MOST_SHAPES:
                self._shapes.clear()
            self._shapes[names] = _shape(names)
        return self._shapes[names]


def _objects(lines: Sequence[str]) -> list[dict[str, Any]] | None:
    """What the lines say, if each is an object."""
    try:
        rows = json.loads(f"[{','.join(lines)}]")
    except (ValueError, RecursionError):
        return None
    return rows if len(rows) == len(lines) and all(type(row) is dict for row in rows) else None


def _shape(names: tuple[str, ...]) -> Shape | None:
    """``None``: such rows need a closer look, or are none of the Trainer's."""
    metrics = [(name, at) for at, name in enumerate(names) if name not in OWN]
    if not metrics or not is_told(names) or any(len(name) > LONGEST_NAME for name in names):
        return None
    step, epoch, time, attempt, training = (
        names.index(name) if name in names else -1
        for name in ("step", "epoch", "time", "attempt", "training")
    )
    if step < 0 and "global_step" in names:
        step = names.index("global_step")
    return Shape(step, epoch, time, attempt, training, metrics)


def _numbers(values: Sequence[Any]) -> array[float]:
    """The numbers, also those that are written as texts.

    Raises:
        ValueError, OverflowError: something else is among them.
    """
    kinds = set(map(type, values))
    if not kinds <= {float, int, str}:
        raise ValueError(kinds)
    return array("d", map(float, values) if str in kinds else values)


def _places(values: Sequence[Sequence[Any]], at: int, count: int) -> array[float]:
    """Steps, epochs or times; all ``nan`` where they are not told."""
    if at < 0:
        return array("d", [UNKNOWN]) * count
    places = _numbers(values[at])
    if not math.isfinite(sum(places)) or max(places) >= LARGEST_PLACE or min(places) <= -LARGEST_PLACE:
        raise ValueError(at)
    return places


def _constant(values: Sequence[Sequence[Any]], at: int) -> int | None:
    if at < 0:
        return None
    first = values[at][0]
    if type(first) is not int or values[at].count(first) != len(values[at]):
        raise ValueError(at)
    return first
