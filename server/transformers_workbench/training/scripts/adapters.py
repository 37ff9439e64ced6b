"""What scripts with peft have."""

from __future__ import annotations

import argparse
import difflib
import math
import os
import re
from typing import Any

from peft import get_peft_model
from transformers import (
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)

from .every_task import report

CONFIG: Any
GRADIENT_CHECKPOINTING: bool
TARGET_MODULES: list[str] | str | None


def check_target_modules(model: Any) -> None:
    """Each name must match a module.

    peft itself is silent about one that matches nothing as long as another matches
    (https://github.com/huggingface/peft/issues/1959).
    """
    names = [name for name, _ in model.named_modules() if name]
    if isinstance(TARGET_MODULES, str):
        found = any(re.fullmatch(TARGET_MODULES, name) for name in names)
        if not found and TARGET_MODULES != "all-linear":
            raise ValueError(f"target_modules: {TARGET_MODULES!r} matches nothing")
        return
    for wanted in TARGET_MODULES or []:
        if not any(name == wanted or name.endswith(f".{wanted}") for name in names):
            endings = sorted({name.rpartition(".")[2] for name in names})
            near = difflib.get_close_matches(wanted, endings) or endings
            raise ValueError(
                f"target_modules: {wanted!r} matches nothing; there is {', '.join(near)}"
            )


def count_steps(rows: int, arguments: argparse.Namespace) -> int:
    """Steps of the whole training, which AdaLoRA has to know."""
    if arguments.max_steps > 0:
        return int(arguments.max_steps)
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    batches = math.ceil(rows / (arguments.batch_size * processes))
    steps = math.ceil(batches / arguments.gradient_accumulation)
    return max(1, math.ceil(steps * arguments.epochs))


class AllocateRanks(TrainerCallback):
    """AdaLoRA moves ranks to where they matter, after each step and before the
    gradients are gone."""

    def on_optimizer_step(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **kwargs: Any,
    ) -> None:
        kwargs["model"].base_model.update_and_allocate(state.global_step)


def adapted(model: Any, rows: int, arguments: argparse.Namespace) -> Any:
    """The model with an adapter: what it was stays, and little is trained."""
    check_target_modules(model)
    config = CONFIG
    model = get_peft_model(model, config)
    if GRADIENT_CHECKPOINTING:
        model.enable_input_require_grads()
    trainable, total = model.get_nb_trainable_parameters()
    report(f"{trainable:,} of {total:,} parameters are trained.")
    return model
