"""An evaluation that says the same every time: the model names one class only."""

from __future__ import annotations

import math

from transformers_workbench.health.causes import causes
from transformers_workbench.health.findings import Finding
from transformers_workbench.health.robust import median
from transformers_workbench.health.series import Points
from transformers_workbench.health.view import View, digits
from transformers_workbench.wording import Wording

LEAST = 3
"""Evaluations with the very same value."""
SAME = 1e-6
AS_IF_GUESSED = 0.93
"""Of the entropy of the frequencies of the classes: no model that says the same of everything has a smaller
loss."""
HAS_LEARNED = 0.5
"""Of the same: a training loss below this tells classes apart, whatever it does with other data."""
TRAINED_ROWS = 9


def majority_class(view: View, say: Wording) -> Finding | None:
    """Always naming the most frequent class has its share as accuracy, whatever is evaluated, and F1 of the
    rarer one is 0. A model that has learned, with the same accuracy thrice, has a loss below the entropy of
    the classes."""
    f1, accuracy = _tail(view, "eval_f1"), _tail(view, "eval_accuracy")
    never = len(f1) >= LEAST and max(f1.values) == 0
    if not never and not _guesses(view, accuracy):
        return None
    points = accuracy if len(accuracy) >= LEAST else f1
    value = points.values[-1]
    balanced = not never and view.about.classes is not None and value < 1.2 / view.about.classes
    keys = (
        ("learning-rate-high", "classes-unbalanced")
        if balanced
        else ("classes-unbalanced", "learning-rate-high", "learning-rate-low", "labels-wrong")
    )
    return Finding(
        "majority-class",
        "warning",
        (round(points.steps[0]), round(points.steps[-1])),
        {"value": value, "evaluations": len(points)},
        say(
            "{count} evaluations in a row have the very same result ({value}): the model names one class "
            "only.",
            count=len(points),
            value=digits(value),
        ),
        causes(view, keys, say),
        say(
            "Look at F1 (macro) and at the confusion matrix; weigh the classes, or balance the training data."
        ),
    )


def _tail(view: View, name: str) -> Points:
    """The last evaluations that all say the same."""
    points = view.series.points(name)
    start = len(points)
    while start and abs(points.values[start - 1] - points.values[-1]) <= SAME:
        start -= 1
    return points.part(start, len(points))


def _guesses(view: View, accuracy: Points) -> bool:
    if len(accuracy) < LEAST or not 0 < accuracy.values[-1] < 1:
        return False
    share = accuracy.values[-1]
    evaluated = view.series.points("eval_loss").values[-len(accuracy) :]
    if not evaluated:
        return False
    others = (view.about.classes or 2) - 1
    entropy = -share * math.log(share) - (1 - share) * math.log((1 - share) / others)
    trained = view.loss.values[-TRAINED_ROWS:]
    if median(evaluated) < AS_IF_GUESSED * entropy or (trained and median(trained) < HAS_LEARNED * entropy):
        return False
    f1 = view.series.points("eval_f1").values
    # F1 of always naming the frequent class is that of its precision `share` and a recall of 1.
    return not f1 or f1[-1] <= 2 * share / (1 + share) + SAME
