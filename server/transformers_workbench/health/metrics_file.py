"""Reads ``metrics.jsonl`` as the callback of our runs writes it: a JSON object a line."""

from __future__ import annotations

import json
from pathlib import Path

from transformers_workbench.health.lines import lines_of
from transformers_workbench.health.row import row_of
from transformers_workbench.health.series import Builder, Series


def read_metrics_file(path: Path) -> tuple[list[Series], int]:
    """A run for every call of ``Trainer.train``, and how many lines could not be read. A last line that is
    still being written does not count.

    Raises:
        OSError: the file cannot be read.
    """
    builders: dict[int, Builder] = {}
    damaged, whole = 0, True
    decode = json.loads
    for line in lines_of(path):
        whole = line.endswith("\n")
        try:
            values = decode(line)
        except (ValueError, RecursionError):
            damaged += bool(line.strip())
            continue
        row = row_of(values) if isinstance(values, dict) else None
        if row is None:
            continue
        builder = builders.get(row.training)
        if builder is None:
            builder = builders[row.training] = Builder(str(row.training))
        builder.add(row.metrics, row.step, row.epoch, row.time)
        if "train_runtime" in row.metrics:
            builder.finished = True
    if damaged and not whole:
        damaged -= 1
    if len(builders) == 1:
        next(iter(builders.values())).name = ""
    return [builder.series() for builder in builders.values()], damaged
