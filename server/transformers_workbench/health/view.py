"""A run as the rules look at it: its loss without the warm-up, the noise of that, its learning rate."""

from __future__ import annotations

import math
import re

import attrs

from transformers_workbench.health.learning_rates import Verdict, verdict
from transformers_workbench.health.python_text import python_text
from transformers_workbench.health.robust import noise, thinned
from transformers_workbench.health.series import About, Points, Series
from transformers_workbench.wording import Wording

NEAR_PEAK = 0.98
"""Of the highest learning rate: what comes before is warm-up."""
AGAIN = 1.5
"""A learning rate that grows by this factor after it fell begins anew: cosine with restarts."""
LEAST_KEPT = 5
"""Rows after the warm-up. With fewer, the warm-up is looked at, too."""


@attrs.frozen
class View:
    """``settled``: the loss after the warm-up; ``sigma``: its noise. ``rewarded``: its loss is not what it
    learns by (GRPO, PPO, RLOO…): a loss near 0 that rises is what it should be there."""

    series: Series
    about: About
    loss: Points
    settled: Points
    sigma: float
    rate: Points
    peak_rate: float
    gradients: Points
    warm_up_end: float
    restarts: bool
    rewarded: bool
    preferences: bool
    language_model: bool

    @property
    def rate_verdict(self) -> Verdict:
        return verdict(self.peak_rate, self.about.method)

    def where(self, first: float, last: float, say: Wording) -> str:
        """Steps in words; rows of a log without steps."""
        if self.series.counted:
            return say("rows {first} to {last} of the log", first=f"{first:.0f}", last=f"{last:.0f}")
        return say("steps {first} to {last}", first=f"{first:.0f}", last=f"{last:.0f}")

    def at(self, step: float, say: Wording) -> str:
        """One step in words."""
        if self.series.counted:
            return say("row {number} of the log", number=f"{step:.0f}")
        return say("step {number}", number=f"{step:.0f}")


def view(series: Series, about: About) -> View:
    """What the rules look at."""
    loss, rate = thinned(series.points("loss")), thinned(series.points("learning_rate"))
    end = warm_up_end(rate)
    settled = loss.since(end)
    if len(settled) < min(LEAST_KEPT, len(loss)):
        settled = loss
    names = series.columns
    return View(
        series=series,
        about=about,
        loss=loss,
        settled=settled,
        sigma=noise(settled.values),
        rate=rate,
        peak_rate=peak_rate(rate, about),
        gradients=thinned(series.points("grad_norm")),
        warm_up_end=end,
        restarts=begins_anew(rate),
        rewarded=any(name in names for name in ("reward", "rewards/mean", "objective/rlhf_reward"))
        or any(name.startswith("rewards/") and name.endswith("/mean") for name in names),
        preferences="rewards/chosen" in names or "rewards/margins" in names,
        language_model=any(
            name in names for name in ("mean_token_accuracy", "num_tokens", "perplexity", "eval_perplexity")
        ),
    )


def peak_rate(rate: Points, about: About) -> float:
    """The highest learning rate; of one that still warms up, what was asked for, if that is known."""
    peak = max(rate.values, default=0.0)
    asked = about.number("learning_rate") or 0.0
    return asked if peak <= 0 or (warms_up(rate) and asked > peak) else peak


def warms_up(rate: Points) -> bool:
    """Whether the last learning rate is the highest so far, of more than one."""
    return len(rate) < 2 or rate.values[-1] >= max(rate.values) > rate.values[0]


def warm_up_end(rate: Points) -> float:
    """The step at which the learning rate first is near its peak; minus infinity: it begins there."""
    peak = max(rate.values, default=0.0)
    for place, value in enumerate(rate.values):
        if value >= NEAR_PEAK * peak:
            return rate.steps[place] if place else -math.inf
    return -math.inf


def begins_anew(rate: Points) -> bool:
    """Whether the learning rate grows again after it fell."""
    lowest, fell = math.inf, False
    peak = 0.0
    for value in rate.values:
        if value <= 0:
            lowest, fell = 0.0, fell or peak > 0
            continue
        if fell and value > AGAIN * max(lowest, 0.02 * peak):
            return True
        peak = max(peak, value)
        if value < peak / AGAIN:
            fell, lowest = True, min(lowest, value)
    return False


def digits(value: float) -> str:
    """Three digits that matter, powers of ten as people write them: 2e-5, not 2e-05."""
    return re.sub(r"e([-+])0+(?=\d)", r"e\1", f"{value:.3g}")


def rate_digits(rate: float) -> str:
    """Three digits of a learning rate, as scripts write it: 1.5e-4, where other figures are 0.00015."""
    return python_text(float(f"{rate:.3g}"))
