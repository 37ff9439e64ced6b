"""The training loss climbs, from the start or after it had fallen."""

from __future__ import annotations

from transformers_workbench.health.causes import causes, lower_rate
from transformers_workbench.health.findings import Finding
from transformers_workbench.health.robust import Change, change, noise, stretches, thirds
from transformers_workbench.health.view import View, digits, rate_digits
from transformers_workbench.wording import Wording

LEAST = 6
"""Rows after the warm-up: thirds of two."""
CERTAIN = 4.0
"""Standard errors. Hundreds of logs are looked at: two would be met by chance in every twentieth."""
MATTERS = 0.1
"""Of the early loss. A loss that is flat for long wanders by some percent with the data."""
ABOVE = 0.85
"""Of the pairs of an early and a late value: heavy tails alone never come near."""
UNDONE = 0.5
"""Of what had been learned. Less is given up for a while by runs that end well (a new epoch, harder data)."""
LEAST_AFTER_A_FALL = 32
"""Rows: eight stretches of four, of which the lowest is picked."""


def loss_climbing(view: View, say: Wording) -> Finding | None:
    """Compares thirds of the loss after the warm-up, and the end with the lowest stretch.

    A learning rate that is too high is the most frequent cause of a loss that grows (Goodfellow, Bengio,
    Courville: Deep Learning, 8.3.1 and 11.4.1; Smith, arXiv:1506.01186, figure 3).
    """
    if view.rewarded or len(view.settled) < LEAST:
        return None
    early, _, late = thirds(view.settled)
    found = change(early.values, late.values, view.sigma)
    fell_before = 0.0
    if not _climbs(found, MATTERS * abs(found.early)):
        again = _climbs_again(view)
        if again is None:
            return None
        found, fell_before = again
    first, last = view.settled.steps[0], view.settled.steps[-1]
    keys: tuple[str, ...] = ("learning-rate-high", "no-warm-up", "data-order", "labels-wrong")
    if view.rate_verdict == "low":
        keys = ("data-order", "labels-wrong", "learning-rate-high")
    if view.about.number("max_grad_norm") == 0:
        keys = (keys[0], "clipping-off", *keys[1:])
    if view.warm_up_end > -float("inf"):
        keys = tuple(key for key in keys if key != "no-warm-up")
    rate = lower_rate(view)
    where = view.where(first, last, say)
    values = {"early": digits(found.early), "late": digits(found.late), "where": where}
    return Finding(
        "loss-climbing",
        "error",
        (round(first), round(last)),
        {"early": found.early, "late": found.late, "noise": view.sigma, "learning_rate": view.peak_rate},
        say("The training loss fell to {early} and climbed again to {late} ({where}).", **values)
        if fell_before
        else say("The training loss climbs from {early} to {late} ({where}).", **values),
        causes(view, keys, say),
        say(
            "Stop the run and start it again with a learning rate of {rate}.",
            rate=rate_digits(float(rate.suggested)),
        )
        if rate is not None
        else say("Stop the run and start it again with a tenth of the learning rate."),
        rate,
    )


def _climbs(found: Change, matters: float) -> bool:
    return found.rise > max(CERTAIN * found.error, matters) and found.above >= ABOVE


def _climbs_again(view: View) -> tuple[Change, float] | None:
    """From the lowest stretch to the last one, and how far it had fallen before."""
    if len(view.settled) < LEAST_AFTER_A_FALL or view.restarts:
        return None
    parts = stretches(view.settled, 8)
    # Noise may grow, as where a model becomes sure of labels of which some are wrong.
    sigma = max(view.sigma, *(noise(half.values) for half in stretches(view.settled, 2)))
    changes = [change(part.values, parts[-1].values, sigma) for part in parts[:-1]]
    start, found = changes[0], min(changes, key=lambda each: each.early)
    fell = start.early - found.early
    if fell <= 0 or not _climbs(found, max(UNDONE * fell, 2 * MATTERS * abs(found.early))):
        return None
    return found, fell
