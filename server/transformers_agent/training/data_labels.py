"""The classes of a label column, and whether there are enough rows of each."""

from __future__ import annotations

from transformers_agent.training.data_columns import Column
from transformers_agent.training.data_findings import Findings

BALANCED = 1.5
"""Up to this ratio of the largest class to the smallest, classes count as balanced. Google's machine learning
course (developers.google.com/machine-learning, "Imbalanced data") calls a minority of 20 to 40 % mildly
imbalanced: 60 to 40 is 1.5,"""
MODERATE = 4.0
"""and 80 to 20, where it begins to call it moderate, is 4."""
CLASSES_SHOWN = 100
FEW = 20
"""So many whole numbers are taken for classes; of more, each has to come as often."""


def look_at_labels(column: Column, findings: Findings) -> tuple[list[tuple[str, int]], bool]:
    """Each class with its rows, the largest first, and whether they are unbalanced. None for numbers that are
    no classes, and for labels that are lists (a label a token)."""
    if column.values is None or column.kind == "number" or not column.values:
        if column.kind == "empty":
            findings.add("error", "no-labels", column=column.name[:80])
        return [], False
    classes = sorted(
        ((text, rows) for (_, text), rows in column.values.items()), key=lambda each: (-each[1], each[0])
    )
    rows = sum(rows for _, rows in classes)
    if column.kind == "integer" and len(classes) > max(FEW, rows / FEW):
        return [], False  # A number to be met, and no class.
    if len(classes) == 1:
        findings.add("error", "one-class", label=classes[0][0][:80])
        return classes, False
    if column.kind == "integer":
        _look_at_numbers([text for text, _ in classes], findings)
    single = [label for label, rows in classes if rows < 2]
    if single:
        findings.add("warning", "small-class", classes=len(single), label=single[0][:80])
    ratio = classes[0][1] / classes[-1][1]
    if ratio > BALANCED:
        severity = "warning" if ratio > MODERATE else "info"
        largest, smallest = classes[0], classes[-1]
        findings.add(
            severity,  # type: ignore[arg-type]
            "unbalanced",
            largest=largest[0][:80],
            largest_rows=largest[1],
            smallest=smallest[0][:80],
            smallest_rows=smallest[1],
        )
    return classes[:CLASSES_SHOWN], ratio > BALANCED


def _look_at_numbers(labels: list[str], findings: Findings) -> None:
    """Numbers of classes have to count from 0: a model of three classes has no fourth output."""
    numbers = sorted({int(label) for label in labels})
    if numbers[0] < 0 or numbers[-1] != len(numbers) - 1:
        findings.add("warning", "label-numbers", first=numbers[0], last=numbers[-1], classes=len(numbers))
