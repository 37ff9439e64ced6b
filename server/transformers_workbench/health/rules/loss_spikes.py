"""Single rows in which the loss leaps, and comes back."""

from __future__ import annotations

import math

from transformers_workbench.health.causes import causes, lower_rate
from transformers_workbench.health.findings import Finding
from transformers_workbench.health.robust import deviation, running_median
from transformers_workbench.health.view import View, digits
from transformers_workbench.wording import Wording

LEAST = 20
WIDTH = 9
UNUSUAL = 8.0
"""Standard deviations of the logarithm around the running median: losses of batches have heavy tails."""
LEAP = 1.0
"""In e-folds."""
SMALL = 0.1
"""Losses below this leap by any factor with one hard example."""
SEVERAL = 3


def loss_spikes(view: View, say: Wording) -> Finding | None:
    """PaLM (arXiv:2204.02311, 5.1) met some twenty spikes that came from data and state together, and went
    on from a checkpoint a hundred steps before without the batches around. A few that heal are told, but
    are no alarm."""
    points = view.settled
    if view.rewarded or len(points) < LEAST or min(points.values) <= 0:
        return None
    logs = [math.log(value) for value in points.values]
    middle = running_median(logs, WIDTH)
    rest = [value - at for value, at in zip(logs, middle, strict=True)]
    bound = max(LEAP, UNUSUAL * deviation(rest))
    places = [
        at for at, value in enumerate(rest) if value > bound and math.exp(middle[at]) > SMALL and at > 0
    ]
    if not places:
        return None
    highest = max(places, key=lambda at: points.values[at])
    return Finding(
        "loss-spikes",
        "warning" if len(places) >= SEVERAL else "info",
        (round(points.steps[places[0]]), round(points.steps[places[-1]])),
        {"spikes": len(places), "highest": points.values[highest], "around": math.exp(middle[highest])},
        say(
            "The loss leaps {count} times, to {highest} at {place} where {around} is usual.",
            count=len(places),
            highest=digits(points.values[highest]),
            place=view.at(points.steps[highest], say),
            around=digits(math.exp(middle[highest])),
        ),
        causes(view, ("data-damaged", "learning-rate-high", "batch-small"), say),
        say(
            "Look at the examples of that step; if they are fine, lower the learning rate or `max_grad_norm`."
        ),
        lower_rate(view),
    )
