"""NaN and infinity, and the zeros that stand for them.

``logging_nan_inf_filter`` (on by default) adds the average of the losses since the last row in the place of
one that is no number (``Trainer._inner_training_loop``): when all are, what is logged is 0.0.
"""

from __future__ import annotations

from transformers_workbench.health.causes import causes
from transformers_workbench.health.findings import Argument, Finding
from transformers_workbench.health.view import View
from transformers_workbench.wording import Wording

OF_ALL = 0.5
"""Rows with a loss of 0.0: then it is no coincidence."""
LEAST = 3
GROWN = 1.5
"""Times its lowest, in each of the last rows before: a leap from one row to the next is an overflow's."""
FALLEN = 0.02
"""A loss that fell this low before it became 0.0 was learned by heart."""
OVERFLOWS = 0.2
"""Of the rows: a scale that is being found overflows in the first steps, and now and then later
(torch.amp.GradScaler)."""
GRACE = 3


def not_finite(view: View, say: Wording) -> Finding | None:
    """A loss that is NaN or infinite, as it was logged, or as the callback of our runs saw it."""
    seen = view.series.points("nonfinite_loss_steps")
    logged = view.series.not_finite("loss") + view.series.not_finite("eval_loss")
    hidden = [step for step, count in zip(seen.steps, seen.values, strict=True) if count > 0]
    zeros = _zeros(view)
    gradients = set(view.series.not_finite("grad_norm"))
    hidden += [step for step in zeros if step in gradients]
    steps = sorted({*logged, *hidden})
    if not steps:
        return None
    first, last = steps[0], steps[-1]
    where = view.where(first, last, say)
    from_the_start = bool(zeros) and len(zeros) == len(view.loss) and not logged
    keys = ("labels-masked", "precision") if from_the_start else _why(view, first)
    message = (
        say("The loss is not a number ({where}).", where=where)
        if logged
        else say(
            "The loss is not a number ({where}), though the log does not show it: `logging_nan_inf_filter` "
            "puts "
            "other numbers in its place.",
            where=where,
        )
    )
    return Finding(
        "not-finite",
        "error",
        (round(first), round(last)),
        {"rows": len(steps), "steps": sum(seen.values)},
        message,
        causes(view, keys, say),
        say("Weights that saw a NaN are lost: go back to a checkpoint from before, and use bf16 or fp32."),
        Argument("fp16", False, True) if view.about.arguments.get("fp16") else None,
    )


def _why(view: View, first: float) -> tuple[str, ...]:
    """A loss that had grown before came to it by its learning rate."""
    before = [value for step, value in zip(view.loss.steps, view.loss.values, strict=True) if step < first]
    before = [value for value in before if value > 0]
    if len(before) >= 2 * LEAST and min(before[-LEAST:]) > GROWN * min(before):
        return ("learning-rate-high", "precision", "clipping-off", "data-damaged")
    if view.rate_verdict == "high":
        return ("learning-rate-high", "precision", "data-damaged")
    return ("precision", "data-damaged", "learning-rate-high")


def zero_loss(view: View, say: Wording) -> Finding | None:
    """Labels that are all -100 leave nothing to learn: the loss is exactly 0.0. Where rewards are logged, a
    loss of 0.0 is the beginning of GRPO (trl's GRPOTrainer: it starts at zero by construction)."""
    zeros = _zeros(view)
    if view.rewarded or len(zeros) < max(LEAST, OF_ALL * len(view.loss)):
        return None
    before = [value for value in view.loss.values if value > 0]
    gradients = set(view.series.not_finite("grad_norm"))
    if (before and min(before) < FALLEN) or any(step in gradients for step in zeros):
        return None
    return Finding(
        "zero-loss",
        "error",
        (round(zeros[0]), round(zeros[-1])),
        {"rows": len(zeros), "of": len(view.loss)},
        say(
            "The loss is exactly 0 ({where}): nothing is learned.", where=view.where(zeros[0], zeros[-1], say)
        ),
        causes(view, ("labels-masked", "nothing-trains"), say),
        say(
            "Look at the labels of one batch: some of them must not be -100. Raise `max_length` if it cuts "
            "answers off."
        ),
    )


def overflow(view: View, say: Wording) -> Finding | None:
    """Gradients that overflow again and again, or an fp16 scale at its floor: steps are skipped.

    ``GradScaler`` halves its scale with every overflow and skips the step; DeepSpeed stops at a scale of 1
    (``min_loss_scale``).
    """
    points = view.series.points("grad_norm")
    steps = view.series.not_finite("grad_norm")
    rows = len(points) + len(steps)
    scales = next(
        (
            found
            for name in ("loss_scale", "grad_scale", "fp16_scale")
            if len(found := view.series.points(name))
        ),
        None,
    )
    at_floor = scales is not None and len(scales) >= LEAST and max(scales.values[-LEAST:]) <= 1.0
    late = [step for step in steps if not len(view.loss) or step > view.loss.steps[0]]
    if not at_floor and (len(late) < GRACE or len(steps) < OVERFLOWS * rows):
        return None
    where = steps or list(scales.steps[-LEAST:] if scales is not None else [])
    first, last = where[0], where[-1]
    return Finding(
        "overflow",
        "error",
        (round(first), round(last)),
        {"rows": len(steps), "of": rows},
        say(
            "Gradients overflow in half precision again and again ({where}): these steps are skipped.",
            where=view.where(first, last, say),
        ),
        causes(view, ("precision", "learning-rate-high", "data-damaged"), say),
        say("Use bf16 where the GPU has it, else fp32; do not load the weights themselves in fp16."),
        Argument("bf16", True),
    )


def _zeros(view: View) -> list[float]:
    return [step for step, value in zip(view.loss.steps, view.loss.values, strict=True) if value == 0]
