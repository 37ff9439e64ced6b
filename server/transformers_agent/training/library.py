"""What the installed libraries are called and want, asked of themselves: no table of versions."""

from __future__ import annotations

import importlib.util
import inspect
from typing import Any

from transformers_agent.faults import Fault
from transformers_agent.task import Params

LOGGING_DIR = "TENSORBOARD_LOGGING_DIR"
PACKAGES = ("torch", "transformers", "peft", "datasets", "accelerate", "tensorboard")
"""What a script imports, or Trainer for it. Each is a requirement for pip by the same name."""


def missing_packages() -> list[str]:
    """Those of ``PACKAGES`` that cannot be found."""
    return [name for name in PACKAGES if importlib.util.find_spec(name) is None]


def require(*packages: str) -> None:
    """Asks for all that is missing at once, and not for one after another.

    Raises:
        Fault: ``missing-package``.
    """
    missing = [name for name in packages if name in missing_packages()]
    if missing:
        raise Fault("missing-package", ", ".join(missing), packages=missing)


def describe(params: Params) -> dict[str, Any]:
    """``{missing, names}``: ``names`` tells which arguments there are; ``None``: without torch and
    transformers nobody can say."""
    missing = missing_packages()
    names = None if {"torch", "transformers"} & set(missing) else _names()
    return {"missing": missing, "names": names}


def _board_source() -> str:
    from transformers.integrations import TensorBoardCallback

    return inspect.getsource(TensorBoardCallback)


def _names() -> dict[str, bool]:
    import transformers

    arguments = inspect.signature(transformers.TrainingArguments.__init__).parameters
    trainer = inspect.signature(transformers.Trainer.__init__).parameters
    return {
        "eval_strategy": "eval_strategy" in arguments,
        "processing_class": "processing_class" in trainer,
        # Versions between keep the older name for a while, and warn of it or pass it over.
        "logging_dir": "logging_dir" in arguments and LOGGING_DIR not in _board_source(),
        "warmup_ratio": "warmup_ratio" in arguments
        and "float" not in str(arguments["warmup_steps"].annotation),
        "activation_checkpointing": "activation_checkpointing" in arguments,
        # ``from_pretrained`` takes anything; a configuration has the name that it goes by.
        "dtype": hasattr(transformers.PretrainedConfig(), "dtype"),
    }
