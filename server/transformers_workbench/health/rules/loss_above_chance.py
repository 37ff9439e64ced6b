"""The loss is worse than that of a model that guesses."""

from __future__ import annotations

import math

from transformers_workbench.health.causes import causes, lower_rate
from transformers_workbench.health.findings import Finding
from transformers_workbench.health.robust import change, thirds
from transformers_workbench.health.view import View, digits
from transformers_workbench.wording import Wording

LEAST = 6
KNOWN = 1.1
"""Times chance, when the number of classes is known."""
ASSUMED = 1.25
"""Times ln 2, when two classes are only likely."""
BEGINS_NEAR = (0.62, 0.82)
"""A new classification head on a pretrained model guesses, so its first loss is near ln 2 = 0.693."""


def loss_above_chance(view: View, say: Wording) -> Finding | None:
    """Cross entropy of guessing among N classes alike is ln N. It has no upper bound: an answer that is
    sure and wrong costs more than a guess (Goodfellow, Bengio, Courville: Deep Learning, 5.5)."""
    if view.rewarded or view.preferences or len(view.settled) < LEAST:
        return None
    early, _, late = thirds(view.settled)
    found = change(early.values, late.values, view.sigma)
    known = view.about.classes
    classes = known or 2
    chance = math.log(classes)
    if known is None and not _like_two_classes(view, found.early, found.late):
        return None
    if chance <= 0 or found.late < (KNOWN if known else ASSUMED) * chance:
        return None
    if found.late - chance < 3 * found.error or sum(value > chance for value in late.values) < 0.8 * len(
        late
    ):
        return None
    values = {"late": digits(found.late), "classes": classes, "chance": f"{chance:.3f}"}
    unbounded = say(
        "Cross entropy has no upper bound at 1: being sure and wrong costs more than guessing (ln of the "
        "number "
        "of classes)."
    )
    told = (
        say(
            "The training loss of {late} is worse than guessing among {classes} classes (ln {classes} = "
            "{chance}).",
            **values,
        )
        if known
        else say(
            "The training loss of {late} is worse than guessing, if there are two classes (ln 2 = "
            "{chance}, near which it began). With another number of them, say so: `--classes N`, or Classes "
            "in the run's panel.",
            late=values["late"],
            chance=values["chance"],
        )
    )
    rate = lower_rate(view)
    return Finding(
        "loss-above-chance",
        "warning",
        (round(late.steps[0]), round(late.steps[-1])),
        {"late": found.late, "chance": chance, "classes": classes, "assumed": float(known is None)},
        f"{told} {unbounded}",
        causes(view, ("learning-rate-high", "labels-wrong", "data-order"), say),
        say("Start it again with a tenth of the learning rate; if that does not help, look at the labels."),
        rate,
    )


def _like_two_classes(view: View, early: float, late: float) -> bool:
    """Whether the loss begins as that of two classes would, and then grows: of an unknown loss nothing less
    is worth a word."""
    began = view.loss.values[0]
    return BEGINS_NEAR[0] <= began <= BEGINS_NEAR[1] and late > early and not view.language_model
