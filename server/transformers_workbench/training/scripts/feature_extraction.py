"""Placing texts of one meaning near each other."""

from __future__ import annotations

import argparse
import random
from typing import Any

import torch
from datasets import Dataset
from transformers import AutoModel, Trainer, set_seed

from .adapters import AllocateRanks, adapted
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
SCALE: float


def load_model(arguments: argparse.Namespace) -> Any:
    """The model without a head: its hidden states are the embedding."""
    return AutoModel.from_pretrained(arguments.model, dtype=torch.float32)


def pairs(rows: Any, seed: int) -> Dataset:
    """Texts, each with one that belongs to it, and the group that both are of.

    The second column is either the other text, or a label: then the other text is any
    with the same label. Values that repeat themselves are taken for labels.
    """
    texts, others = list(rows[TEXT_COLUMN]), list(rows[LABEL_COLUMN])
    if 2 * len(set(others)) > len(others):
        groups = list(range(len(texts)))
    else:
        members: dict[Any, list[str]] = {}
        for text, label in zip(texts, others, strict=True):
            members.setdefault(label, []).append(text)
        report(f"{LABEL_COLUMN} holds {len(members)} labels: texts of one are pairs.")
        groups = [list(members).index(label) for label in others]
        chance = random.Random(seed)
        others = [chance.choice(members[label]) for label in others]
    return Dataset.from_dict({"text": texts, "other": others, "group": groups})


class PairCollator:
    """A batch: first all texts, then the one that belongs to each."""

    def __init__(self, tokenizer: Any, limit: int) -> None:
        self.tokenizer = tokenizer
        self.limit = limit

    def __call__(self, rows: list[dict[str, Any]]) -> dict[str, Any]:
        texts = [row["text"] for row in rows] + [row["other"] for row in rows]
        batch = self.tokenizer(
            texts,
            padding=True,
            truncation=True,
            max_length=self.limit,
            return_tensors="pt",
        )
        return {**batch, "group": torch.tensor([row["group"] for row in rows])}


def embed(model: Any, inputs: dict[str, Any]) -> torch.Tensor:
    """The mean of a text's hidden states, of length 1."""
    hidden = model(**inputs).last_hidden_state
    mask = inputs["attention_mask"].unsqueeze(-1).to(hidden.dtype)
    # Methods with virtual tokens put theirs in front.
    hidden = hidden[:, hidden.shape[1] - mask.shape[1] :]
    mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1)
    return torch.nn.functional.normalize(mean.float(), dim=-1)


class PairTrainer(Trainer):
    """Contrastive: among the others of its batch, each text is to find its own.

    Henderson et al. 2017, “Efficient Natural Language Response Suggestion”, section 4.4.
    """

    def compute_loss(
        self, model: Any, inputs: Any, return_outputs: bool = False, **kwargs: Any
    ) -> Any:
        encoded = {name: inputs[name] for name in inputs if name != "group"}
        first, second = embed(model, encoded).chunk(2)
        group = inputs["group"]
        same = group.unsqueeze(0) == group.unsqueeze(1)
        itself = torch.eye(len(group), dtype=torch.bool, device=group.device)
        scores = SCALE * first @ second.T
        scores = scores.masked_fill(same & ~itself, float("-inf"))
        right = torch.arange(len(group), device=group.device)
        loss = torch.nn.functional.cross_entropy(scores, right)
        return (loss, {"scores": scores}) if return_outputs else loss

    def prediction_step(
        self,
        model: Any,
        inputs: Any,
        prediction_loss_only: bool,
        ignore_keys: list[str] | None = None,
    ) -> tuple[Any, None, None]:
        with torch.no_grad():
            loss = self.compute_loss(model, self._prepare_inputs(inputs))
        return loss.detach(), None, None


def main() -> None:
    """Trains a model whose embeddings tell texts of one meaning from others."""
    arguments = parse_arguments()
    set_seed(arguments.seed)
    tokenizer = load_tokenizer(arguments.model)
    splits = load_rows(arguments.data, [TEXT_COLUMN, LABEL_COLUMN])
    training, evaluation = split(splits, arguments.seed)
    model = load_model(arguments)
    limit = length_limit(tokenizer, model, max_length=arguments.max_length)
    model = adapted(model, len(training), arguments)
    trainer = PairTrainer(
        model=model,
        args=training_arguments(arguments),
        train_dataset=pairs(training, arguments.seed),
        eval_dataset=pairs(evaluation, arguments.seed),
        processing_class=tokenizer,
        data_collator=PairCollator(tokenizer, limit),
        callbacks=[AllocateRanks()],
    )
    finish(trainer, tokenizer, arguments.output)
