"""What would make a run smaller: the same formula with something changed."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from transformers_workbench.training.estimate import Training, memory
from transformers_workbench.training.estimate_model import ModelFiles
from transformers_workbench.wording import Wording

HELPS = 0.99
"""What leaves more than this part is no help."""


@attrs.frozen
class Possible:
    """What the user's environment has. ``default_targets``: what peft would adapt by itself."""

    peft: bool = False
    bitsandbytes: bool = False
    default_targets: tuple[str, ...] = ()
    gpus: int = 0


@attrs.frozen
class Remedy:
    """``label`` in the user's language; bytes."""

    label: str
    total: int
    fits: bool


def remedies(
    model: ModelFiles, training: Training, free: int, possible: Possible, say: Wording
) -> list[Remedy]:
    """Those that help: first what fits, what changes the result least at the top, then what does not fit, the
    smallest first."""
    now = memory(model, training).total
    found = []
    for label, changed in _changes(training, possible, say):
        total = memory(model, changed).total
        if total < HELPS * now:
            found.append(Remedy(label, total, total <= free))
    return sorted(found, key=lambda each: (not each.fits, 0 if each.fits else each.total))


def _changes(training: Training, possible: Possible, say: Wording) -> Iterator[tuple[str, Training]]:
    smaller: Training | None = None
    batch = training.batch_size
    while batch > 1:
        batch //= 2
        steps = -(-training.batch_size * training.accumulation // batch)
        smaller = attrs.evolve(training, batch_size=batch, accumulation=steps)
        if batch in {1, training.batch_size // 2, training.batch_size // 4}:
            yield say("Batch size {batch} with {steps} accumulated", batch=batch, steps=steps), smaller
    if not training.checkpointing:
        yield say("Gradient checkpointing"), attrs.evolve(training, checkpointing=True)
    lora = training
    if training.method == "FULL" and possible.peft:
        targets = possible.default_targets or "all-linear"
        lora = attrs.evolve(training, method="LORA", rank=8, targets=targets)
        yield say("LoRA instead of all weights"), lora
    if possible.bitsandbytes and training.device == "cuda":
        if "8bit" not in training.optimizer:
            yield say("8-bit optimizer"), attrs.evolve(training, optimizer="adamw_bnb_8bit")
        if lora.method != "FULL" and not training.quantization:
            yield (
                say("Weights in 8 bits, with LoRA"),
                attrs.evolve(lora, quantization="8bit", dtype="bfloat16"),
            )
            yield (
                say("Weights in 4 bits, with LoRA"),
                attrs.evolve(lora, quantization="4bit", dtype="bfloat16"),
            )
    if possible.gpus > 1 and training.device == "cuda" and training.parts == 1:
        spread = attrs.evolve(training, parts=possible.gpus, copies=1)
        yield say("Layers spread over {count} GPUs (device_map)", count=possible.gpus), spread
    if training.max_length > 64:
        half = training.max_length // 2
        yield say("Rows of {length} tokens at most", length=half), attrs.evolve(training, max_length=half)
    if smaller is not None and (lora is not training or not training.checkpointing):
        everything = attrs.evolve(lora, batch_size=1, accumulation=smaller.accumulation, checkpointing=True)
        label = (
            say("LoRA, gradient checkpointing and batch size 1")
            if lora is not training
            else say("Gradient checkpointing and batch size 1")
        )
        yield label, everything
