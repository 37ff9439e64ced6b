"""Turning one text into another."""

from __future__ import annotations

import argparse
from typing import Any

from transformers import (
    AutoModelForSeq2SeqLM,
    DataCollatorForSeq2Seq,
    Trainer,
    set_seed,
)

from .adapters import AllocateRanks, adapted
from .every_task import (
    finish,
    length_limit,
    load_rows,
    load_tokenizer,
    parse_arguments,
    split,
    training_arguments,
)
from .language_weights import weights_type

TEXT_COLUMN: str
LABEL_COLUMN: str


def load_model(arguments: argparse.Namespace) -> Any:
    """The model that reads one text and writes another."""
    return AutoModelForSeq2SeqLM.from_pretrained(
        arguments.model, dtype=weights_type(arguments)
    )


def encode(rows: Any, tokenizer: Any, limit: int) -> Any:
    """Token ids of both texts, the second as labels."""

    def encoded(batch: dict[str, list[Any]]) -> Any:
        return tokenizer(
            batch[TEXT_COLUMN],
            text_target=batch[LABEL_COLUMN],
            truncation=True,
            max_length=limit,
        )

    filled = rows.filter(lambda row: bool(row[TEXT_COLUMN] and row[LABEL_COLUMN]))
    return filled.map(encoded, batched=True, remove_columns=rows.column_names)


def main() -> None:
    """Trains a model that turns texts into others."""
    arguments = parse_arguments()
    set_seed(arguments.seed)
    tokenizer = load_tokenizer(arguments.model)
    splits = load_rows(arguments.data, [TEXT_COLUMN, LABEL_COLUMN])
    training, evaluation = split(splits, arguments.seed)
    model = load_model(arguments)
    limit = length_limit(tokenizer, model, max_length=arguments.max_length)
    model = adapted(model, len(training), arguments)
    trainer = Trainer(
        model=model,
        args=training_arguments(arguments),
        train_dataset=encode(training, tokenizer, limit),
        eval_dataset=encode(evaluation, tokenizer, limit),
        processing_class=tokenizer,
        data_collator=DataCollatorForSeq2Seq(tokenizer, model=model),
        callbacks=[AllocateRanks()],
    )
    finish(trainer, tokenizer, arguments.output)
