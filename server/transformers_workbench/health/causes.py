"""Why a run goes badly: each cause once, so that every rule says the same of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from transformers_workbench.health.findings import Argument, Cause
from transformers_workbench.health.learning_rates import lower
from transformers_workbench.health.view import View, rate_digits
from transformers_workbench.wording import Wording


def causes(view: View, keys: tuple[str, ...], say: Wording) -> tuple[Cause, ...]:
    """The causes in words, each once, in the order given."""
    return tuple(Cause(key, _WORDS[key](say, view)) for key in dict.fromkeys(keys))


def lower_rate(view: View) -> Argument | None:
    """A tenth of the learning rate; ``None``: it is unknown."""
    if view.peak_rate <= 0:
        return None
    return Argument("learning_rate", lower(view.peak_rate), view.peak_rate)


def _rate(view: View, say: Wording) -> str:
    return rate_digits(view.peak_rate) if view.peak_rate > 0 else say("unknown")


_WORDS: Mapping[str, Callable[[Wording, View], str]] = {
    "learning-rate-high": lambda say, view: say(
        "The learning rate is too high (peak: {rate}).", rate=_rate(view, say)
    ),
    "learning-rate-low": lambda say, view: say(
        "The learning rate is too low (peak: {rate}).", rate=_rate(view, say)
    ),
    "no-warm-up": lambda say, view: say("There is no warm-up: the first steps are taken at the full rate."),
    "clipping-off": lambda say, view: say("Gradients are not clipped (`max_grad_norm`)."),
    "data-order": lambda say, view: say(
        "The data is not shuffled: examples of one kind come one after another."
    ),
    "labels-wrong": lambda say, view: say(
        "The labels do not go with the inputs: mixed up, shifted, or the wrong column."
    ),
    "labels-masked": lambda say, view: say(
        "Every label is -100: the answer is cut off, masked away, or the response template does not match."
    ),
    "data-damaged": lambda say, view: say("A few examples are damaged, empty or extremely long."),
    "precision": lambda say, view: say("Numbers overflow in half precision (fp16)."),
    "nothing-trains": lambda say, view: say(
        "What should learn is frozen, or no gradient reaches it (`target_modules`, `requires_grad`)."
    ),
    "epochs-many": lambda say, view: say("It trains for more epochs than the data is good for."),
    "data-small": lambda say, view: say("There is little data for so many weights."),
    "data-differs": lambda say, view: say("The evaluation data is of another kind than the training data."),
    "classes-unbalanced": lambda say, view: say("One class is so frequent that always naming it pays."),
    "batch-small": lambda say, view: say("The batches are very small, so single examples weigh a lot."),
    "input-slow": lambda say, view: say("Loading the data does not keep up (`dataloader_num_workers`)."),
    "machine-shared": lambda say, view: say(
        "Another process uses the same GPU, or it runs hot and slows down."
    ),
    "lengths-grow": lambda say, view: say("The examples become longer: they are sorted by length."),
    "schedule-length": lambda say, view: say(
        "The schedule was made for another number of steps than the run has."
    ),
    "memorised": lambda say, view: say(
        "The model knows its training data by heart, or the answer is in the input."
    ),
}
