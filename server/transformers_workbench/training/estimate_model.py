"""A model as its files describe it, and what of it an adapter touches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

WIDTHS = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "F8_E4M3": 1, "F8_E5M2": 1}
"""Bytes of a floating-point number, by the name that safetensors has for its type."""
WHOLE_WIDTHS = {"I64": 8, "U64": 8, "I32": 4, "U32": 4, "I16": 2, "U16": 2}
DTYPE_WIDTHS = {"float64": 8, "float32": 4, "float16": 2, "bfloat16": 2}
HEADS = re.compile(
    r"(^|\.)(lm_head|embed_out|output_projection)\.|^cls\.(predictions|seq_relationship)\.|^generator"
)
"""Weights of pretraining's heads, which a model for another task does not load."""
EMBEDDING = re.compile(r"(embed|wte|wpe|(^|\.)shared\.|relative_attention_bias)")
GATED = re.compile(r"(gate_proj|gate_up_proj|wi_0|\.w3\.|dense_h_to_4h_gate|gate_and_up)")


@attrs.frozen
class Tensor:
    """``stored``: bytes of a number in the file; ``floats``: whether ``dtype`` changes that."""

    name: str
    shape: tuple[int, ...]
    stored: int
    floats: bool

    @property
    def size(self) -> int:
        """How many numbers."""
        count = 1
        for each in self.shape:
            count *= each
        return count

    @property
    def is_linear(self) -> bool:
        """A matrix that a linear layer multiplies with: what can be quantized or adapted."""
        return len(self.shape) == 2 and self.name.endswith(".weight") and not EMBEDDING.search(self.name)

    @property
    def module(self) -> str:
        return self.name.rpartition(".")[0]


@attrs.frozen
class Shape:
    """The sizes of a transformer. ``attentions``: blocks of attention, those across included; ``layers``: of
    encoder and decoder together."""

    hidden: int
    layers: int
    attentions: int
    queries: int
    """Heads times their size."""
    keys: int
    heads: int
    intermediate: int
    vocabulary: int
    gated: bool
    rms: bool
    dropout: bool
    attention_dropout: bool


@attrs.frozen
class ModelFiles:
    """A model on disk. ``size``: bytes of its files; the tensors of what is no safetensors are unknown."""

    tensors: tuple[Tensor, ...]
    size: int
    shape: Shape
    stored_dtype: str
    tied: bool

    def loaded(self, *, with_head: bool) -> list[Tensor]:
        """The tensors that a model for a task has in memory."""
        keeps = with_head and not self.tied
        return [each for each in self.tensors if keeps or not HEADS.search(each.name)]


def tensors_of(rows: Iterable[Sequence[Any]]) -> tuple[Tensor, ...]:
    """Out of ``training.model``'s rows: name, type, shape."""
    return tuple(
        Tensor(
            str(name),
            tuple(int(size) for size in shape),
            WIDTHS.get(dtype, WHOLE_WIDTHS.get(dtype, 1)),
            dtype in WIDTHS,
        )
        for name, dtype, shape in rows
    )


def stored_dtype(rows: Iterable[Sequence[Any]], config: Mapping[str, Any]) -> str:
    """What ``dtype="auto"`` comes to: what the configuration says, else the first floating-point type."""
    said = str(config.get("dtype") or config.get("torch_dtype") or "").removeprefix("torch.")
    if said in DTYPE_WIDTHS:
        return said
    names = {"F64": "float64", "F32": "float32", "F16": "float16", "BF16": "bfloat16"}
    return next((names[row[1]] for row in rows if row[1] in names), "float32")


def shape_of(config: Mapping[str, Any], tensors: Sequence[Tensor]) -> Shape:
    """The sizes out of a configuration, by the names that the library's configurations answer to."""

    def number(*names: str) -> int:
        return next((int(config[name]) for name in names if config.get(name)), 0)

    hidden = number("hidden_size", "d_model", "n_embd", "dim") or _hidden_of(tensors)
    layers = number("num_hidden_layers", "num_layers", "n_layer", "n_layers")
    heads = number("num_attention_heads", "n_head", "n_heads", "num_heads") or max(1, hidden // 64)
    head = number("head_dim", "d_kv") or hidden // heads
    decoder = number("num_decoder_layers", "decoder_layers") if config.get("is_encoder_decoder") else 0
    experts = number("num_experts_per_tok") or 1
    wide = number("moe_intermediate_size") if experts > 1 else 0
    wide = wide or number("intermediate_size", "d_ff", "n_inner", "ffn_dim", "hidden_dim") or 4 * hidden
    rates = {name: config.get(name) or 0 for name in config if "drop" in name}
    attention = ("attention_probs_dropout_prob", "attn_pdrop", "attention_dropout", "dropout_rate")
    return Shape(
        hidden=hidden,
        layers=layers + decoder,
        attentions=layers + 2 * decoder,
        queries=heads * head,
        keys=(number("num_key_value_heads") or heads) * head,
        heads=heads,
        intermediate=wide * experts,
        vocabulary=number("vocab_size"),
        gated=any(GATED.search(tensor.name) for tensor in tensors),
        rms=_is_rms(tensors),
        dropout=any(
            rates.get(name) for name in ("hidden_dropout_prob", "resid_pdrop", "dropout", "dropout_rate")
        ),
        attention_dropout=any(rates.get(name) for name in attention),
    )


def _hidden_of(tensors: Sequence[Tensor]) -> int:
    return next((each.shape[1] for each in tensors if "embed" in each.name and len(each.shape) == 2), 0)


def _is_rms(tensors: Sequence[Tensor]) -> bool:
    """Norms without biases: RMS norms, which keep what they normalize in fp32."""
    names = {each.name for each in tensors}
    norms = [name for name in names if re.search(r"norm\w*\.weight$", name, re.IGNORECASE)]
    return bool(norms) and all(f"{name.removesuffix('weight')}bias" not in names for name in norms)


def matched(tensors: Iterable[Tensor], targets: Sequence[str] | str) -> list[Tensor]:
    """The linear layers that ``target_modules`` names, as peft matches them: a regular expression, all linear
    layers but the head, or names that a module's path ends in."""
    linear = [each for each in tensors if each.is_linear]
    if targets == "all-linear" or list(targets) == ["all-linear"]:
        return [each for each in linear if not HEADS.search(each.name)]
    if isinstance(targets, str):
        try:
            return [each for each in linear if re.fullmatch(f"(.*\\.)?({targets})", each.module)]
        except re.error:
            return []
    wanted = set(targets)
    return [
        each
        for each in linear
        if any(each.module == name or each.module.endswith(f".{name}") for name in wanted)
    ]
