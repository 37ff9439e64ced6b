"""Labelling the words of sentences."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

import numpy as np
import torch
from datasets import DatasetDict
from transformers import (
    AutoModelForTokenClassification,
    DataCollatorForTokenClassification,
    EvalPrediction,
    Trainer,
    set_seed,
)

from .adapters import AllocateRanks, adapted
from .classes import class_name, class_names, f1_average, f1_score
from .every_task import (
    finish,
    length_limit,
    load_rows,
    load_tokenizer,
    parse_arguments,
    report,
    split,
    training_arguments,
)

TEXT_COLUMN: str
LABEL_COLUMN: str
NO_LOSS = -100


def label(splits: DatasetDict) -> tuple[DatasetDict, list[str]]:
    """Rows with words and a number for each, and the names of the classes."""
    feature = splits["train"].features[LABEL_COLUMN]
    inner = getattr(feature, "feature", None)

    def matching(row: dict[str, Any]) -> bool:
        words, tags = row[TEXT_COLUMN], row[LABEL_COLUMN]
        return bool(words) and len(words) == len(tags or [])

    have = splits.filter(matching)
    for name, rows in splits.items():
        if len(rows) > len(have[name]):
            lost = len(rows) - len(have[name])
            report(f"{lost} rows of {name} have no words, or not a label for each.")
    every = (row for rows in have.values() for row in rows[LABEL_COLUMN])
    names = class_names(inner, (tag for tags in every for tag in tags))

    def numbered(row: dict[str, Any]) -> dict[str, Any]:
        tags = [names.index(class_name(inner, tag)) for tag in row[LABEL_COLUMN]]
        return {"words": row[TEXT_COLUMN], "numbers": tags}

    unwanted = splits["train"].column_names
    return have.map(numbered, remove_columns=unwanted), names


def load_model(arguments: argparse.Namespace, names: list[str]) -> Any:
    """The model with a new head, which knows the names of the classes."""
    return AutoModelForTokenClassification.from_pretrained(
        arguments.model,
        id2label=dict(enumerate(names)),
        label2id={name: number for number, name in enumerate(names)},
        num_labels=len(names),
        ignore_mismatched_sizes=True,
        dtype=torch.float32,
    )


def encode(rows: Any, tokenizer: Any, limit: int) -> Any:
    """Token ids; the first token of a word has its label, the others carry no loss."""

    def encoded(row: dict[str, Any]) -> dict[str, Any]:
        tokens = tokenizer(
            row["words"], is_split_into_words=True, truncation=True, max_length=limit
        )
        labels, before = [], None
        for word in tokens.word_ids():
            first = word is not None and word != before
            labels.append(row["numbers"][word] if first else NO_LOSS)
            before = word
        return {**tokens, "labels": labels}

    return rows.map(encoded, remove_columns=["words", "numbers"])


class Metrics:
    """Accuracy and F1 of the words' labels."""

    def __init__(self, average: str) -> None:
        self.average = average

    def __call__(self, prediction: EvalPrediction) -> dict[str, float]:
        logits = prediction.predictions
        scores = logits[0] if isinstance(logits, tuple) else logits
        counted = prediction.label_ids != NO_LOSS
        predicted = np.argmax(scores, axis=-1)[counted]
        truth = prediction.label_ids[counted]
        return {
            "accuracy": float(np.mean(predicted == truth)),
            "f1": f1_score(truth, predicted, self.average),
        }


def main() -> None:
    """Trains a model that labels words."""
    arguments = parse_arguments()
    set_seed(arguments.seed)
    tokenizer = load_tokenizer(arguments.model)
    splits, names = label(load_rows(arguments.data, [TEXT_COLUMN, LABEL_COLUMN]))
    training, evaluation = split(splits, arguments.seed)
    counts = Counter(names[each] for row in training["numbers"] for each in row)
    average = f1_average(counts, names)
    model = load_model(arguments, names)
    limit = length_limit(tokenizer, model, max_length=arguments.max_length)
    model = adapted(model, len(training), arguments)
    trainer = Trainer(
        model=model,
        args=training_arguments(arguments),
        train_dataset=encode(training, tokenizer, limit),
        eval_dataset=encode(evaluation, tokenizer, limit),
        processing_class=tokenizer,
        data_collator=DataCollatorForTokenClassification(tokenizer),
        compute_metrics=Metrics(average),
        callbacks=[AllocateRanks()],
    )
    finish(trainer, tokenizer, arguments.output)
