"""What a script is made of: what was asked, and what the installed libraries want."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

import attrs

from transformers_workbench.protocol import ScriptChoices

FULL = "FULL"


@attrs.frozen
class Library:
    """How the installed transformers calls things. The defaults are the newest's."""

    eval_strategy: bool = True
    """``TrainingArguments(eval_strategy=…)``, once ``evaluation_strategy``."""
    processing_class: bool = True
    """``Trainer(processing_class=…)``, once ``tokenizer``."""
    logging_dir: bool = False
    """``TrainingArguments(logging_dir=…)``, now the environment's ``TENSORBOARD_LOGGING_DIR``."""
    warmup_ratio: bool = False
    """``TrainingArguments(warmup_ratio=…)``, now a ``warmup_steps`` below 1."""
    activation_checkpointing: bool = True
    """``TrainingArguments(activation_checkpointing=…)``, once ``gradient_checkpointing``."""
    dtype: bool = True
    """``from_pretrained(dtype=…)``, once ``torch_dtype``."""


@attrs.frozen
class Method:
    """A method of peft: the class of its configuration, and the arguments that it gets."""

    name: str
    config: str = ""
    arguments: Mapping[str, Any] = attrs.field(factory=dict)
    targets: bool = True
    """It takes ``target_modules``."""
    feedforward: bool = False
    """It takes ``feedforward_modules``: IA3."""


KNOWN_METHODS = {
    FULL: Method(FULL, targets=False),
    "LORA": Method("LORA", "LoraConfig", {"r": 16, "lora_alpha": 32, "lora_dropout": 0.05}),
    "IA3": Method("IA3", "IA3Config", feedforward=True),
    "ADALORA": Method("ADALORA", "AdaLoraConfig", {"init_r": 12, "target_r": 8, "lora_alpha": 32}),
}
"""For an environment that has no peft to ask."""


def file_stem(choices: ScriptChoices) -> str:
    """A name for the script that any file system takes."""
    model = re.split(r"[/\\]", choices.model.rstrip("/\\"))[-1]
    words = re.sub(r"[^a-z0-9]+", "_", model.lower()).strip("_")[:60] or "model"
    return f"finetune_{words}_{choices.task_type.lower()}"


def free_name(stem: str, folder: Path) -> str:
    """The stem's file name, with a number when the folder has one like it."""
    names = [f"{stem}.py", *(f"{stem}_{number}.py" for number in range(2, 1000))]
    return next((name for name in names if not (folder / name).exists()), names[-1])


def seen_from(path: str, folder: PurePath) -> str:
    """A path as the script says it: relative when it lies below the script's folder."""
    try:
        return type(folder)(path).relative_to(folder).as_posix()
    except ValueError:
        return path
