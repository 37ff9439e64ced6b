"""Which learning rates are usual, by how weights are trained. Peak values, for Adam and its kin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import attrs

from transformers_workbench.health.series import Method

Verdict = Literal["low", "fine", "high"]


@attrs.frozen
class Range:
    """``low`` and ``high``: beyond them a rate is out of range; between ``usual`` and ``high`` it works for
    some."""

    low: float
    usual: float
    high: float


RANGES: Mapping[Method, Range] = {
    # BERT (arXiv:1810.04805, A.3): 2e-5 to 5e-5; RoBERTa (arXiv:1907.11692): 1e-5 to 3e-5; Llama 2's
    # supervised
    # fine-tuning (arXiv:2307.09288): 2e-5. "On the Stability of Fine-tuning BERT" (arXiv:2006.04884): runs
    # fail
    # more and more above 5e-5. 1e-4 is the largest that small encoders are trained with.
    "full": Range(5e-7, 5e-5, 1.5e-4),
    # LoRA (arXiv:2106.09685, D.1 to D.4): 2e-4 to 5e-4, up to 2e-3 for GPT-2 Medium's rank 4; QLoRA
    # (arXiv:2305.14314, B.2): 1e-4 to 2e-4; PEFT's own examples go to 5e-3 for images.
    "lora": Range(5e-6, 5e-4, 5e-3),
    # Prompt tuning (arXiv:2104.08691): 0.3; prefix tuning (arXiv:2101.00190): 5e-5; PEFT's examples 3e-2.
    "prompt": Range(1e-5, 3e-1, 1.0),
    # GPT-3 (arXiv:2005.14165, table 2.1): 6e-5 to 6e-4; models of a million parameters take 3e-3.
    "scratch": Range(1e-6, 3e-3, 2e-2),
}
ANY = Range(5e-8, 1e-4, 2e-2)
"""Of an unknown method: only what no method takes is out of range; above ``usual`` a full fine-tuning would
already suffer."""


def range_of(method: Method | None) -> Range:
    return RANGES[method] if method is not None else ANY


def verdict(rate: float, method: Method | None) -> Verdict:
    """Whether a peak learning rate is out of the range of a method."""
    usual = range_of(method)
    if rate <= 0:
        return "fine"
    return "low" if rate < usual.low else "high" if rate > usual.high else "fine"


def lower(rate: float) -> float:
    """The rate to try instead of one that is too high: a tenth, with two digits."""
    return float(f"{rate / 10:.2g}")


def higher(rate: float, method: Method | None) -> float:
    """The rate to try instead of one that is too low: ten times, and at least what some are trained with."""
    return float(f"{max(rate * 10, range_of(method).usual / 5):.2g}")
