"""Before a training run: will it fit, and what is the data like?"""

from __future__ import annotations

from typing import Any, Literal

import attrs

from transformers_workbench.protocol.method import Method
from transformers_workbench.protocol.training import RunSpec


@attrs.frozen(repr=False, eq=False)
class EstimateParams:
    """For a script, read without running it; ``values`` win over what it says, by the names that
    ``MemoryEstimate.values`` has."""

    spec: RunSpec
    folder: str
    values: dict[str, Any] = attrs.field(factory=dict)


@attrs.frozen(repr=False, eq=False)
class MemoryPart:
    """``label`` in the user's language; bytes."""

    kind: Literal["weights", "adapter", "gradients", "optimizer", "activations", "overhead"]
    label: str
    size: int


@attrs.frozen(repr=False, eq=False)
class MemoryRemedy:
    """What would make it smaller, and the size then."""

    label: str
    total: int
    fits: bool


@attrs.frozen(repr=False, eq=False)
class MemoryEstimate:
    """Peak memory of one device. ``known``: false when the model could not be found; ``message`` says why."""

    known: bool
    message: str
    total: int = 0
    free: int = 0
    """Bytes of the device chosen; of the machine for a CPU."""
    fits: bool = True
    parts: list[MemoryPart] = attrs.field(factory=list)
    remedies: list[MemoryRemedy] = attrs.field(factory=list)
    values: dict[str, Any] = attrs.field(factory=dict)
    """What it reckoned with: model, method, rank, batch_size, max_length, precision, optimizer,
    gradient_checkpointing."""
    assumed: list[str] = attrs.field(factory=list)
    """Names of ``values`` that the script does not say."""


@attrs.frozen(repr=False, eq=False)
class DataParams:
    """``uri``: a JSONL, JSON, CSV or Parquet file. ``model``: whose tokenizer counts; empty: none,
    characters do."""

    uri: str
    model: str = ""
    max_length: int = 0
    """0: the tokenizer's own."""
    text_column: str = ""
    label_column: str = ""


@attrs.frozen(repr=False, eq=False)
class DataColumn:
    """``examples``: a few values, shortened."""

    name: str
    kind: Literal["text", "messages", "integer", "number", "boolean", "list", "object", "empty"]
    distinct: int | None
    """``None``: too many to count."""
    examples: list[str]


@attrs.frozen(repr=False, eq=False)
class DataClass:
    """A label and its rows."""

    label: str
    rows: int


@attrs.frozen(repr=False, eq=False)
class DataFinding:
    """What is wrong, or good to know, in the user's language."""

    severity: Literal["error", "warning", "info"]
    rule: str
    message: str
    rows: list[int] = attrs.field(factory=list)
    """The first of them, counted from 1."""


@attrs.frozen(repr=False, eq=False)
class DataLook:
    """A look at the data: how much of it, how long, how it is labelled."""

    rows: int
    columns: list[DataColumn]
    text_column: str
    label_column: str
    classes: list[DataClass]
    unbalanced: bool
    lengths: dict[str, int]
    """``median``, ``p95``, ``max`` in tokens, or in characters without a tokenizer; empty: no text."""
    in_tokens: bool
    truncated_rows: int
    unlearnable_rows: int
    """Whose answer carries no loss."""
    sampled: bool
    """Not every row was measured."""
    findings: list[DataFinding] = attrs.field(factory=list)


TRAINING_ESTIMATE = Method("transformers/training/estimate", EstimateParams, MemoryEstimate)
TRAINING_DATA = Method("transformers/training/data", DataParams, DataLook)
