"""The rows of a run of any length, in memory of a fixed size: evenly chosen, and all that are rare."""

from __future__ import annotations

import math
from array import array

import attrs

from transformers_workbench.health.follow_metrics import MOST_RUNS
from transformers_workbench.health.metrics_file import Trainings
from transformers_workbench.health.row import Row
from transformers_workbench.health.series import Builder

MOST_KINDS = 64
"""Of rows; what comes later is one kind."""
RARE = 2 * MOST_KINDS
"""Of a kind that has less than this part of the rows all are kept: evaluations, losses that are no number."""


@attrs.define
class Kind:
    """Rows of one training with the same names. ``seen``: how many there were; ``kept``: how many of them
    are. Of one that is ``common``, rows are left out."""

    seen: int = 0
    kept: int = 0
    common: bool = False


@attrs.frozen
class Origin:
    """Row by row of a builder: of which kind it is, and how many of that were before it."""

    kinds: array[int] = attrs.field(factory=lambda: array("B"))
    numbers: array[int] = attrs.field(factory=lambda: array("L"))


class SampledTrainings(Trainings):
    """Fewer than ``most`` rows (256 at least): when there are as many, every second one of the common kinds
    is left out, those to come included. Their distances stay alike, so no rule takes that for a gap.
    ``kept``: how many there are."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.kept = 0
        self._most = max(most, 2 * RARE)
        self._every = 1
        self._kinds: list[Kind] = []
        self._known: dict[tuple[object, ...], int] = {}
        self._origins: dict[int, Origin] = {}

    def add(self, row: Row) -> int | None:
        """Takes a row, or leaves it out."""
        if row.training not in self.builders and len(self.builders) >= MOST_RUNS:
            return None
        at = self._kind(row)
        kind = self._kinds[at]
        number, kind.seen = kind.seen, kind.seen + 1
        if kind.common and number % self._every:
            return row.training
        super().add(row)
        origin = self._origins.setdefault(row.training, Origin())
        origin.kinds.append(at)
        origin.numbers.append(number)
        self.kept += 1
        kind.kept += 1
        if self._every > 1 and not kind.common and kind.kept > self._most // RARE:
            kind.common = True
            self._leave_out()
        while self.kept >= self._most:
            self._every *= 2
            for each in self._kinds:
                each.common = each.common or each.kept > self._most // RARE
            self._leave_out()
        return row.training

    def _kind(self, row: Row) -> int:
        key = (row.training, all(map(math.isfinite, row.metrics.values())), *row.metrics)
        at = self._known.get(key)
        if at is None:
            if len(self._known) < MOST_KINDS - 1:
                at = self._known[key] = len(self._known)
            else:
                at = len(self._known)
            if at == len(self._kinds):
                self._kinds.append(Kind())
        return at

    def _leave_out(self) -> None:
        """What is too much of the common kinds."""
        kinds, every = self._kinds, self._every
        self.kept = 0
        for kind in kinds:
            kind.kept = 0
        for training, origin in self._origins.items():
            rows = array("L")
            for row, (at, number) in enumerate(zip(origin.kinds, origin.numbers, strict=True)):
                if not kinds[at].common or number % every == 0:
                    rows.append(row)
                    kinds[at].kept += 1
            self.kept += len(rows)
            self._origins[training] = Origin(
                array("B", map(origin.kinds.__getitem__, rows)),
                array("L", map(origin.numbers.__getitem__, rows)),
            )
            _keep(self.builders[training], rows)


def _keep(builder: Builder, rows: array[int]) -> None:
    """These of its rows."""
    new = {row: place for place, row in enumerate(rows)}
    for numbers in (builder.steps, builder.epochs, builder.times):
        numbers[:] = array("d", map(numbers.__getitem__, rows))
    for column in builder.columns.values():
        kept = [place for place, row in enumerate(column.rows) if row in new]
        column.values[:] = array("d", map(column.values.__getitem__, kept))
        column.rows[:] = array("L", (new[column.rows[place]] for place in kept))
