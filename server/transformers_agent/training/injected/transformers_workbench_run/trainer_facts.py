"""``trainer.json``: what a training is, and which checkpoints lay there before the run."""

from __future__ import annotations

import contextlib
import os
from typing import Any

from .checkpoints import last_complete, stamps
from .files import read_json, write_json
from .rows import plain
from .run import TRAINER, Run

_ARGUMENTS = (
    "learning_rate",
    "per_device_train_batch_size",
    "per_device_eval_batch_size",
    "gradient_accumulation_steps",
    "num_train_epochs",
    "max_steps",
    "warmup_steps",
    "weight_decay",
    "max_grad_norm",
    "lr_scheduler_type",
    "optim",
    "bf16",
    "fp16",
    "gradient_checkpointing",
    "activation_checkpointing",
    "logging_steps",
    "logging_nan_inf_filter",
    "eval_strategy",
    "eval_steps",
    "save_strategy",
    "save_steps",
    "save_total_limit",
    "load_best_model_at_end",
    "metric_for_best_model",
    "seed",
    "world_size",
    "max_length",
)


def checkpoint_to_resume_from(run: Run, output_dir: str) -> str | None:
    """The last complete one that this run wrote; ``None``: there is none, and it starts anew."""
    earlier = read_json(run.path(TRAINER)).get("earlier_checkpoints", {})
    folder = os.path.abspath(output_dir)
    # No training of this run ever began to write there.
    return last_complete(folder, earlier[folder]) if folder in earlier else None


def note_trainer(
    run: Run,
    arguments: Any,
    trainer_class: str,
    resumed_from: str | None,
    logging_dir: str,
    training: int,
    model: dict[str, Any] | None,
) -> None:
    """Writes it. ``model``: what ``model_facts`` says; ``None``: it could not be asked.

    Raises:
        OSError: the disk is full, or the folder is gone.
    """
    before = read_json(run.path(TRAINER))
    folder = os.path.abspath(arguments.output_dir)
    earlier = before.get("earlier_checkpoints", {})
    if folder not in earlier:
        earlier[folder] = stamps(folder)
    values: dict[str, Any] = {}
    for name in _ARGUMENTS:
        with contextlib.suppress(Exception):
            values[name] = plain(getattr(arguments, name))
    write_json(
        run.path(TRAINER),
        {
            "attempt": run.attempt,
            "training": training,
            "output_dir": folder,
            "logging_dir": logging_dir,
            "resumed_from": resumed_from,
            "resume_asked": run.resume,
            "class": trainer_class,
            "arguments": values,
            "model": model,
            "earlier_checkpoints": earlier,
        },
    )
