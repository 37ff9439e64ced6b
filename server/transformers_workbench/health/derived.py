"""Curves that nobody logged: how fast a run is, out of its steps or tokens and its times."""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
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
        between = Between(rows.columns.get(EVALUATION_SECONDS, Column()), breaks, last_row)
        found: tuple[list[int], list[float]] = [], []
        for row, count in counted:
            if count == last:
                continue
            time = times[row]
            seconds, resumed = time - last_time, False
            if row >= between.next_row:
                paused, resumed = between.until(row)
                seconds -= paused
            if not resumed and count > last:
                if seconds > 0:
                    found[0].append(row)
                    found[1].append((count - last) / seconds)
                elif time == last_time:
                    continue  # Both were written at once: the next one tells of both.
            last, last_time, last_row = count, time, row
        self._last, self._last_row = (last, last_time), last_row
        if found[0]:
            curve = self.curves.setdefault(name, Column())
            curve.rows.extend(found[0])
            curve.values.extend(found[1])


class Between:
    """What lies between two rows besides training: evaluations, and that it was resumed. ``next_row``: the
    first that has something before it."""

    def __init__(self, evaluations: Column, breaks: Sequence[int], row: int) -> None:
        self._evaluations, self._breaks = evaluations, breaks
        self._evaluation, self._break = bisect_right(evaluations.rows, row), bisect_right(breaks, row)
        self._next()

    def until(self, row: int) -> tuple[float, bool]:
        """Seconds of evaluations since the last question up to a row, and whether it was resumed."""
        rows, seconds = self._evaluations.rows, 0.0
        while self._evaluation < len(rows) and rows[self._evaluation] <= row:
            value = self._evaluations.values[self._evaluation]
            seconds += value if math.isfinite(value) else 0.0
            self._evaluation += 1
        before, self._break = self._break, bisect_right(self._breaks, row, self._break)
        self._next()
        return seconds, self._break > before

    def _next(self) -> None:
        rows, breaks = self._evaluations.rows, self._breaks
        self.next_row: float = min(
            rows[self._evaluation] if self._evaluation < len(rows) else math.inf,
            breaks[self._break] if self._break < len(breaks) else math.inf,
        )
