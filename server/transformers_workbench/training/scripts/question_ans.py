"""Finding answers in texts."""

from __future__ import annotations

import argparse
from typing import Any

import numpy as np
import torch
from transformers import (
    AutoModelForQuestionAnswering,
    DataCollatorWithPadding,
    EvalPrediction,
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

TEXT_COLUMN: str
LABEL_COLUMN: str
QUESTION_COLUMN: str
STRIDE: int


def load_model(arguments: argparse.Namespace) -> Any:
    """The model with a head for where an answer starts and ends."""
    return AutoModelForQuestionAnswering.from_pretrained(
        arguments.model, dtype=torch.float32
    )


def answer_span(context: str, answers: Any) -> tuple[int, int]:
    """The characters of the first answer; both 0: there is none.

    Answers are as in SQuAD (``text`` and ``answer_start``), or a text to look for.
    """
    if isinstance(answers, dict) and answers.get("text"):
        start = answers["answer_start"][0]
        return start, start + len(answers["text"][0])
    if isinstance(answers, str) and answers and answers in context:
        start = context.index(answers)
        return start, start + len(answers)
    return 0, 0


def encode(rows: Any, tokenizer: Any, limit: int) -> Any:
    """Question and text as tokens; a long text becomes several rows that overlap.

    A row without the whole answer has both positions at the first token.
    """

    def encoded(batch: dict[str, list[Any]]) -> dict[str, Any]:
        tokens = tokenizer(
            [question.strip() for question in batch[QUESTION_COLUMN]],
            batch[TEXT_COLUMN],
            truncation="only_second",
            max_length=limit,
            stride=min(STRIDE, limit // 4),
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
        )
        sources = tokens.pop("overflow_to_sample_mapping")
        offsets = tokens.pop("offset_mapping")
        starts, ends = [], []
        for row, source in enumerate(sources):
            context, answers = batch[TEXT_COLUMN][source], batch[LABEL_COLUMN][source]
            first, last = answer_span(context, answers)
            inside = [
                place
                for place, (start, end) in enumerate(offsets[row])
                if tokens.sequence_ids(row)[place] == 1 and start < last and end > first
            ]
            whole = inside and (
                offsets[row][inside[0]][0] <= first
                and offsets[row][inside[-1]][1] >= last
            )
            starts.append(inside[0] if whole else 0)
            ends.append(inside[-1] if whole else 0)
        return {**tokens, "start_positions": starts, "end_positions": ends}

    return rows.map(encoded, batched=True, remove_columns=rows.column_names)


def compute_metrics(prediction: EvalPrediction) -> dict[str, float]:
    """How many answers are exactly right, and the mean F1 of their tokens."""
    start, end = (np.argmax(logits, axis=-1) for logits in prediction.predictions[:2])
    true_start, true_end = prediction.label_ids
    shared = np.minimum(end, true_end) - np.maximum(start, true_start) + 1
    said, there = np.maximum(end - start + 1, 0), true_end - true_start + 1
    f1 = np.where(said > 0, 2 * np.maximum(shared, 0) / (said + there), 0.0)
    exact = (start == true_start) & (end == true_end)
    return {"accuracy": float(np.mean(exact)), "f1": float(np.mean(f1))}


def main() -> None:
    """Trains a model that finds answers."""
    arguments = parse_arguments()
    set_seed(arguments.seed)
    tokenizer = load_tokenizer(arguments.model)
    columns = [QUESTION_COLUMN, TEXT_COLUMN, LABEL_COLUMN]
    training, evaluation = split(load_rows(arguments.data, columns), arguments.seed)
    model = load_model(arguments)
    limit = length_limit(tokenizer, model, max_length=arguments.max_length)
    encoded = encode(training, tokenizer, limit)
    model = adapted(model, len(encoded), arguments)
    trainer = Trainer(
        model=model,
        args=training_arguments(arguments),
        train_dataset=encoded,
        eval_dataset=encode(evaluation, tokenizer, limit),
        processing_class=tokenizer,
        data_collator=DataCollatorWithPadding(tokenizer),
        compute_metrics=compute_metrics,
        callbacks=[AllocateRanks()],
    )
    finish(trainer, tokenizer, arguments.output)
