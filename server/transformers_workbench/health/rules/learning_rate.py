"""The learning rate itself: out of range for how weights are trained, or without a warm-up."""

from __future__ import annotations

from transformers_workbench.health.causes import causes, lower_rate
from transformers_workbench.health.findings import Argument, Finding
from transformers_workbench.health.learning_rates import higher, range_of
from transformers_workbench.health.series import Method
from transformers_workbench.health.view import NEAR_PEAK, View, digits, rate_digits, warms_up
from transformers_workbench.wording import Wording

EARLY = 0.1
"""Of the run: a warm-up of 3 to 10 % is usual (BERT: 10,000 of 1,000,000 steps; RoBERTa's fine-tuning: 6
%)."""
WARM_UP = 0.06
LEAST = 8
SHAKEN = 1.3
"""Times the first loss: what one of the next rows must reach before a missing warm-up is worth a word."""


def learning_rate_range(view: View, say: Wording) -> Finding | None:
    """The peak against what the literature trains with; see ``learning_rates``."""
    found, rate = view.rate_verdict, view.peak_rate
    if found == "fine" or not len(view.rate):
        return None
    if found == "low" and warms_up(view.rate) and view.about.number("learning_rate") is None:
        return None  # Nobody knows yet how high it will be.
    usual, method = range_of(view.about.method), view.about.method
    values = {
        "rate": rate_digits(rate),
        "low": rate_digits(usual.low),
        "high": rate_digits(usual.high),
        "training": training(method, say),
    }
    argument = Argument("learning_rate", higher(rate, method), rate) if found == "low" else lower_rate(view)
    return Finding(
        "learning-rate-range",
        "warning" if method is not None else "info",
        (round(view.rate.steps[0]), round(view.rate.steps[-1])),
        {"learning_rate": rate, "low": usual.low, "high": usual.high},
        say("A learning rate of {rate} is unusually high for {training}; usual: {low} to {high}.", **values)
        if found == "high"
        else say(
            "A learning rate of {rate} is unusually low for {training}; usual: {low} to {high}.", **values
        ),
        causes(view, (f"learning-rate-{found}",), say),
        say("Try {rate}.", rate=rate_digits(float(argument.suggested))) if argument is not None else "",
        argument,
    )


def no_warm_up(view: View, say: Wording) -> Finding | None:
    """A rate above the usual from the first step on, and a loss that leaps at once: Adam's first steps are
    large while its averages are young (Liu et al., arXiv:1908.03265; Mosbach et al., arXiv:2006.04884)."""
    points, rate = view.loss, view.rate
    if view.rewarded or len(points) < LEAST or len(rate) < LEAST or view.about.number("warmup_steps"):
        return None
    if (
        view.peak_rate <= range_of(view.about.method).usual
        or rate.values[0] < NEAR_PEAK * view.peak_rate * 0.95
    ):
        return None
    early = points.values[1 : max(4, round(EARLY * len(points)))]
    if (
        points.values[0] <= 0
        or max(early) < SHAKEN * points.values[0]
        or max(early) - points.values[0] < 6 * view.sigma
    ):
        return None
    total = view.series.total_steps
    keys = ("no-warm-up", "learning-rate-high")
    if view.rate_verdict == "high":
        keys = ("learning-rate-high", "no-warm-up")
    return Finding(
        "no-warm-up",
        "warning",
        (round(points.steps[0]), round(points.steps[len(early)])),
        {"learning_rate": view.peak_rate, "first": points.values[0], "leap": max(early)},
        say(
            "There is no warm-up, and the first steps throw the model off: the loss leaps from {first} to "
            "{leap}.",
            first=digits(points.values[0]),
            leap=digits(max(early)),
        ),
        causes(view, keys, say),
        say("Warm up for 3 to 10 % of the steps (`warmup_steps`), or lower the learning rate."),
        Argument("warmup_steps", max(1, round(WARM_UP * total)), 0) if total else None,
    )


def training(method: Method | None, say: Wording) -> str:
    """What the usual rates are usual for."""
    match method:
        case "full":
            return say("fine-tuning all weights")
        case "lora":
            return say("LoRA")
        case "prompt":
            return say("prompt tuning")
        case "scratch":
            return say("training from scratch")
        case None:
            return say("any training")
