"""Curves that nobody logged: how fast a run is, out of its steps or tokens and its times."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from transformers_workbench.health.series import Column

TOKENS = ("num_input_tokens_seen", "num_tokens")
"""Of the Trainer and of TRL's trainers: all tokens so far."""
TOKENS_PER_SECOND = "tokens_per_second"
STEPS_PER_SECOND = "steps_per_second"
EVALUATION_SECONDS = "eval_runtime"


class Rows(Protocol):
    """The columns of a run."""

    @property
    def steps(self) -> array[float]: ...
    @property
    def times(self) -> array[float]: ...
    @property
    def columns(self) -> Mapping[str, Column]: ...


class Speed:
    """How fast a run is, from row to row, without the time of its evaluations. Rows that do not go on in time
    or in what is counted tell nothing, nor do the first rows after a resumption."""

    def __init__(self) -> None:
        self.curves: dict[str, Column] = {}
        self._begin("")

    def _begin(self, metric: str) -> None:
        """``metric``: what is counted; empty: steps."""
        self.curves.clear()
        self._metric = metric
        self._done = 0
        self._last = (math.nan, math.nan)
        self._last_row = 0

    def grow(self, rows: Rows, breaks: Sequence[int], *, steps_known: bool) -> None:
        """Goes on with the rows that are new."""
        tokens = next((name for name in TOKENS if name in rows.columns), "")
        if tokens and self._metric != tokens:
            self._begin(tokens)
        if not tokens and not steps_known:
            return
        name = TOKENS_PER_SECOND if tokens else STEPS_PER_SECOND
        if name in rows.columns:  # It was logged after all.
            self.curves.clear()
            return
        counted = self._tokens(rows, tokens) if tokens else self._steps(rows)
        self._add(name, rows, counted, breaks)

    def _tokens(self, rows: Rows, metric: str) -> Iterator[tuple[int, float]]:
        column = rows.columns[metric]
        first, self._done = self._done, len(column.rows)
        return zip(column.rows[first:], column.values[first:], strict=True)

    def _steps(self, rows: Rows) -> Iterator[tuple[int, float]]:
        first, self._done = self._done, len(rows.steps)
        return enumerate(rows.steps[first:], first)

    def _add(
        self, name: str, rows: Rows, counted: Iterator[tuple[int, float]], breaks: Sequence[int]
    ) -> None:
        times, (last, last_time), last_row = rows.times, self._last, self._last_row
        paused = Paused(rows.columns.get(EVALUATION_SECONDS, Column()), last_row)
        resumed = Breaks(breaks, last_row)
        found: tuple[list[int], list[float]] = [], []
        for row, count in counted:
            if count == last:
                continue
            time = times[row]
            seconds = time - last_time - paused.until(row)
            if resumed.until(row):
                pass
            elif count > last and seconds > 0:
                found[0].append(row)
                found[1].append((count - last) / seconds)
            elif time == last_time and count > last:
                continue  # Both were written at once: the next one tells of both.
            last, last_time, last_row = count, time, row
        self._last, self._last_row = (last, last_time), last_row
        if found[0]:
            curve = self.curves.setdefault(name, Column())
            curve.rows.extend(found[0])
            curve.values.extend(found[1])


class Paused:
    """Seconds of evaluations between rows."""

    def __init__(self, column: Column, row: int) -> None:
        self._column = column
        self._at = next((at for at in range(len(column.rows), 0, -1) if column.rows[at - 1] <= row), 0)

    def until(self, row: int) -> float:
        """In the rows since the last question, this one among them."""
        rows, values, seconds = self._column.rows, self._column.values, 0.0
        while self._at < len(rows) and rows[self._at] <= row:
            if math.isfinite(values[self._at]):
                seconds += values[self._at]
            self._at += 1
        return seconds


class Breaks:
    """Where a run was resumed."""

    def __init__(self, rows: Sequence[int], row: int) -> None:
        self._rows = rows
        self._at = sum(each <= row for each in rows)

    def until(self, row: int) -> bool:
        """Whether it was since the last question."""
        before = self._at
        while self._at < len(self._rows) and self._rows[self._at] <= row:
            self._at += 1
        return self._at > before
