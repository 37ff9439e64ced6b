"""A learning rate schedule that ends before the run does, or is cut off by its end."""

from __future__ import annotations

from itertools import pairwise

from transformers_workbench.health.causes import causes
from transformers_workbench.health.findings import Argument, Finding
from transformers_workbench.health.view import View, digits
from transformers_workbench.wording import Wording

LEAST = 12
NOTHING = 1e-3
"""Of the peak: steps of such a rate move nothing."""
TOO_EARLY = 0.1
"""Of the rows: so many with a rate of nothing are lost time."""
CUT = 0.3
"""Of the peak, at the end of a run: schedules that keep a tenth (``cosine_with_min_lr``) end below."""
FALLING = 0.8
"""Of the last rows with a smaller rate than the one before: it is still going down, not constant."""


def schedule_length(view: View, say: Wording) -> Finding | None:
    """``num_training_steps`` of a scheduler of one's own is the usual culprit: it counts the optimizer's
    steps, not batches (``transformers.get_scheduler``)."""
    rate = view.rate
    if len(rate) < LEAST or view.restarts or view.peak_rate <= 0:
        return None
    values = rate.values
    peak_at = max(range(len(values)), key=lambda at: values[at])
    idle = 0
    while idle < len(values) - peak_at and values[-1 - idle] <= NOTHING * view.peak_rate:
        idle += 1
    total, done = view.series.total_steps, rate.steps[-1]
    if idle > max(2, TOO_EARLY * len(values)):
        first = rate.steps[-idle]
        message = say(
            "The learning rate is 0 from {place} on: the rest of the run changes nothing.",
            place=view.at(first, say),
        )
    elif _is_cut(view, total, done):
        first = rate.steps[peak_at]
        message = say(
            "The run ends while the learning rate is still {share} % of its peak and falling: it would "
            "settle with more steps.",
            share=f"{100 * values[-1] / view.peak_rate:.0f}",
        )
    else:
        return None
    return Finding(
        "schedule-length",
        "warning" if idle > max(2, TOO_EARLY * len(values)) else "info",
        (round(first), round(rate.steps[-1])),
        {"learning_rate": values[-1], "peak": view.peak_rate, "idle_rows": idle},
        message,
        causes(view, ("schedule-length",), say),
        say(
            "Let the Trainer make the schedule, or give it the number of the optimizer's steps: {steps}.",
            steps=digits(total or done),
        ),
        Argument("max_steps", total or done) if total else None,
    )


def _is_cut(view: View, total: int, done: float) -> bool:
    if view.series.counted or not view.series.finished or total <= 0 or done < 0.95 * total:
        return False
    values = view.rate.values
    tail = values[-max(4, len(values) // 5) :]
    falls = sum(after < before for before, after in pairwise(tail))
    return (
        values[-1] > CUT * view.peak_rate and falls >= FALLING * (len(tail) - 1) and tail[-1] < 0.95 * tail[0]
    )
