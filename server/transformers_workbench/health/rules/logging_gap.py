"""Stretches of steps of which nothing was logged."""

from __future__ import annotations

from itertools import pairwise

from transformers_workbench.health.findings import Argument, Finding
from transformers_workbench.health.robust import median
from transformers_workbench.health.view import View
from transformers_workbench.wording import Wording

LEAST = 10
GAP = 5.0
"""Times the usual distance of rows."""
FEW = 5
"""Rows of a whole run, of which nothing can be told."""
MANY_STEPS = 100


def logging_gap(view: View, say: Wording) -> Finding | None:
    """A run that was resumed from another's log, a log that was cut, or ``logging_steps`` (500 by default)
    beyond the length of the run."""
    points = view.loss
    if view.series.counted or not len(points):
        return None
    if len(points) < FEW and points.steps[-1] >= MANY_STEPS:
        return _few(view, say)
    if len(points) < LEAST:
        return None
    distances = [after - before for before, after in pairwise(points.steps)]
    usual, widest = median(distances), max(range(len(distances)), key=lambda at: distances[at])
    if usual <= 0 or distances[widest] < GAP * usual:
        return None
    first, last = points.steps[widest], points.steps[widest + 1]
    return Finding(
        "logging-gap",
        "info",
        (round(first), round(last)),
        {"steps": distances[widest], "usual": usual},
        say("Nothing was logged of {where}.", where=view.where(first, last, say)),
        (),
        say("Nothing has to be wrong: a log may have been cut, or written by another process meanwhile."),
    )


def _few(view: View, say: Wording) -> Finding:
    points = view.loss
    suggested = max(1, round(points.steps[-1] / 50))
    return Finding(
        "logging-gap",
        "info",
        (round(points.steps[0]), round(points.steps[-1])),
        {"rows": len(points)},
        say(
            "{rows} rows for {steps} steps are too few to tell how it goes.",
            rows=len(points),
            steps=round(points.steps[-1]),
        ),
        (),
        say("Log more often: `logging_steps={number}`.", number=suggested),
        Argument("logging_steps", suggested, view.about.number("logging_steps")),
    )
