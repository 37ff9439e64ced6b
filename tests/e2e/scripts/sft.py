"""Supervised fine-tuning of a chat model with TRL."""

import argparse

from datasets import load_dataset
from trl import SFTConfig, SFTTrainer

parser = argparse.ArgumentParser()
parser.add_argument("--steps", type=int, default=60)
arguments = parser.parse_args()

trainer = SFTTrainer(
    model="models/tiny-chat",
    args=SFTConfig(
        output_dir="outputs/sft",
        max_steps=arguments.steps,
        per_device_train_batch_size=2,
        logging_steps=1,
        save_steps=20,
        save_total_limit=3,
        learning_rate=1e-3,
        max_length=256,
        use_cpu=True,
        bf16=False,
    ),
    train_dataset=load_dataset("json", data_files="data/train.jsonl", split="train"),
)
trainer.train()
trainer.save_model()
print("Saved.")
