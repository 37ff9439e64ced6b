"""Continuing texts, and answering in conversations."""

from __future__ import annotations

import argparse
import re
from typing import Any

from datasets import DatasetDict
from transformers import (
    AutoModelForCausalLM,
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
    report,
    split,
    training_arguments,
)
from .language_weights import weights_type

TEXT_COLUMN: str
LABEL_COLUMN: str
NO_LOSS = -100


def load_model(arguments: argparse.Namespace, tokenizer: Any) -> Any:
    """The model that continues texts."""
    model = AutoModelForCausalLM.from_pretrained(
        arguments.model, dtype=weights_type(arguments)
    )
    if model.config.pad_token_id is None:
        model.config.pad_token_id = tokenizer.pad_token_id
    model.config.use_cache = False
    return model


def encode_text(text: str, tokenizer: Any) -> dict[str, list[int]]:
    """A text to be continued: all of it carries loss, its end too."""
    ids = [*tokenizer(text)["input_ids"]]
    if ids[-1:] != [tokenizer.eos_token_id]:
        ids.append(tokenizer.eos_token_id)
    return {"input_ids": ids, "labels": list(ids)}


def encode_pair(prompt: str, answer: str, tokenizer: Any) -> dict[str, list[int]]:
    """A prompt and its answer: the answer alone carries loss."""
    before = tokenizer(prompt)["input_ids"]
    if before[-1:] == [tokenizer.eos_token_id]:
        before = before[:-1]
    after = tokenizer(answer, add_special_tokens=False)["input_ids"]
    after = [*after, tokenizer.eos_token_id]
    return {
        "input_ids": [*before, *after],
        "labels": [NO_LOSS] * len(before) + after,
    }


def encode_messages(messages: list[Any], tokenizer: Any) -> dict[str, list[int]]:
    """A conversation by the model's template: what the assistant says carries loss."""
    # A data set gives every message every key; templates ask whether a key is there.
    said = [
        {key: value for key, value in each.items() if value is not None}
        for each in messages
    ]
    if re.search(r"\{%-?\s*generation", template_of(tokenizer)):
        encoded = tokenizer.apply_chat_template(
            said, return_dict=True, return_assistant_tokens_mask=True
        )
        ids, mask = encoded["input_ids"], encoded["assistant_masks"]
    else:
        ids, mask = mask_by_prefixes(said, tokenizer)
    labels = [
        token if spoken else NO_LOSS for token, spoken in zip(ids, mask, strict=True)
    ]
    return {"input_ids": list(ids), "labels": labels}


def template_of(tokenizer: Any) -> str:
    """Its chat template; the first of several."""
    template = tokenizer.chat_template
    if template is None:
        raise ValueError("the tokenizer has no chat template: give it one first")
    return str(tokenizer.get_chat_template())


def shared_start(first: str, second: str) -> int:
    """How many characters two texts begin with alike."""
    pairs = enumerate(zip(first, second, strict=False))
    different = (place for place, (one, other) in pairs if one != other)
    return next(different, min(len(first), len(second)))


def mask_by_prefixes(
    messages: list[Any], tokenizer: Any
) -> tuple[list[int], list[bool]]:
    """Token ids, and which of them the assistant says.

    For templates without ``{% generation %}``: an answer is what the conversation up to
    it has more than the conversation before it with a generation prompt.
    """

    def text(count: int, prompt: bool = False) -> str:
        return tokenizer.apply_chat_template(
            messages[:count], tokenize=False, add_generation_prompt=prompt
        )

    whole = text(len(messages))
    spans = []
    for index, message in enumerate(messages):
        if message["role"] == "assistant" and index:
            before, after = text(index, prompt=True), text(index + 1)
            # Some templates write earlier answers differently: those carry no loss.
            if whole.startswith(after) and after.startswith(text(index)):
                spans.append((shared_start(before, after), len(after)))
    encoded = tokenizer(whole, add_special_tokens=False, return_offsets_mapping=True)
    mask = [
        any(start < end and first < end and start < last for first, last in spans)
        for start, end in encoded["offset_mapping"]
    ]
    return encoded["input_ids"], mask


def encode(splits: DatasetDict, tokenizer: Any, limit: int) -> DatasetDict:
    """Token ids and labels of every row that has something to learn."""

    def encoded(row: dict[str, Any]) -> dict[str, list[int]]:
        content = row[TEXT_COLUMN]
        if isinstance(content, list):
            whole = encode_messages(content, tokenizer)
        elif LABEL_COLUMN:
            whole = encode_pair(content, row[LABEL_COLUMN], tokenizer)
        else:
            whole = encode_text(content, tokenizer)
        return {name: values[:limit] for name, values in whole.items()}

    rows = splits.map(encoded, remove_columns=splits["train"].column_names)
    learnable = rows.filter(
        lambda row: any(label != NO_LOSS for label in row["labels"])
    )
    for name, kept in learnable.items():
        lost = len(rows[name]) - len(kept)
        if lost:
            report(
                f"Warning: {lost} of {len(rows[name])} rows of {name} are left out: no answer "
                f"of theirs lies within {limit} tokens, so nothing of them carries loss."
            )
    if not len(learnable["train"]):
        raise ValueError(
            "no row has anything to learn: see --max-length, and the template"
        )
    return learnable


def main() -> None:
    """Trains a model that continues texts, or answers."""
    arguments = parse_arguments()
    set_seed(arguments.seed)
    tokenizer = load_tokenizer(arguments.model)
    columns = [column for column in (TEXT_COLUMN, LABEL_COLUMN) if column]
    splits = load_rows(arguments.data, columns)
    model = load_model(arguments, tokenizer)
    limit = length_limit(tokenizer, model, max_length=arguments.max_length)
    training, evaluation = split(encode(splits, tokenizer, limit), arguments.seed)
    model = adapted(model, len(training), arguments)
    trainer = Trainer(
        model=model,
        args=training_arguments(arguments),
        train_dataset=training,
        eval_dataset=evaluation,
        processing_class=tokenizer,
        data_collator=DataCollatorForSeq2Seq(tokenizer),
        callbacks=[AllocateRanks()],
    )
    finish(trainer, tokenizer, arguments.output)
