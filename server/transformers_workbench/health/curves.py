"""Points of a curve as they are sent: places and values as bytes, a stretch at a time."""

from __future__ import annotations

import base64
import math
import sys
from array import array
from typing import Any, Literal

import attrs

from transformers_workbench.health.followed_run import FollowedRun
from transformers_workbench.health.series import Column, at_rows

Axis = Literal["step", "epoch", "time"]
MOST = 131_072
"""Points of one answer."""
LARGEST_FLOAT = 3.4028234663852886e38


@attrs.frozen
class Part:
    """``places[i]`` goes with ``values[i]``: doubles, and floats with ``nan`` and ``inf`` among them."""

    places: array[float]
    values: array[float]
    more: bool = False

    def json(self, generation: int, after: int) -> dict[str, Any]:
        """As ``Curve`` has it."""
        return {
            "generation": generation,
            "after": after,
            "places": _text(self.places),
            "values": _text(self.values),
            "count": len(self.values),
            "more": self.more,
        }


@attrs.define
class Kept:
    """Of a metric and an axis that not every row has: which of its points have a place."""

    points: array[int] = attrs.field(factory=lambda: array("L"))
    looked_at: int = 0


class Curves:
    """The curves of one run. A row without an epoch (a time) has no point along epochs (times)."""

    def __init__(self, run: FollowedRun) -> None:
        self._run = run
        self._kept: dict[tuple[str, Axis], Kept] = {}

    def part(self, metric: str, axis: Axis, after: int, most: int = MOST) -> Part:
        """At most so many points from the ``after``-th on; none of a metric that there is not."""
        column = self._run.column(metric)
        if column is None or after < 0:
            return Part(array("d"), array("f"))
        if axis == "step":
            places, whole = self._run.steps, True
        elif axis == "epoch":
            places, whole = self._run.rows.epochs, self._run.epochs_whole
        else:
            places, whole = self._run.rows.times, self._run.times_whole
        if whole:
            end = min(len(column.rows), after + most)
            found = at_rows(places, column.rows[after:end])
            values, more = column.values[after:end], end < len(column.rows)
        else:
            kept = self._with_place(metric, axis, column, places)
            points = kept[after : after + most]
            found = array("d", map(places.__getitem__, map(column.rows.__getitem__, points)))
            values, more = array("d", map(column.values.__getitem__, points)), after + most < len(kept)
        if axis == "time":
            found = array("d", map(self._run.first_time.__rsub__, found))
        return Part(found, floats(values), more)

    def _with_place(self, metric: str, axis: Axis, column: Column, places: array[float]) -> array[int]:
        kept = self._kept.setdefault((metric, axis), Kept())
        first, kept.looked_at = kept.looked_at, len(column.rows)
        new = enumerate(column.rows[first:], first)
        kept.points.extend(point for point, row in new if not math.isnan(places[row]))
        return kept.points


def floats(values: array[float]) -> array[float]:
    """As single floats. A number that is too large for one stays a number: the largest."""
    found = array("f", values)
    if not math.isfinite(sum(found)):
        for at, value in enumerate(values):
            if abs(value) > LARGEST_FLOAT and math.isfinite(value):
                found[at] = math.copysign(LARGEST_FLOAT, value)
    return found


def _text(numbers: array[float]) -> str:
    """Little-endian, in base64."""
    if sys.byteorder != "little":
        numbers = numbers[:]
        numbers.byteswap()
    return base64.b64encode(numbers.tobytes()).decode("ascii")
