"""Metrics and devices of a run, in few words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from transformers_workbench.wording import Wording

MOST_SHOWN = 2
JUDGED = (re.compile("f1"), re.compile("accuracy"))
"""By which classification is judged, the more telling first."""
COSTS = re.compile("loss$|_runtime$|_per_second$|_time$|num_tokens$|entropy$")
"""What an evaluation tells of itself, not of the model."""


def loss_words(metrics: Mapping[str, float]) -> str:
    """The newest loss."""
    name = next((name for name in ("loss", "eval_loss", "train_loss") if name in metrics), None)
    return "" if name is None else f"{name} {figure(metrics[name])}"


def result_words(metrics: Mapping[str, float]) -> list[str]:
    """What came of it: ``f1 0.91``, ``accuracy 0.93``; without an evaluation the losses."""
    scores = {name.removeprefix("eval_"): name for name in metrics if _is_score(name)}
    judged = sorted(filter(_rank_known, scores), key=_rank)
    named = [(word, scores[word]) for word in judged or scores]
    named = named or [(name, name) for name in ("eval_loss", "train_loss", "loss") if name in metrics]
    return [f"{word} {figure(metrics[name])}" for word, name in named[:MOST_SHOWN]]


def _is_score(name: str) -> bool:
    return (name.startswith("eval_") and not COSTS.search(name)) or name in ("f1", "accuracy")


def _rank(name: str) -> int:
    return next((rank for rank, pattern in enumerate(JUDGED) if pattern.search(name)), len(JUDGED))


def _rank_known(name: str) -> bool:
    return _rank(name) < len(JUDGED)


def figure(value: float) -> str:
    """Three digits, as a row has room for."""
    return f"{value:,.0f}" if 1000 <= abs(value) < 1e9 else f"{value:.3g}"


def device_words(ids: Iterable[Any], say: Wording) -> str:
    """``GPU 0``, ``GPUs 0, 1``, ``GPUs 0–7``, ``CPU``, ``Apple GPU``."""
    names = [str(each) for each in ids]
    numbers = [name for name in names if name.isascii() and name.isdigit()]
    parts = [{"cpu": "CPU", "mps": "Apple GPU"}.get(name, name) for name in names if name not in numbers]
    if numbers:
        words = _span(numbers)
        parts.insert(0, say("GPU {ids}", ids=words) if len(numbers) == 1 else say("GPUs {ids}", ids=words))
    return ", ".join(parts)


def _span(numbers: list[str]) -> str:
    if len(numbers) > 2 and len(numbers[-1]) < 5:
        first = int(numbers[0]) if len(numbers[0]) < 5 else -1
        if numbers == [str(first + offset) for offset in range(len(numbers))]:
            return f"{numbers[0]}–{numbers[-1]}"
    return ", ".join(numbers)
