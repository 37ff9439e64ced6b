"""The loss stays where it began."""

from __future__ import annotations

import math

from transformers_workbench.health.causes import causes
from transformers_workbench.health.findings import Argument, Finding
from transformers_workbench.health.learning_rates import higher, lower, range_of
from transformers_workbench.health.robust import Change, change, deviation, median, running_median, thirds
from transformers_workbench.health.view import View, digits
from transformers_workbench.wording import Wording

LEAST = 12
FLAT = 0.03
"""Of the loss: what it may have fallen from the first third to the last."""
CHANCE_OF = range(2, 11)
"""Numbers of classes that are thought of when it is not told how many there are."""
NEAR_CHANCE = 0.06
"""Of ln N. Labels that are not equally frequent have a little less."""
SURELY_FLAT = 0.08
"""The same with two standard errors: few or noisy rows do not show that a loss is flat."""
TIGHT = 0.12
"""Of the loss: guesses cost all the same. A model whose rows differ more is sure of something."""
STILL_FALLS = 0.3
"""Of the pairs of an early and a late value, how many have the late one above: fewer, and it does fall."""
HIGH_LOSS = 4.0
"""A language model that stays there has not even learned how frequent words are."""
LEAST_OF_HIGH_LOSS = 40
FLAT_OF_HIGH_LOSS = 0.003
"""From ln(vocabulary) on it goes slowly at first."""
THROWN = 1.2
"""Times the first loss, and times chance: so far up it was thrown."""
SHAKEN = 3.0
"""Times the spread of the last third, that of the first half."""
LEAPT = 1.12
OFTEN = 10
"""One in so many rows of the first half reached this much of the last third's level."""
SURE = 2.0
"""Times the noise."""
YOUNG = 0.7
MANY = 200
"""Before this part of a run, and before so many rows, adapters and new heads may need their time."""
LITTLE_GRADIENT = 1e-2
"""The usual grad_norm is 0.1 to 10 (axolotl's documentation of training stability)."""
BETTER = 0.04
"""Of an evaluation's accuracy."""


def loss_plateau(view: View, say: Wording) -> Finding | None:
    """Cross entropy near ln N, for long and from the start, is that of a model that knows nothing but how
    many classes there are. Only such a loss is found: that of a model which knew its task before is flat,
    too."""
    points = view.settled
    if view.rewarded or view.preferences or len(points) < LEAST:
        return None
    early, _, late = thirds(points)
    found = change(early.values, late.values, view.sigma)
    if found.late <= 0 or _better(view):
        return None
    flat = (
        -found.rise <= FLAT * found.early
        and 2 * found.error - found.rise <= SURELY_FLAT * found.early
        and found.above >= STILL_FALLS
        and deviation(late.values) <= TIGHT * found.late
    )
    classes = _chance_classes(view, found.late)
    if not (flat and classes) and not _high_and_flat(view, found) and not _thrown_off(view, classes):
        return None
    keys, argument = _suspects(view, found.late)
    first, last = points.steps[0], points.steps[-1]
    told = {"late": digits(found.late), "where": view.where(first, last, say)}
    return Finding(
        "loss-plateau",
        "info" if _is_young(view) else "warning",
        (round(first), round(last)),
        {"early": found.early, "late": found.late, "classes": classes, "learning_rate": view.peak_rate},
        say(
            "The training loss stays at {late}, which is guessing among {classes} classes (ln {classes}): "
            "it learns "
            "nothing ({where}).",
            classes=classes,
            **told,
        )
        if classes
        else say("The training loss stays at {late}: it learns nothing ({where}).", **told),
        causes(view, keys, say),
        say("Look at the first cause: check it with a few examples that the model has to learn by heart."),
        argument,
    )


def _is_young(view: View) -> bool:
    return view.loss.steps[-1] < YOUNG * view.series.total_steps and len(view.loss) < MANY


def _high_and_flat(view: View, found: Change) -> bool:
    """A language model that has not begun to learn."""
    slow = -found.rise <= FLAT_OF_HIGH_LOSS * found.early and found.above >= STILL_FALLS
    return slow and found.late >= HIGH_LOSS and len(view.settled) >= LEAST_OF_HIGH_LOSS


def _thrown_off(view: View, classes: int) -> bool:
    """Large steps made it worse than guessing at first; it only came back to that as the rate fell."""
    if not classes or len(view.loss) < LEAST:
        return False
    chance = math.log(classes)
    smooth = running_median(view.loss.values, 5)
    peak = max(smooth[: len(smooth) // 2])
    # A rate that no method takes needs no leap as its proof: the first row may be behind it already.
    leapt = view.rate_verdict == "high" or peak >= THROWN * median(view.loss.values[:3])
    return leapt and peak >= THROWN * chance and min(smooth) >= (1 - 2 * NEAR_CHANCE) * chance


def _chance_classes(view: View, level: float) -> int:
    """With how many classes this would be a guess; 0: with none."""
    if view.about.classes is not None:
        chance = math.log(view.about.classes)
        return view.about.classes if level >= (1 - 2 * NEAR_CHANCE) * chance else 0
    if view.language_model:
        return 0
    judged = "eval_accuracy" in view.series or "eval_f1" in view.series
    near = [n for n in CHANCE_OF if abs(level / math.log(n) - 1) <= NEAR_CHANCE and (judged or n == 2)]
    return min(near, key=lambda n: abs(level - math.log(n)), default=0)


def _better(view: View) -> bool:
    """Whether an evaluation shows that something is learned."""
    return any(
        len(points) >= 2 and max(points.values) - points.values[0] > BETTER
        for name in ("eval_accuracy", "eval_f1", "eval_matthews_correlation")
        if (points := view.series.points(name))
    )


def _suspects(view: View, level: float) -> tuple[tuple[str, ...], Argument | None]:
    """The causes, by the learning rate and the gradients."""
    rate, method = view.peak_rate, view.about.method
    gradient = view.series.points("grad_norm").values
    usual = range_of(method)
    raised = Argument("learning_rate", higher(rate, method), rate) if rate else None
    lowered = Argument("learning_rate", lower(rate), rate) if rate else None
    if gradient and median(gradient) == 0:
        return ("nothing-trains", "labels-masked"), None
    if rate and rate < max(usual.low, LOW_FOR_A_PLATEAU):
        return ("learning-rate-low", "nothing-trains", "labels-wrong"), raised
    if rate > usual.high or (rate > usual.usual and _was_shaken(view, level)):
        return ("learning-rate-high", "no-warm-up", "labels-wrong"), lowered
    if gradient and median(gradient) < LITTLE_GRADIENT * level:
        return ("nothing-trains", "learning-rate-low", "labels-wrong"), raised
    if rate > usual.usual:
        return ("labels-wrong", "learning-rate-high", "nothing-trains"), None
    return ("labels-wrong", "nothing-trains", "learning-rate-low", "learning-rate-high"), None


def _was_shaken(view: View, level: float) -> bool:
    """Whether the loss moved to and fro while the rate was high and came to rest at guessing, or was again
    and again far above that: labels that tell nothing do not throw a model off."""
    values = view.loss.values
    half, third = values[: len(values) // 2], values[-(len(values) // 3) :]
    if deviation(half) >= SHAKEN * deviation(third):
        return True
    highest = sorted(half)[-max(1, len(half) // OFTEN) :]
    return highest[0] >= LEAPT * level and highest[0] - level >= SURE * view.sigma


LOW_FOR_A_PLATEAU = 1e-6
"""Below this a loss that does not move is explained, whatever the method."""
