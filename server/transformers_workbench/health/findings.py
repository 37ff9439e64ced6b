"""What a rule says of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

Severity = Literal["error", "warning", "info"]


@attrs.frozen
class Cause:
    """``key``: a stable word; ``text`` in the user's language."""

    key: str
    text: str


@attrs.frozen
class Argument:
    """A field of ``TrainingArguments`` to change. ``value``: what it is, as far as the log tells."""

    name: str
    suggested: float | bool | str
    value: float | bool | str | None = None


@attrs.frozen
class Finding:
    """``steps``: the first and the last it is about; rows, counted from 1, of a log without steps.
    ``causes``: the likeliest first."""

    rule: str
    severity: Severity
    steps: tuple[int, int]
    evidence: Mapping[str, float]
    message: str
    causes: tuple[Cause, ...]
    advice: str
    argument: Argument | None = None
