"""Steps take longer and longer."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import islice
from operator import sub

from transformers_workbench.health.causes import causes
from transformers_workbench.health.findings import Finding
from transformers_workbench.health.robust import change, noise, thin, thirds
from transformers_workbench.health.series import PIECE, Points, at_rows
from transformers_workbench.health.view import View, digits
from transformers_workbench.wording import Wording

LEAST = 18
"""Intervals between rows."""
SLOWER = 0.4
"""Of the speed. Less is the weather of a machine."""
BELOW = 0.1
"""Of the pairs of an early and a late interval, how many may have the late one faster."""
CERTAIN = 4.0


def throughput_falling(view: View, say: Wording) -> Finding | None:
    """The time between two rows, a step; intervals with an evaluation in them do not count."""
    points = _speeds(view)
    if len(points) < LEAST:
        return None
    early, _, late = thirds(points)
    found = change(early.values, late.values, noise(points.values))
    if (
        found.early <= 0
        or -found.rise < max(SLOWER * found.early, CERTAIN * found.error)
        or found.above > BELOW
    ):
        return None
    lost = 100 * -found.rise / found.early
    return Finding(
        "throughput-falling",
        "warning",
        (round(late.steps[0]), round(late.steps[-1])),
        {"early_steps_per_second": found.early, "late_steps_per_second": found.late},
        say(
            "Steps become slower: {late} a second instead of {early}, {lost} % less ({where}).",
            early=digits(found.early),
            late=digits(found.late),
            lost=f"{lost:.0f}",
            where=view.where(late.steps[0], late.steps[-1], say),
        ),
        causes(view, ("machine-shared", "lengths-grow", "input-slow"), say),
        say("Look at the load and the temperature of the GPU (`nvidia-smi`), and at who else uses it."),
    )


def _speeds(view: View) -> Points:
    """Steps a second between neighbouring rows that both have a training loss."""
    series = view.series
    column = series.columns.get("loss")
    if series.counted or column is None or not len(column.rows):
        return Points((), ())
    steps, speeds = array("d"), array("d")
    for first in range(0, len(column.rows), PIECE):
        rows = column.rows[first : first + PIECE + 1]
        places = at_rows(series.steps, rows)
        times = at_rows(series.times, rows)
        told = zip(places[1:], _apart(rows), _apart(places), _apart(times), strict=True)
        for step, apart, done, seconds in told:
            if apart == 1 and done > 0 and seconds > 0:  # False for nan, too.
                steps.append(step)
                speeds.append(done / seconds)
    return Points(thin(steps), thin(speeds))


def _apart(numbers: Sequence[float]) -> Iterator[float]:
    """How far each is from the one before it."""
    return map(sub, islice(numbers, 1, None), numbers)
