"""Films that people liked and films that they did not, told apart by all of MiniLM."""

import argparse

from datasets import load_dataset
from transformers import (
    AutoModelForSequenceClassification,
    AutoTokenizer,
    DataCollatorWithPadding,
    Trainer,
    TrainingArguments,
    set_seed,
)

parser = argparse.ArgumentParser()
parser.add_argument("--steps", type=int, default=60)
arguments = parser.parse_args()

set_seed(7)
tokenizer = AutoTokenizer.from_pretrained("models/minilm")
model = AutoModelForSequenceClassification.from_pretrained("models/minilm", num_labels=2)
rows = load_dataset("json", data_files="data/reviews.jsonl", split="train")
names = sorted(set(rows["label"]))
rows = rows.map(
    lambda row: {
        **tokenizer(row["text"], truncation=True, max_length=64),
        "labels": names.index(row["label"]),
    },
    remove_columns=rows.column_names,
)

trainer = Trainer(
    model=model,
    args=TrainingArguments(
        output_dir="outputs/classify",
        max_steps=arguments.steps,
        per_device_train_batch_size=8,
        logging_steps=1,
        warmup_steps=20,
        save_strategy="no",
        learning_rate=2e-3,
        use_cpu=True,
    ),
    train_dataset=rows,
    processing_class=tokenizer,
    data_collator=DataCollatorWithPadding(tokenizer),
)
trainer.train()
