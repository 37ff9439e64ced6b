"""What a forward pass keeps for the backward pass.

It counts what autograd saves, layer by layer, as Korthikanti et al. do ("Reducing Activation Recomputation
in Large Transformer Models", arXiv:2205.05198, section 4.1), with the terms apart that differ today:
attention that never makes its matrix (scaled dot product attention), gated feed-forward layers, RMS norms,
frozen weights (a linear layer keeps its input only for the gradient of its weight), and types. The terms
agree with what ``torch.autograd.graph.saved_tensors_hooks`` sees of BERT and Llama within 5 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from transformers_workbench.training.estimate_model import Shape, Tensor, matched

if TYPE_CHECKING:
    from transformers_workbench.training.estimate import Training

ALLOCATION = {"cpu": 1.55, "cuda": 1.1, "mps": 1.1}
"""How much more is taken than the tensors need. On a CPU it is measured (six to nine runs of BERT and
Llama, batch 4 to 16, length 128 and 256, glibc 2.36): freed pieces below 32 MiB stay in the heap in holes
that the next ones do not fit into (mallopt(3), M_MMAP_THRESHOLD), and a layer's temporaries are among them.
On a GPU torch's caching allocator rounds to 2 MiB and seldom has more than a tenth of holes; that is not
measured here."""


TILES_IN_TORCH = 9
"""TRL's fused head recomputes its logits tile by tile; without Triton so many are there at once
(``_backward_tile`` in ``trl/kernels/chunked_logprob.py``: the product, scaled twice, logarithm,
exponential, target, and the gradient with what it is made of)."""


@attrs.frozen
class Held:
    """Bytes. ``total``: when the backward pass begins; ``layer``: of one layer."""

    total: int
    layer: int


def activations(shape: Shape, training: Training, linear: Sequence[Tensor]) -> Held:
    """What is held for one batch whose rows are all as long as they may be."""
    tokens = training.batch_size * training.max_length
    width = 2 if training.mixed or training.width == 2 else training.width
    stream = 4 if training.mixed else width
    """Between the layers: half precision is only where it is multiplied."""
    cross = shape.attentions / shape.layers if shape.layers else 1.0
    per_token = (
        cross * _attention(shape, training, width)
        + _feed_forward(shape, training, width)
        + _norms(shape, training, stream)
        + _adapters(shape, training, linear, width)
    )
    factor = ALLOCATION.get(training.device, 1.1)
    layer = int(tokens * per_token * factor)
    copies = 0
    if training.mixed and training.width == 4:
        copies = 2 * sum(each.size for each in linear)
    if training.checkpointing:
        kept = tokens * shape.hidden * stream * shape.layers
        total = int(kept * factor) + layer + copies // max(1, shape.layers)
    else:
        total = layer * shape.layers + copies
    embedded = int(tokens * shape.hidden * stream * (1 + shape.dropout) * factor)
    return Held(total + embedded + _logits(shape, training, width), layer)


def _attention(shape: Shape, training: Training, width: int) -> float:
    """Bytes a token of one block of attention."""
    kept: float = (shape.queries + 2 * shape.keys) * width
    if _makes_matrix(shape, training):
        row = shape.heads * training.max_length
        kept += row * width
        if shape.attention_dropout:
            kept += row * (_mask(training, width) + width)
    else:
        kept += shape.queries * width + shape.heads * 4
    if training.method == "FULL":
        kept += (shape.hidden + shape.queries) * width
    if shape.dropout:
        kept += shape.hidden * _mask(training, width)
    return kept


def _makes_matrix(shape: Shape, training: Training) -> bool:
    """Whether each head's weights for all pairs of tokens are in memory: torch's CPU kernel has no dropout,
    and falls back (``aten/src/ATen/native/transformers/sdp_utils_cpp.cpp``)."""
    return training.eager or (training.device == "cpu" and shape.attention_dropout)


def _feed_forward(shape: Shape, training: Training, width: int) -> float:
    kept = shape.intermediate * width * (3 if shape.gated else 1)
    if training.method == "FULL":
        kept += (shape.hidden + shape.intermediate) * width
    if shape.dropout:
        kept += shape.hidden * _mask(training, width)
    return kept


def _norms(shape: Shape, training: Training, stream: int) -> float:
    """Two norms: their inputs; an RMS norm works in fp32, and keeps its result for a weight that is
    trained."""
    if not shape.rms:
        return 2 * shape.hidden * stream
    return 2 * shape.hidden * 4 * (2 if training.method == "FULL" else 1)


def _adapters(shape: Shape, training: Training, linear: Sequence[Tensor], width: int) -> float:
    """Inputs of adapted layers, once for those that share one, what is in the middle, and dropout."""
    if training.method == "FULL" or not shape.layers:
        return 0.0
    adapted = matched(linear, training.targets)
    inputs = {(each.module.rpartition(".")[0], each.shape[1]) for each in adapted}
    kept = sum(columns for _, columns in inputs) * width
    if training.method == "IA3":
        kept += sum(each.shape[0] for each in adapted) * width
    else:
        kept += len(adapted) * training.rank * width
    if training.lora_dropout:
        kept += sum(each.shape[1] for each in adapted) * (width + _mask(training, width))
    return kept / shape.layers


def _mask(training: Training, width: int) -> int:
    """Bytes of a number of a dropout's mask: a bool on a GPU, a number like the others on a CPU
    (``aten/src/ATen/native/Dropout.cpp``)."""
    return width if training.device == "cpu" else 1


def _logits(shape: Shape, training: Training, width: int) -> int:
    """The vocabulary's scores of every token, in fp32 for the loss (``transformers/loss/loss_utils.py``),
    their logarithms, and the gradients of both."""
    if not training.predicts_words:
        return 0
    tokens = training.batch_size * training.max_length
    if training.loss_tile is not None:
        rows, words = training.loss_tile
        tile = min(tokens, rows) * min(shape.vocabulary, words)
        return tile * (TILES_IN_TORCH * 4 if training.device == "cpu" else 4)
    upcast = 0 if width >= 4 else 4
    return tokens * shape.vocabulary * (width + upcast + 4 + 4)
