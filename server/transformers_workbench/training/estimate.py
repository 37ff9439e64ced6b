"""Peak memory of training, by one formula for every model.

The peak of a step is weights, optimizer states, and the larger of two moments: the activations when the
backward pass begins (with what the loss makes of the logits), or the gradients when it ends, beside one
layer. With gradients accumulated over several batches both come together.

- Optimizer states: torch's AdamW makes two tensors like each parameter (``torch/optim/adamw.py``), of its
  own type; bitsandbytes' one byte each with a fp32 maximum a block of 256 (Dettmers et al.,
  arXiv:2110.02861); Adafactor a row and a column (Shazeer and Stern, arXiv:1804.04235).
- Mixed precision keeps the weights as they were loaded, and has a copy in half precision of each matrix
  that is multiplied (``torch.autocast`` caches them; autograd keeps them).
- Adapters: LoRA has rank × (in + out) numbers a module (Hu et al., arXiv:2106.09685), in fp32: peft casts
  half precision up (``autocast_adapter_dtype``).
- Quantized matrices: one byte a number, or half a byte and a fp32 maximum a block of 64 (arXiv:2305.14314).
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from transformers_workbench.training.estimate_activations import activations
from transformers_workbench.training.estimate_model import DTYPE_WIDTHS, ModelFiles, Tensor, matched

QUANTIZED = {"8bit": 1.0, "4bit": 0.5 + 4 / 64}
PROMPTS = {"PROMPTTUNING", "PROMPTENCODER", "PREFIXTUNING"}
TASK_HEADS = ("SequenceClassification", "TokenClassification", "QuestionAnswering", "MultipleChoice")


@attrs.frozen
class Training:
    """How it is trained. ``dtype``: of the loaded weights; ``mixed``: fp16 or bf16 where it is multiplied.
    ``overhead``: bytes that the process, or the GPU's context, takes anyway. ``parts``: GPUs that the model's
    layers are spread over; ``loss_tile``: tokens and words of the logits that are made at once, if not all;
    ``copies``: processes that train together."""

    model_class: str
    method: str = "FULL"
    rank: int = 8
    targets: Sequence[str] | str = ()
    feedforward: Sequence[str] = ()
    saved: Sequence[str] = ()
    lora_dropout: float = 0.0
    virtual_tokens: int = 20
    batch_size: int = 8
    accumulation: int = 1
    max_length: int = 512
    dtype: str = "float32"
    mixed: bool = False
    quantization: str = ""
    optimizer: str = "adamw_torch"
    checkpointing: bool = False
    eager: bool = False
    labels: int = 2
    loss_tile: tuple[int, int] | None = None
    device: str = "cpu"
    overhead: int = 0
    parts: int = 1
    copies: int = 1

    @property
    def predicts_words(self) -> bool:
        """Whether the model ends in the whole vocabulary."""
        name = self.model_class
        return any(
            word in name for word in ("CausalLM", "LMHead", "Seq2Seq", "MaskedLM", "ConditionalGeneration")
        )

    @property
    def width(self) -> int:
        """Bytes of a weight as loaded."""
        return DTYPE_WIDTHS.get(self.dtype, 4)


@attrs.frozen
class Memory:
    """Bytes. ``activations``: what they need beyond the room that the gradients take later."""

    weights: int
    adapter: int
    gradients: int
    optimizer: int
    activations: int
    overhead: int

    @property
    def total(self) -> int:
        return sum(attrs.astuple(self))


def memory(model: ModelFiles, training: Training) -> Memory:
    """The peak of one device."""
    tensors = model.loaded(with_head=training.predicts_words)
    full = training.method == "FULL"
    weights = _weights(model, tensors, training)
    shapes = adapter_shapes(model, tensors, training)
    new = sum(rows * columns for rows, columns in shapes)
    adapter = new * 4
    trainable = [(each.shape, training.width) for each in tensors if each.floats] if full else []
    if full and not tensors:
        trainable = [((model.size // DTYPE_WIDTHS[model.stored_dtype],), training.width)]
    for each in [] if full else _copied(tensors, training):
        adapter += each.size * training.width
        trainable.append((each.shape, training.width))
    trainable += [(shape, 4) for shape in shapes]
    gradients = sum(_count(shape) * width for shape, width in trainable)
    if training.copies > 1:
        gradients *= 2  # DistributedDataParallel has buckets of the same size beside them.
    states = sum(_states(shape, width, training.optimizer) for shape, width in trainable)
    held = activations(model.shape, training, [each for each in tensors if each.is_linear])
    later = max(held.layer, gradients if _copies_parameters(training) else 0)
    beyond = held.total if training.accumulation > 1 else max(held.total - gradients, later)
    share = max(1, training.parts)
    return Memory(
        weights=weights // share,
        adapter=adapter // share,
        gradients=gradients // share,
        optimizer=states // share,
        activations=beyond // share if share > 1 else beyond,
        overhead=training.overhead,
    )


def _copies_parameters(training: Training) -> bool:
    """torch's AdamW on a GPU works on lists of all tensors at once, with a copy of them, unless it is
    fused."""
    return training.device == "cuda" and training.optimizer in {"adamw_torch", "adamw_hf"}


def _weights(model: ModelFiles, tensors: Sequence[Tensor], training: Training) -> int:
    if not tensors:
        count = model.size // DTYPE_WIDTHS[model.stored_dtype]
        return int(count * QUANTIZED.get(training.quantization, training.width))
    total = 0.0
    for each in tensors:
        width: float = training.width if each.floats else each.stored
        if training.quantization and each.is_linear and "head" not in each.name:
            width = QUANTIZED[training.quantization]
        total += each.size * width
    return int(total)


def adapter_shapes(model: ModelFiles, tensors: Sequence[Tensor], training: Training) -> list[tuple[int, int]]:
    """The matrices that are new: of the method, and of a head for the task."""
    found: list[tuple[int, int]] = []
    if any(name in training.model_class for name in TASK_HEADS):
        found.append((training.labels, model.shape.hidden))
    if training.method == "FULL":
        return found
    if training.method in PROMPTS:
        depth = 2 * model.shape.layers if training.method == "PREFIXTUNING" else 1
        return [*found, (training.virtual_tokens, depth * model.shape.hidden)]
    for rows, columns, name in _targets(model, tensors, training):
        if training.method == "IA3":
            is_forward = any(name.endswith(each) for each in training.feedforward)
            found.append((1, columns if is_forward else rows))
            continue
        pairs = 2 if training.method == "LOHA" else 1
        found += [(training.rank, columns), (rows, training.rank)] * pairs
    return found


def _targets(model: ModelFiles, tensors: Sequence[Tensor], training: Training) -> list[tuple[int, int, str]]:
    """Rows, columns and name of each adapted matrix."""
    if tensors:
        return [(each.shape[0], each.shape[1], each.module) for each in matched(tensors, training.targets)]
    # Without headers each name is taken for a matrix of attention in every layer.
    names = [training.targets] if isinstance(training.targets, str) else list(training.targets)
    return [(model.shape.queries, model.shape.hidden, name) for name in names] * model.shape.layers


def _copied(tensors: Sequence[Tensor], training: Training) -> list[Tensor]:
    """The weights that ``modules_to_save`` trains a copy of."""
    return [each for each in tensors if any(name in each.module.split(".") for name in training.saved)]


def _states(shape: Sequence[int], width: int, optimizer: str) -> int:
    """Bytes of an optimizer's states for a parameter."""
    count = _count(shape)
    if "8bit" in optimizer:
        states = 1 if "lion" in optimizer or "rmsprop" in optimizer else 2
        return int(states * count * (1 + 4 / 256))
    if optimizer.startswith("adafactor"):
        return 4 * (shape[0] + shape[1]) if len(shape) == 2 else 4 * count
    if optimizer.startswith("sgd"):
        return 0
    if optimizer.startswith(("adagrad", "rmsprop", "lion")):
        return count * width
    return 2 * count * width


def _count(shape: Sequence[int]) -> int:
    count = 1
    for each in shape:
        count *= each
    return count
