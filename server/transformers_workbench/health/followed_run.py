"""A run of a log that is followed: its rows so far, and what is known of them without looking at all of them
again for every new one."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import attrs

from transformers_workbench.health.derived import Speed
from transformers_workbench.health.follow_metrics import GrowingRun
from transformers_workbench.health.series import Column, Series

NEARLY = 0.01
"""Steps that are reckoned from epochs and progress bars are settled by the first such reckoning, when a later
one says the same but for so much."""


class Rows(Protocol):
    """The columns of a run, as ``Series`` and ``Builder`` have them."""

    @property
    def steps(self) -> array[float]: ...
    @property
    def epochs(self) -> array[float]: ...
    @property
    def times(self) -> array[float]: ...
    @property
    def columns(self) -> Mapping[str, Column]: ...
    @property
    def total_steps(self) -> int: ...
    @property
    def finished(self) -> bool: ...


@attrs.frozen
class Found:
    """A run as it was read. ``counted``: there are no steps; ``None``: the rows tell. ``live``: the rows grow
    by themselves."""

    key: str
    name: str
    rows: Rows
    counted: bool | None = None


class FollowedRun:
    """A run, as long as points are only added to it."""

    def __init__(self, found: Found) -> None:
        self.key = found.key
        self.name = found.name
        self.rows = found.rows
        self.total_steps = 0
        self.speed = Speed()
        self.has_epochs = self.has_times = False
        self.epochs_whole = self.times_whole = True
        self.first_time = math.nan
        self._counted = found.counted
        self._unknown = False
        self._looked = 0
        self._counts = array("d")
        self._last: dict[str, tuple[int, float | None]] = {}
        self.grow()

    def __len__(self) -> int:
        return len(self.rows.steps)

    @property
    def counted(self) -> bool:
        """Whether rows are counted, from 1: the log has no steps."""
        return self._unknown if self._counted is None else self._counted

    @property
    def steps(self) -> array[float]:
        """Row by row, the steps; else how many rows there were."""
        return self._counts if self._counted is None and self._unknown else self.rows.steps

    def column(self, metric: str) -> Column | None:
        """A metric that was logged, or one that is derived."""
        return self.rows.columns.get(metric) or self.speed.curves.get(metric)

    def grow(self) -> bool:
        """Looks at what is new of the rows; ``False``: what was said of earlier ones holds no more."""
        rows, first, end = self.rows, self._looked, len(self.rows.steps)
        held = self.counted
        if first < end:
            self._looked = end
            if self._counted is None:
                self._unknown = self._unknown or math.isnan(sum(rows.steps[first:end]))
                if self._unknown:
                    self._counts.extend(range(len(self._counts) + 1, end + 1))
            self._look(first, end)
        derived = set(self.speed.curves)
        breaks: Sequence[int] = rows.breaks if isinstance(rows, GrowingRun) else ()
        if self.has_times:
            self.speed.grow(rows, breaks, steps_known=not self.counted)
        return not first or (held == self.counted and derived <= set(self.speed.curves))

    def takes(self, found: Found) -> bool:
        """Goes on with the same run as it was read anew; ``False``: points that there were are others now."""
        if found.rows is not self.rows:
            if found.counted != self._counted or not goes_on(self.rows, found.rows):
                return False
            settled = self.rows.steps
            self.rows = found.rows
            self.rows.steps[: len(settled)] = settled
        self.name = found.name
        return self.grow()

    def last(self, metric: str, column: Column) -> float | None:
        """The newest value that is a number."""
        done, value = self._last.get(metric, (0, None))
        values = column.values
        for at in range(len(values) - 1, done - 1, -1):
            if math.isfinite(values[at]):
                value = values[at]
                break
        self._last[metric] = (len(values), value)
        return value

    def copy(self) -> Callable[[], Series]:
        """What was logged until now, for whoever looks at it beside the reading. It is copied by the call, in
        whatever thread: rows that are there do not change, and a million of them take a moment."""
        rows, steps, counted, end = self.rows, self.steps, self.counted, len(self)
        ends = [(name, column, len(column.rows)) for name, column in rows.columns.items()]
        name, total, finished = self.name, self.total_steps or rows.total_steps, rows.finished

        def copied() -> Series:
            columns = {name: Column(column.rows[:end], column.values[:end]) for name, column, end in ends}
            places = steps[:end], rows.epochs[:end], rows.times[:end]
            return Series(name, *places, columns, counted, total, finished)

        return copied

    def _look(self, first: int, end: int) -> None:
        epochs, times = self.rows.epochs[first:end], self.rows.times[first:end]
        self.epochs_whole = self.epochs_whole and not math.isnan(sum(epochs))
        self.times_whole = self.times_whole and not math.isnan(sum(times))
        self.has_epochs = self.has_epochs or any(map(math.isfinite, epochs))
        if not self.has_times:
            self.first_time = next(filter(math.isfinite, times), math.nan)
            self.has_times = math.isfinite(self.first_time)


def goes_on(before: Rows, now: Rows) -> bool:
    """Whether all that was there is there, and where it was."""
    return (
        len(before.steps) <= len(now.steps)
        and _begins(before.epochs, now.epochs)
        and _begins(before.times, now.times)
        and (_begins(before.steps, now.steps) or _nearly(before.steps, now.steps))
        and all(
            name in now.columns
            and _begins(column.rows, now.columns[name].rows)
            and _begins(column.values, now.columns[name].values)
            for name, column in before.columns.items()
        )
    )


def _begins(before: array[float] | array[int], now: array[float] | array[int]) -> bool:
    """By their bytes: ``nan`` is not equal to itself."""
    return before.tobytes() == now[: len(before)].tobytes()


def _nearly(before: array[float], now: array[float]) -> bool:
    return all(
        abs(step - other) <= NEARLY * max(abs(step), abs(other), 100.0)
        for step, other in zip(before, now, strict=False)
    )
