"""What every script has. Functions of these files become part of scripts: see ``script_pieces``."""

from __future__ import annotations

import argparse
import glob
import os
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset, DatasetDict, load_dataset
from transformers import (
    AutoTokenizer,
    PreTrainedTokenizerBase,
    Trainer,
    TrainingArguments,
)

HERE: Path
FILE_KINDS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".json": "json",
    ".jsonl": "json",
    ".parquet": "parquet",
}

MODEL: str
DATA: str
OUTPUT: str
EPOCHS: float
MAX_STEPS: int
BATCH_SIZE: int
GRADIENT_ACCUMULATION: int
GRADIENT_CHECKPOINTING: bool
LEARNING_RATE: float
WARMUP: float
WEIGHT_DECAY: float
MAX_LENGTH: int
PRECISION: str
SEED: int
HELD_OUT: float
METRIC: str
LABEL_NAMES: list[str]


def parse_arguments() -> argparse.Namespace:
    """The constants above, or what the command line says instead."""
    parser = argparse.ArgumentParser(
        description=str(__doc__).partition("\n")[0],
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--model", default=MODEL, help="a folder, or an id of the Hub")
    parser.add_argument("--data", default=DATA, help="a file, or a data set of the Hub")
    parser.add_argument(
        "--output", default=OUTPUT, help="the folder for what is trained"
    )
    parser.add_argument(
        "--epochs", type=float, default=EPOCHS, help="rounds over the data"
    )
    parser.add_argument(
        "--max-steps", type=int, default=MAX_STEPS, help="end earlier; -1: do not"
    )
    parser.add_argument(
        "--batch-size", type=int, default=BATCH_SIZE, help="rows at once, a device"
    )
    parser.add_argument(
        "--gradient-accumulation",
        type=int,
        default=GRADIENT_ACCUMULATION,
        help="batches before the weights change",
    )
    parser.add_argument(
        "--learning-rate", type=float, default=LEARNING_RATE, help="at its highest"
    )
    parser.add_argument(
        "--max-length", type=int, default=MAX_LENGTH, help="tokens; longer is cut"
    )
    parser.add_argument(
        "--precision",
        choices=["auto", "bf16", "fp16", "fp32"],
        default=PRECISION,
        help="auto: what the device is good at",
    )
    parser.add_argument("--seed", type=int, default=SEED, help="of everything random")
    arguments = parser.parse_args()
    if arguments.model == MODEL and (HERE / MODEL).is_dir():
        arguments.model = str(HERE / MODEL)
    if arguments.data == DATA and Path(DATA).suffix.lower() in FILE_KINDS:
        arguments.data = str(HERE / DATA)
    if arguments.output == OUTPUT:
        arguments.output = str(HERE / OUTPUT)
    return arguments


def report(*words: object) -> None:
    """Prints, in the first of several processes only."""
    if os.environ.get("RANK", "0") == "0":
        print(*words, flush=True)


def load_tokenizer(model: str) -> PreTrainedTokenizerBase:
    """The model's tokenizer, able to pad."""
    tokenizer = AutoTokenizer.from_pretrained(model)
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token
    return tokenizer


def length_limit(tokenizer: Any, model: Any, *, max_length: int) -> int:
    """Tokens: what was asked for, as far as the tokenizer and the model can."""
    positions = getattr(model.config, "max_position_embeddings", None)
    return min(max_length, tokenizer.model_max_length, positions or max_length)


def load_rows(source: str, columns: list[str]) -> DatasetDict:
    """The splits of a file (one) or of a data set of the Hub, with these columns."""
    suffix = Path(source).suffix.lower()
    if suffix in FILE_KINDS:
        if not Path(source).is_file():
            raise FileNotFoundError(f"there is no file {source}")
        options = {"delimiter": "\t"} if suffix == ".tsv" else {}
        files = glob.escape(source)
        splits = load_dataset(FILE_KINDS[suffix], data_files=files, **options)
    else:
        splits = load_dataset(source)
    train = splits["train"]
    for column in columns:
        if column not in train.column_names:
            have = ", ".join(train.column_names)
            raise ValueError(f"there is no column {column!r} in {source}: {have}")
    return splits


def split(splits: DatasetDict, seed: int, by: str | None = None) -> tuple[Any, Any]:
    """Rows to learn from and rows to evaluate on.

    A validation split is taken where there is one; else some rows are held back, of
    every class of the column ``by`` in proportion when each has enough.
    """
    train: Dataset = splits["train"]
    for name in ("validation", "dev", "test"):
        if name in splits and len(splits[name]):
            return train, splits[name]
    if len(train) < 2:
        raise ValueError(f"{len(train)} rows are too few to learn from and to evaluate")
    held_out = max(1, round(len(train) * HELD_OUT))
    if by is not None:
        counts = [train[by].count(value) for value in set(train[by])]
        if min(counts) < 2 or len(counts) > min(held_out, len(train) - held_out):
            by = None
    parts = train.train_test_split(held_out, seed=seed, stratify_by_column=by)
    return parts["train"], parts["test"]


def resolve_precision(wanted: str) -> str:
    """``auto``: bf16 where the GPU has it, fp16 on older ones, else fp32."""
    if wanted != "auto":
        return wanted
    if not torch.cuda.is_available():
        return "fp32"
    return "bf16" if torch.cuda.get_device_capability() >= (8, 0) else "fp16"


def training_arguments(arguments: argparse.Namespace) -> TrainingArguments:
    """How to train. TensorBoard finds its events below the output folder."""
    os.environ.setdefault("TENSORBOARD_LOGGING_DIR", f"{arguments.output}/runs")
    precision = resolve_precision(arguments.precision)
    return TrainingArguments(
        output_dir=arguments.output,
        num_train_epochs=arguments.epochs,
        max_steps=arguments.max_steps,
        per_device_train_batch_size=arguments.batch_size,
        per_device_eval_batch_size=arguments.batch_size,
        gradient_accumulation_steps=arguments.gradient_accumulation,
        activation_checkpointing=GRADIENT_CHECKPOINTING,
        learning_rate=arguments.learning_rate,
        lr_scheduler_type="linear",
        warmup_steps=WARMUP,
        weight_decay=WEIGHT_DECAY,
        bf16=precision == "bf16",
        fp16=precision == "fp16",
        seed=arguments.seed,
        logging_steps=10,
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=2,
        load_best_model_at_end=True,
        metric_for_best_model=METRIC,
        greater_is_better=METRIC != "loss",
        label_names=LABEL_NAMES,
        remove_unused_columns=False,
        dataloader_pin_memory=torch.cuda.is_available(),
        report_to="tensorboard",
    )


def finish(trainer: Trainer, tokenizer: Any, output: str) -> None:
    """Trains, evaluates the best that there was, saves it, and says where it is."""
    trainer.train()
    metrics = trainer.evaluate()
    trainer.save_model(output)
    if trainer.is_world_process_zero():
        tokenizer.save_pretrained(output)
    for name, value in sorted(metrics.items()):
        report(f"{name} = {value:.4f}")
    report(f"Saved in {output}")
