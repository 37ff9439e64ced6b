"""Gradients that are far too large, or that vanish.

``grad_norm`` is the norm before clipping (``Trainer._clip_grad_norm``). axolotl's documentation of training
stability calls 0.1 to 10 healthy and above 100 unstable.
"""

from __future__ import annotations

from transformers_workbench.health.causes import causes, lower_rate
from transformers_workbench.health.findings import Argument, Finding
from transformers_workbench.health.robust import change, median, thirds
from transformers_workbench.health.series import Points
from transformers_workbench.health.view import View, digits
from transformers_workbench.wording import Wording

UNSTABLE = 100.0
GROWN = 10.0
"""Times the gradients of the beginning."""
HEALTHY = 10.0
VANISHED = 1e-5
"""A ten-thousandth of what is healthy; adapters of large models have 0.01."""
LEAST = 8
LEARNED = 0.1
"""Below this loss, small gradients are what success looks like."""
FALLS = 0.05
"""Of the loss: it falls although gradients are large, so it works (losses that are summed have large
ones)."""
BEYOND = 1e4
"""Even a loss that falls does not make this healthy."""


def exploding_gradients(view: View, say: Wording) -> Finding | None:
    """Pascanu, Mikolov, Bengio (arXiv:1211.5063): steps along a cliff's gradient throw away what was
    learned."""
    points = view.gradients
    if len(points) < LEAST:
        return None
    early, _, late = thirds(points)
    start, end = median(early.values), median(late.values)
    unstable = end > UNSTABLE or (end > HEALTHY and end > GROWN * max(start, 1e-12))
    if not unstable or (_falls(view) and end < BEYOND):
        return None
    clips = view.about.number("max_grad_norm")
    keys = (
        ("learning-rate-high", "clipping-off", "data-damaged")
        if clips != 0
        else ("learning-rate-high", "clipping-off", "no-warm-up", "data-damaged")
    )
    first, last = late.steps[0], late.steps[-1]
    return Finding(
        "exploding-gradients",
        "warning" if end > UNSTABLE else "info",
        (round(first), round(last)),
        {"early": start, "late": end, "largest": max(points.values)},
        say(
            "Gradients explode: their norm is {late} ({where}), {early} at the beginning. 0.1 to 10 is "
            "usual.",
            early=digits(start),
            late=digits(end),
            where=view.where(first, last, say),
        ),
        causes(view, keys, say),
        say("Clip gradients (`max_grad_norm=1.0`) and lower the learning rate."),
        Argument("max_grad_norm", 1.0, 0.0) if clips == 0 else lower_rate(view),
    )


def vanishing_gradients(view: View, say: Wording) -> Finding | None:
    """Gradients of nothing while there is still something to learn."""
    points = view.gradients
    if view.rewarded or len(points) < LEAST or len(view.settled) < LEAST:
        return None
    _, _, late = thirds(points)
    _, _, loss = thirds(view.settled)
    end, level = median(late.values), median(loss.values)
    if end > VANISHED or level < LEARNED or _falls(view):
        return None
    first, last = late.steps[0], late.steps[-1]
    return Finding(
        "vanishing-gradients",
        "error" if end == 0 else "warning",
        (round(first), round(last)),
        {"late": end, "loss": level},
        say(
            "Gradients vanish: their norm is {late} ({where}), though the loss is still {loss}.",
            late=digits(end),
            loss=digits(level),
            where=view.where(first, last, say),
        ),
        causes(view, _why_vanished(view, points), say),
        say("Print which parameters have `requires_grad`, and look at the gradients of one batch."),
    )


def _why_vanished(view: View, points: Points) -> tuple[str, ...]:
    """Gradients that were there at first were killed by a large step."""
    if max(points.values) > VANISHED * 100:
        return ("learning-rate-high", "nothing-trains", "precision")
    return ("nothing-trains", "precision", "learning-rate-high")


def _falls(view: View) -> bool:
    if len(view.settled) < LEAST:
        return False
    early, _, late = thirds(view.settled)
    found = change(early.values, late.values, view.sigma)
    return found.rise < -FALLS * abs(found.early) and found.above < 0.3
