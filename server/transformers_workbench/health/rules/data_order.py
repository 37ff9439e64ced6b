"""The loss goes up and down in long waves: the data is not shuffled."""

from __future__ import annotations

import math
from collections.abc import Sequence

from transformers_workbench.health.causes import causes
from transformers_workbench.health.findings import Finding
from transformers_workbench.health.robust import deviation, follows_itself, running_median
from transformers_workbench.health.view import View
from transformers_workbench.wording import Wording

LEAST = 24
"""Rows after the warm-up: a wave has to be seen going up and down."""
TREND = 0.6
"""Of the rows, the width of the stretch whose median is the trend."""
ALIKE = 0.7
"""Rank correlation of neighbours around the trend. Batches drawn at random have none."""
WAVE = 0.2
"""Standard deviation around the trend, in e-folds: the loss is 1.2 times what it was, then 0.8 times."""
JUMP = 0.6
"""In e-folds, within two rows, of which the first may have examples of both kinds: 1.8-fold where the next
class begins."""
TWICE = 2
"""One jump may be an accident that heals slowly."""
APART = 3
"""Rows between two jumps."""


def data_order(view: View, say: Wording) -> Finding | None:
    """Examples sorted by class let the model learn to answer the present class only: the loss falls to
    nothing and jumps with the next. Stochastic gradients have to come from examples drawn at random
    (Goodfellow, Bengio, Courville: Deep Learning, 8.1.3)."""
    points = view.settled
    if view.rewarded or view.restarts or len(points) < LEAST or min(points.values) <= 0:
        return None
    logs = [math.log(value) for value in points.values]
    trend = running_median(logs, max(5, round(TREND * len(logs))))
    rest = [value - middle for value, middle in zip(logs, trend, strict=True)]
    alike, wave = follows_itself(rest), deviation(rest)
    jumps = _jumps(logs)
    if alike < ALIKE or wave < WAVE or len(jumps) < TWICE:
        return None
    first, last = points.steps[0], points.steps[-1]
    return Finding(
        "data-order",
        "error",
        (round(first), round(last)),
        {"neighbours_alike": alike, "wave": wave, "jumps": len(jumps)},
        say(
            "The training loss falls to little and jumps again, in long waves ({where}): batches are not "
            "drawn "
            "at random.",
            where=view.where(first, last, say),
        ),
        causes(view, ("data-order", "learning-rate-high"), say),
        say("Shuffle the data: `dataset.shuffle(seed=42)`, and no sampler that keeps the order."),
    )


def _jumps(logs: Sequence[float]) -> list[int]:
    """Where it grows at once, after it had fallen as far since the jump before: a loss that only grows has
    none."""
    found: list[int] = []
    highest = logs[0]
    for at in range(2, len(logs)):
        before = logs[at - 2]
        highest = max(highest, before)
        far = not found or at - found[-1] > APART
        if far and logs[at] - before >= JUMP and highest - before >= JUMP:
            found.append(at)
            highest = before
    return found
