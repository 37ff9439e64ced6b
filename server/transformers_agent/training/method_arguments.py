"""Which arguments a method's configuration gets in a script, where its defaults are not good enough."""

from __future__ import annotations

import dataclasses
from typing import Any

VIRTUAL_TOKENS = 20
"""As in peft's examples of prompt tuning and p-tuning."""

PREFERRED: dict[str, dict[str, Any]] = {
    # peft's default rank is 8; 16 and twice that as alpha is what its own examples and TRL's use.
    "LORA": {"r": 16, "lora_alpha": 32, "lora_dropout": 0.05},
    "ADALORA": {"init_r": 12, "target_r": 8, "lora_alpha": 32},
}


def preferred(method: str, config: type) -> dict[str, Any]:
    """Arguments by name, as a script writes them; ``task_type`` and ``target_modules`` not among them."""
    names = field_names(config)
    given = {name: value for name, value in PREFERRED.get(method, {}).items() if name in names}
    if "num_virtual_tokens" in names:
        given["num_virtual_tokens"] = VIRTUAL_TOKENS
    return given


def field_names(config: type) -> set[str]:
    """The arguments that a configuration takes."""
    return {field.name for field in dataclasses.fields(config) if field.init}


def made(
    method: str,
    config: type,
    task: str,
    targets: list[str] | str | None,
    feedforward: list[str] | None = None,
) -> Any:
    """The configuration, made as the script makes it.

    Raises:
        Exception: peft's own, when these arguments do not do.
    """
    names = field_names(config)
    given: dict[str, Any] = {"task_type": task, **preferred(method, config)}
    if targets and "target_modules" in names:
        given["target_modules"] = targets
        if feedforward is not None and "feedforward_modules" in names:
            given["feedforward_modules"] = feedforward
    if "total_step" in names:  # AdaLoRA: the script counts them.
        given |= {"total_step": 1000, "tinit": 100, "tfinal": 300}
    return config(**given)
