"""The estimate of a script's run, out of what the script says, the installed libraries and the model's
files."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from transformers_workbench.errors import WorkbenchError, problem_words
from transformers_workbench.lanes import Lanes
from transformers_workbench.protocol import MemoryEstimate, MemoryPart, MemoryRemedy
from transformers_workbench.training.devices import Device
from transformers_workbench.training.estimate import Memory, memory
from transformers_workbench.training.estimate_model import ModelFiles, shape_of, stored_dtype, tensors_of
from transformers_workbench.training.estimate_remedies import Possible, remedies
from transformers_workbench.training.estimate_values import Reckoned, own_choice, reckoned
from transformers_workbench.training.script_reading import ScriptFacts, read_script
from transformers_workbench.training.spec import Spec
from transformers_workbench.wording import Wording

DEADLINE = 300.0
"""Seconds: torch on a network file system is slow to import."""
UNKNOWN_MODEL = ("repository-missing", "model-without-weights", "model-damaged")


@attrs.frozen
class Target:
    """The devices of a run: the one with the least free memory stands for all."""

    kind: str
    free: int
    count: int = 1


async def estimate(
    lanes: Lanes, spec: Spec, text: str, values: Mapping[str, Any], devices: tuple[Device, ...], say: Wording
) -> MemoryEstimate:
    """The estimate for a script with this text. ``values`` win over what it says.

    Raises:
        WorkbenchError: ``missing-package`` (torch, transformers), ``agent-failure``, ``agent-timeout``.
    """
    facts = await asyncio.to_thread(read_script, text, spec.arguments)
    name = str(values.get("model") or facts.get("model", ""))
    if not name:
        return MemoryEstimate(False, say("The script does not say which model it loads."))
    try:
        found = await _ask(lanes, "training.model", {"model": name, "directory": str(spec.working_directory)})
    except WorkbenchError as error:
        if error.reason not in UNKNOWN_MODEL:
            raise
        return MemoryEstimate(False, problem_words(error, say), values={"model": name})
    around = await _ask(lanes, "training.surroundings", _question(facts, found))
    target = target_of(devices, spec, facts)
    model = await asyncio.to_thread(_model, found, around)
    if not model.shape.hidden or not model.shape.layers:
        return MemoryEstimate(
            False, say("The configuration of {model} does not say how large its layers are.", model=name)
        )
    settled = reckoned(facts, values, around, model, name, target.kind, _copies(spec, target))
    possible = Possible(
        peft="peft" in around["packages"],
        bitsandbytes="bitsandbytes" in around["packages"],
        default_targets=tuple(own_choice(around, "LORA").get("target_modules") or ()),
        gpus=sum(device.kind == "cuda" for device in devices),
    )
    return await asyncio.to_thread(_described, model, settled, target, possible, say)


async def _ask(lanes: Lanes, method: str, params: dict[str, Any]) -> dict[str, Any]:
    return await lanes.training.request(method, params, deadline=DEADLINE)


def _question(facts: ScriptFacts, found: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "imports": list(facts.imports),
        "arguments_class": facts.get("arguments_class", "TrainingArguments"),
        "trainer": facts.get("trainer", "Trainer"),
        "model_type": str(found["config"].get("model_type", "")),
        "folder": found["folder"],
    }


def _model(found: Mapping[str, Any], around: Mapping[str, Any]) -> ModelFiles:
    config = {**found["config"], **around["config"]}
    tensors = tensors_of(found["tensors"])
    return ModelFiles(
        tensors=tensors,
        size=int(found["size"]),
        shape=shape_of(config, tensors),
        stored_dtype=stored_dtype(found["tensors"], found["config"]),
        tied=bool(config.get("tie_word_embeddings", True)),
    )


def target_of(devices: tuple[Device, ...], spec: Spec, facts: ScriptFacts) -> Target:
    """The devices that a spec names, or the preselected one; the CPU when the script wants that."""
    if facts.get("use_cpu") is True:
        chosen = [device for device in devices if device.kind == "cpu"]
    else:
        chosen = [device for device in devices if device.id in spec.devices]
        chosen = chosen or [device for device in devices if device.preselected] or list(devices[-1:])
    if not chosen:
        return Target("cpu", 0)
    least = min(chosen, key=lambda device: device.memory_free)
    return Target(least.kind, least.memory_free, len(chosen))


def _copies(spec: Spec, target: Target) -> int:
    return max(1, spec.processes or target.count)


def _described(
    model: ModelFiles, settled: Reckoned, target: Target, possible: Possible, say: Wording
) -> MemoryEstimate:
    needed = memory(model, settled.training)
    # Processes on one CPU share its memory.
    share = settled.training.copies if target.kind == "cpu" else 1
    free = target.free // share
    helpful = remedies(model, settled.training, free, possible, say)
    return MemoryEstimate(
        known=True,
        message="",
        total=needed.total,
        free=free,
        fits=needed.total <= free,
        parts=_parts(needed, say),
        remedies=[MemoryRemedy(each.label, each.total, each.fits) for each in helpful],
        values=settled.values,
        assumed=settled.assumed,
    )


def _parts(needed: Memory, say: Wording) -> list[MemoryPart]:
    parts = [
        MemoryPart("weights", say("Weights"), needed.weights),
        MemoryPart("adapter", say("Adapter"), needed.adapter),
        MemoryPart("gradients", say("Gradients"), needed.gradients),
        MemoryPart("optimizer", say("Optimizer states"), needed.optimizer),
        MemoryPart("activations", say("Activations, beyond the room of the gradients"), needed.activations),
        MemoryPart("overhead", say("Python, torch and the device's own"), needed.overhead),
    ]
    return [part for part in parts if part.size]


def script_text(path: Path, buffer: str | None) -> str:
    """The script as it is in the editor, else on disk.

    Raises:
        WorkbenchError: ``file-missing``, ``file-unreadable``, ``file-encoding``, ``file-too-large``.
    """
    from transformers_workbench.documents import read_text

    return read_text(path) if buffer is None else buffer
