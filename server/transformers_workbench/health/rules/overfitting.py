"""The evaluation loss rises while the training loss falls."""

from __future__ import annotations

from collections.abc import Sequence

from transformers_workbench.health.causes import causes
from transformers_workbench.health.findings import Argument, Finding
from transformers_workbench.health.robust import median, noise_of_bends
from transformers_workbench.health.series import Points
from transformers_workbench.health.view import View, digits
from transformers_workbench.wording import Wording

LEAST = 4
"""Evaluations."""
RISE = 0.15
"""Of the best evaluation loss; the sampling error of 100 examples is of this size."""
CERTAIN = 3.0
"""Standard deviations of the evaluations around their trend."""
SINCE_BEST = 2
"""Evaluations after the best one: one alone may be noise."""
FALLEN = 0.1
"""Of the training loss since then."""
GOOD_AS_BEST = 0.01
"""Of accuracy or F1: a metric that is this near its best has not suffered."""
GROSS = 0.5
"""Of the best evaluation loss: a model so sure of its errors is no good as it is, whatever its accuracy."""
METRICS = ("eval_accuracy", "eval_f1", "eval_matthews_correlation")


def overfitting(view: View, say: Wording) -> Finding | None:
    """Deep Learning (Goodfellow, Bengio, Courville), 7.8: training error goes on falling, validation error
    begins to rise; the weights of the best evaluation are the ones to keep."""
    for name in evaluation_losses(view):
        found = _of(name, view, say)
        if found is not None:
            return found
    return None


def evaluation_losses(view: View) -> list[str]:
    """``eval_loss``, or one for each of several evaluation sets."""
    names = [name for name in view.series.columns if name.startswith("eval_") and name.endswith("loss")]
    return sorted(names, key=len)


def _of(name: str, view: View, say: Wording) -> Finding | None:
    points = view.series.points(name)
    if view.rewarded or len(points) < LEAST:
        return None
    best = min(range(len(points)), key=lambda at: points.values[at])
    lowest, last = points.values[best], median(points.values[-2:])
    after = len(points) - 1 - best
    if after < SINCE_BEST or last - lowest < max(RISE * abs(lowest), CERTAIN * _noise(points.values, best)):
        return None
    at_best, at_end = _around(view.loss, points.steps[best]), median(view.loss.values[-3:])
    if not len(view.loss) or at_end > (1 - FALLEN) * at_best:
        return None
    unharmed = last - lowest < GROSS * abs(lowest) and any(
        len(metric) and max(metric.values) - metric.values[-1] <= GOOD_AS_BEST
        for metric in map(view.series.points, METRICS)
    )
    told = {
        "best": digits(lowest),
        "place": view.at(points.steps[best], say),
        "last": digits(last),
        "early": digits(at_best),
        "late": digits(at_end),
    }
    return Finding(
        "overfitting",
        "info" if unharmed else "warning",
        (round(points.steps[best]), round(points.steps[-1])),
        {
            "best_step": points.steps[best],
            "best_eval_loss": lowest,
            "last_eval_loss": last,
            "train_loss_then": at_best,
            "train_loss_now": at_end,
        },
        say(
            "The evaluation loss was best at {place} ({best}) and rose to {last}, while the training loss "
            "fell "
            "from {early} to {late}: it learns its data by heart.",
            **told,
        ),
        causes(view, ("epochs-many", "data-small", "data-differs"), say),
        say(
            "Keep the checkpoint of {place}, train for fewer epochs, or use `load_best_model_at_end`.", **told
        ),
        Argument("load_best_model_at_end", True, view.about.arguments.get("load_best_model_at_end") or None),  # type: ignore[arg-type]
    )


def _noise(values: Sequence[float], best: int) -> float:
    """Of the evaluations; where there are enough since the best one, of those: the turn itself is no
    noise."""
    since = values[best:]
    return noise_of_bends(since if len(since) >= LEAST else values)


def _around(loss: Points, step: float) -> float:
    """The training loss at a step: the median of the rows next to it."""
    nearest = sorted(range(len(loss)), key=lambda at: abs(loss.steps[at] - step))[:5]
    return median([loss.values[at] for at in nearest])
