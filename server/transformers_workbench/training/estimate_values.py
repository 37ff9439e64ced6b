"""What an estimate reckons with: the user's word, else the script's, else the libraries' defaults."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from transformers_workbench.training.estimate import Training
from transformers_workbench.training.estimate_model import DTYPE_WIDTHS, ModelFiles
from transformers_workbench.training.script_reading import ScriptFacts

ARGUMENTS = {
    "batch_size": "per_device_train_batch_size",
    "gradient_accumulation": "gradient_accumulation_steps",
    "optimizer": "optim",
    "gradient_checkpointing": "gradient_checkpointing",
    "max_length": "max_length",
}
"""Names of values → arguments of the trainer that have them by themselves."""
USUAL_LENGTH = 512
"""Tokens, where nothing says how long rows may be: no longer than the model takes."""
CUDA_CONTEXT = 768 * 2**20
"""Bytes. A process with torch on a GPU has from 0.5 to 1.3 GB of it before anything is computed, the
context, kernels and cuBLAS' workspace (https://huggingface.co/docs/transformers/model_memory_anatomy); this
is between."""
RESIDENT = 600 * 2**20
"""Bytes, where the system does not tell what a process has after importing torch and transformers."""


@attrs.frozen
class Reckoned:
    """``values`` and ``assumed`` as ``protocol.MemoryEstimate`` has them."""

    training: Training
    values: dict[str, Any]
    assumed: list[str]


class _Sources:
    """Who says what, in order; notes what only the libraries say."""

    def __init__(self, facts: ScriptFacts, values: Mapping[str, Any], around: Mapping[str, Any]) -> None:
        self._facts = facts
        self._values = values
        self._arguments: Mapping[str, Any] = around.get("arguments") or {}
        self.assumed: list[str] = []

    def said(self, name: str) -> Any:
        """What the user or the script says; ``None``: neither does."""
        value = self._values.get(name)
        return self._facts.get(name) if value is None else value

    def value(self, name: str, default: Any) -> Any:
        """What is said, else the trainer's own, else ``default``."""
        said = self.said(name)
        if said is not None and isinstance(said, type(default)):
            return said
        self.assumed.append(name)
        own = self._arguments.get(ARGUMENTS.get(name, ""))
        return own if isinstance(own, type(default)) and own != 0 else default

    def whole(self, name: str, default: int) -> int:
        """A number of at least one."""
        return max(1, int(self.value(name, default)))

    def mixed(self) -> str:
        """``bf16``, ``fp16``, or ``fp32`` for none of both."""
        said = self._values.get("precision")
        if said in {"bf16", "fp16", "fp32"}:
            return str(said)
        stated = {name: self._facts.get(name) for name in ("bf16", "fp16")}
        if not any(isinstance(value, bool) for value in stated.values()):
            self.assumed.append("precision")
        for name in ("bf16", "fp16"):
            value = stated[name] if stated[name] is not None else self._arguments.get(name)
            if value is True:
                return name
        return "fp32"


def reckoned(
    facts: ScriptFacts,
    values: Mapping[str, Any],
    around: Mapping[str, Any],
    model: ModelFiles,
    name: str,
    device: str,
    copies: int,
) -> Reckoned:
    """Puts it together. ``around``: the answer of ``training.surroundings``; ``copies``: processes."""
    sources = _Sources(facts, values, around)
    method = str(sources.said("method") or "FULL").upper()
    longest = int((around.get("config") or {}).get("max_position_embeddings") or USUAL_LENGTH)
    precision = sources.mixed()
    dtype = _dtype(sources.said("dtype"), facts, around, model)
    checkpointing = sources.said("gradient_checkpointing")
    if checkpointing is None:
        checkpointing = sources.value("gradient_checkpointing", False)
    own = own_choice(around, method)
    targets = sources.said("target_modules") or own.get("target_modules") or "all-linear"
    spread = facts.get("device_map") is not None and device == "cuda"
    training = Training(
        model_class=str(sources.said("model_class") or "AutoModel"),
        method=method,
        rank=_rank(sources, method, own),
        targets=targets if isinstance(targets, str) else tuple(str(each) for each in targets),
        feedforward=tuple(sources.said("feedforward_modules") or own.get("feedforward_modules") or ()),
        saved=tuple(str(each) for each in sources.said("modules_to_save") or ()),
        lora_dropout=float(sources.said("lora_dropout") or 0.0),
        virtual_tokens=int(sources.said("virtual_tokens") or 20),
        batch_size=sources.whole("batch_size", 8),
        accumulation=sources.whole("gradient_accumulation", 1),
        max_length=min(longest, sources.whole("max_length", min(longest, USUAL_LENGTH))),
        dtype=dtype,
        mixed=precision != "fp32",
        quantization=str(sources.said("quantization") or ""),
        optimizer=str(sources.value("optimizer", "adamw_torch")),
        checkpointing=bool(checkpointing),
        eager=sources.said("attention") == "eager",
        labels=int(sources.said("num_labels") or 2),
        loss_tile=_tile(around.get("loss_tile")),
        device=device,
        overhead=CUDA_CONTEXT if device == "cuda" else int(around.get("resident") or RESIDENT),
        parts=copies if spread and copies > 1 else 1,
        copies=1 if spread else copies,
    )
    return Reckoned(training, _shown(name, training, precision), sorted(set(sources.assumed)))


def _tile(said: Any) -> tuple[int, int] | None:
    return (int(said[0]), int(said[1])) if isinstance(said, list) and len(said) == 2 else None


def own_choice(around: Mapping[str, Any], method: str) -> Mapping[str, Any]:
    """What the installed peft does for a method when it is told nothing."""
    adapters = around.get("adapters") or {}
    found: Mapping[str, Any] = adapters.get(method) or adapters.get("LORA") or {}
    return found


def _rank(sources: _Sources, method: str, own: Mapping[str, Any]) -> int:
    if method == "FULL":
        return 1
    rank = own.get("rank")
    return sources.whole("rank", rank if isinstance(rank, int) and rank > 0 else 8)


def _dtype(said: Any, facts: ScriptFacts, around: Mapping[str, Any], model: ModelFiles) -> str:
    """The type of the loaded weights. Quantized models compute in what is left of half precision."""
    named = str(said or "").removeprefix("torch.")
    if named in DTYPE_WIDTHS:
        return named
    key = "trainer_dtype" if facts.get("loaded_by") == "trainer" else "dtype"
    own = "auto" if named == "auto" else str(around.get(key) or "float32")
    return model.stored_dtype if own == "auto" else own


def _shown(name: str, training: Training, precision: str) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "model": name,
        "method": training.method,
        "batch_size": training.batch_size,
        "gradient_accumulation": training.accumulation,
        "max_length": training.max_length,
        "precision": precision,
        "dtype": training.dtype,
        "optimizer": training.optimizer,
        "gradient_checkpointing": training.checkpointing,
    }
    if training.method != "FULL":
        targets = training.targets
        shown["rank"] = training.rank
        shown["target_modules"] = targets if isinstance(targets, str) else list(targets)
    if training.quantization:
        shown["quantization"] = training.quantization
    return shown
