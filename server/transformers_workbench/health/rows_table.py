"""Rows of runs as CSV: every number with all of its digits."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from itertools import repeat
from pathlib import Path

from transformers_workbench.errors import WorkbenchError
from transformers_workbench.health.series import Column, Series

OWN = ("log", "run", "step", "epoch", "time")


def add_rows(
    target: Path, log: str, runs: Sequence[tuple[str, Series]], columns: Sequence[str], *, header: bool
) -> int:
    """Adds the rows of a log to a file; how many they were. ``columns``: metrics, in this order; ``runs``:
    what each is called. What is not known is empty.

    Raises:
        WorkbenchError: ``export-failed``.
    """
    count = 0
    try:
        with target.open("a", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            if header:
                writer.writerow([*OWN, *columns])
            for name, run in runs:
                writer.writerows(_rows(log, name, run, columns))
                count += len(run)
    except OSError as error:
        message = error.strerror or str(error)
        raise WorkbenchError("export-failed", path=str(target), message=message) from error
    return count


def _rows(log: str, name: str, run: Series, columns: Sequence[str]) -> Iterator[Sequence[str]]:
    cells = [_cells(run.columns.get(column, Column()), len(run)) for column in columns]
    own = [map(_known, places) for places in (run.steps, run.epochs, run.times)]
    return ([log, name, *row] for row in zip(*own, *cells, strict=True))


def _cells(column: Column, rows: int) -> Iterator[str]:
    """What a metric has to say in each row."""
    next_row = 0
    for row, value in zip(column.rows, column.values, strict=True):
        yield from repeat("", row - next_row)
        yield number_text(value)
        next_row = row + 1
    yield from repeat("", rows - next_row)


def _known(value: float) -> str:
    return "" if math.isnan(value) else number_text(value)


def number_text(value: float) -> str:
    """Whole numbers without a point."""
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
