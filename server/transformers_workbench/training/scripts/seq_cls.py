"""Sorting texts into classes."""

from __future__ import annotations

import argparse
from collections import Counter
from typing import Any

import numpy as np
import torch
from datasets import ClassLabel, DatasetDict
from transformers import (
    AutoModelForSequenceClassification,
    DataCollatorWithPadding,
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


def label(splits: DatasetDict) -> tuple[DatasetDict, list[str]]:
    """Rows with a text and a number as label, and the names of the classes."""
    feature = splits["train"].features[LABEL_COLUMN]

    def labelled(row: dict[str, Any]) -> bool:
        value = row[LABEL_COLUMN]
        hidden = value == -1 and isinstance(feature, ClassLabel)
        return value is not None and not hidden and bool(row[TEXT_COLUMN])

    have = splits.filter(labelled)
    for name, rows in splits.items():
        if len(rows) > len(have[name]):
            report(
                f"{len(rows) - len(have[name])} rows of {name} have no text or label."
            )
    values = [value for rows in have.values() for value in rows[LABEL_COLUMN]]
    names = class_names(feature, values)

    def numbered(row: dict[str, Any]) -> dict[str, Any]:
        name = class_name(feature, row[LABEL_COLUMN])
        return {"text": row[TEXT_COLUMN], "labels": names.index(name)}

    unwanted = splits["train"].column_names
    rows = have.map(numbered, remove_columns=unwanted)
    return rows.cast_column("labels", ClassLabel(names=names)), names


def load_model(arguments: argparse.Namespace, names: list[str], tokenizer: Any) -> Any:
    """The model with a new head, which knows the names of the classes."""
    model = AutoModelForSequenceClassification.from_pretrained(
        arguments.model,
        id2label=dict(enumerate(names)),
        label2id={name: number for number, name in enumerate(names)},
        num_labels=len(names),
        ignore_mismatched_sizes=True,
        dtype=torch.float32,
    )
    if model.config.pad_token_id is None:
        model.config.pad_token_id = tokenizer.pad_token_id
    return model


def encode(rows: Any, tokenizer: Any, limit: int) -> Any:
    """Token ids of the texts; labels stay."""
    return rows.map(
        lambda batch: tokenizer(batch["text"], truncation=True, max_length=limit),
        batched=True,
        remove_columns=["text"],
    )


class Metrics:
    """Accuracy and F1 of predictions."""

    def __init__(self, average: str) -> None:
        self.average = average

    def __call__(self, prediction: EvalPrediction) -> dict[str, float]:
        logits = prediction.predictions
        scores = logits[0] if isinstance(logits, tuple) else logits
        predicted = np.argmax(scores, axis=-1)
        truth = prediction.label_ids
        return {
            "accuracy": float(np.mean(predicted == truth)),
            "f1": f1_score(truth, predicted, self.average),
        }


def main() -> None:
    """Trains a classifier of texts."""
    arguments = parse_arguments()
    set_seed(arguments.seed)
    tokenizer = load_tokenizer(arguments.model)
    splits, names = label(load_rows(arguments.data, [TEXT_COLUMN, LABEL_COLUMN]))
    training, evaluation = split(splits, arguments.seed, by="labels")
    average = f1_average(Counter(names[each] for each in training["labels"]), names)
    model = load_model(arguments, names, tokenizer)
    limit = length_limit(tokenizer, model, max_length=arguments.max_length)
    model = adapted(model, len(training), arguments)
    trainer = Trainer(
        model=model,
        args=training_arguments(arguments),
        train_dataset=encode(training, tokenizer, limit),
        eval_dataset=encode(evaluation, tokenizer, limit),
        processing_class=tokenizer,
        data_collator=DataCollatorWithPadding(tokenizer),
        compute_metrics=Metrics(average),
        callbacks=[AllocateRanks()],
    )
    finish(trainer, tokenizer, arguments.output)
