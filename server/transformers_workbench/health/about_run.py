"""What a run of ours tells besides its rows: how its weights are trained, and how many classes there are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from transformers_workbench.health.series import About, Method
from transformers_workbench.training.run_folder import TRAINER
from transformers_workbench.training.run_notes import Note, read_note, text, whole

PROMPTS = frozenset(
    {"PROMPT_TUNING", "MULTITASK_PROMPT_TUNING", "P_TUNING", "PREFIX_TUNING", "ADAPTION_PROMPT", "CPT"}
)
"""Of peft's types, those whose trained weights are inputs of layers; all others change the layers, as LoRA
does."""


def about_of_run(folder: Path) -> About:
    """What the callback noted of the model and of ``TrainingArguments``; what it did not is unknown."""
    return about_of_note(read_note(folder / TRAINER))


def about_of_note(trainer: Note | None) -> About:
    """The same out of the object of ``trainer.json``."""
    told = trainer or {}
    arguments, model = told.get("arguments"), told.get("model")
    given: Note = model if isinstance(model, dict) else {}
    classes = whole(given, "classes")
    return About(
        _method(given),
        classes if classes is not None and classes > 1 else None,
        arguments if isinstance(arguments, Mapping) else {},
    )


def _method(model: Note) -> Method | None:
    kind = text(model, "peft_type")
    if kind:
        return "prompt" if kind in PROMPTS else "lora"
    pretrained = model.get("pretrained")
    if not isinstance(pretrained, bool):
        return None
    # A new head on a frozen model takes rates that all of it would not survive.
    if 2 * (whole(model, "trainable") or 0) < (whole(model, "parameters") or 0):
        return None
    return "full" if pretrained else "scratch"
