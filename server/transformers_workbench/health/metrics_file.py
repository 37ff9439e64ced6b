"""Reads ``metrics.jsonl`` as the callback of our runs writes it: a JSON object a line."""

from __future__ import annotations

import json
from pathlib import Path

from transformers_workbench.health.lines import lines_of
from transformers_workbench.health.row import Row, row_of
from transformers_workbench.health.series import Builder, Series


class Trainings:
    """Collects lines: a builder for every call of ``Trainer.train``. ``damaged``: so many could not be
    read."""

    def __init__(self) -> None:
        self.builders: dict[int, Builder] = {}
        self.damaged = 0

    def line(self, line: str) -> int | None:
        """Takes a line; which training has a new row by it, counted from 1, ``None``: none."""
        try:
            values = json.loads(line)
        except (ValueError, RecursionError):
            self.damaged += bool(line.strip())
            return None
        row = row_of(values) if isinstance(values, dict) else None
        return None if row is None else self.add(row)

    def add(self, row: Row) -> int | None:
        """Takes a row; as ``line``."""
        builder = self.builders.get(row.training)
        if builder is None:
            builder = self.builders[row.training] = Builder(str(row.training))
        builder.add(row.metrics, row.step, row.epoch, row.time)
        if "train_runtime" in row.metrics:
            builder.finished = True
        return row.training


def read_metrics_file(path: Path) -> tuple[list[Series], int]:
    """A run for every call of ``Trainer.train``, and how many lines could not be read. A last line that is
    still being written does not count.

    Raises:
        OSError: the file cannot be read.
    """
    trainings = Trainings()
    whole = True
    for line in lines_of(path):
        whole = line.endswith("\n")
        trainings.line(line)
    damaged, builders = trainings.damaged, trainings.builders
    if damaged and not whole:
        damaged -= 1
    if len(builders) == 1:
        next(iter(builders.values())).name = ""
    return [builder.series() for builder in builders.values()], damaged
