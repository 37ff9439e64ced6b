"""What scripts that sort into classes have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
from datasets import ClassLabel

from .every_task import report

F1_AVERAGE: str


def f1_score(truth: np.ndarray, predicted: np.ndarray, average: str) -> float:
    """``binary``: F1 of class 1; ``macro``: the mean of every class's F1, so that a rare
    class counts as much as a common one."""
    scores = []
    classes = [1] if average == "binary" else np.union1d(truth, predicted)
    for each in classes:
        right = np.sum((predicted == each) & (truth == each))
        said = np.sum(predicted == each)
        there = np.sum(truth == each)
        scores.append(2 * right / (said + there) if said + there else 0.0)
    return float(np.mean(scores)) if scores else 0.0


def f1_average(counts: Counter[str], names: list[str]) -> str:
    """How F1 is averaged: as ``F1_AVERAGE`` says, else as the classes' sizes want it."""
    for name in names:
        report(f"  {counts[name]:8} × {name}")
    sizes = [counts[name] for name in names]
    unbalanced = max(sizes) > 1.5 * min(sizes)
    average = F1_AVERAGE
    if average == "auto":
        average = "macro" if unbalanced or len(names) != 2 else "binary"
    balance = "unbalanced" if unbalanced else "balanced"
    of = f"class {names[1]!r}" if average == "binary" else "all classes alike (macro)"
    report(f"{len(names)} classes, {balance}: F1 is of {of}.")
    return average


def class_names(feature: Any, values: Iterable[Any]) -> list[str]:
    """The names of the classes: the data set's own, else its values, sorted."""
    if isinstance(feature, ClassLabel):
        return list(feature.names)
    kinds = sorted(set(values), key=lambda value: (isinstance(value, str), value))
    names = list(dict.fromkeys(str(value) for value in kinds))
    if len(names) < 2:
        raise ValueError(f"there are not two classes: {names}")
    return names


def class_name(feature: Any, value: Any) -> str:
    """The name of a label as it is in the data."""
    return feature.int2str(value) if isinstance(feature, ClassLabel) else str(value)
