"""What a run of ours tells besides its rows: how its weights are trained, and how many classes there are."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from transformers_workbench.health.series import About
from transformers_workbench.training.run_folder import TRAINER
from transformers_workbench.training.run_notes import read_note


def about_of_run(folder: Path) -> About:
    """What the callback noted of the model and of ``TrainingArguments``; what it did not is unknown."""
    note = read_note(folder / TRAINER) or {}
    arguments = note.get("arguments")
    return About(arguments=arguments if isinstance(arguments, Mapping) else {})
