"""Fine-tunes the demo's chat model with LoRA: only what the assistant says counts for the loss.

python finetune.py [--model workbench/tiny-chat] [--epochs 3] [--output runs/tiny-chat-lora]
"""

import argparse

from datasets import load_dataset
from peft import LoraConfig, TaskType, get_peft_model
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    DataCollatorForSeq2Seq,
    Trainer,
    TrainingArguments,
)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="models/tiny-chat", help="a folder, or a repository in the cache")
    parser.add_argument("--train", default="data/train.jsonl")
    parser.add_argument("--evaluation", default="data/evaluation.jsonl")
    parser.add_argument("--output", default="runs/tiny-chat-lora")
    parser.add_argument("--epochs", type=float, default=3)
    parser.add_argument("--learning-rate", type=float, default=5e-3)
    parser.add_argument("--batch-size", type=int, default=4)
    return parser.parse_args()


def main() -> None:
    arguments = parse_arguments()
    tokenizer = AutoTokenizer.from_pretrained(arguments.model)
    model = AutoModelForCausalLM.from_pretrained(arguments.model)
    model = get_peft_model(
        model,
        LoraConfig(
            task_type=TaskType.CAUSAL_LM,
            r=8,
            lora_alpha=16,
            lora_dropout=0.05,
            target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"],
        ),
    )
    model.print_trainable_parameters()

    def encode(row: dict) -> dict:
        """Token ids of the whole conversation, and labels for the stretches inside {% generation %}."""
        encoded = tokenizer.apply_chat_template(
            row["messages"], tokenize=True, return_dict=True, return_assistant_tokens_mask=True
        )
        ids, mask = encoded["input_ids"], encoded["assistant_masks"]
        labels = [token if spoken else -100 for token, spoken in zip(ids, mask, strict=True)]
        return {"input_ids": ids, "attention_mask": [1] * len(ids), "labels": labels}

    rows = load_dataset("json", data_files={"train": arguments.train, "evaluation": arguments.evaluation})
    rows = rows.map(encode, remove_columns=rows["train"].column_names)

    trainer = Trainer(
        model=model,
        args=TrainingArguments(
            output_dir=arguments.output,
            num_train_epochs=arguments.epochs,
            learning_rate=arguments.learning_rate,
            per_device_train_batch_size=arguments.batch_size,
            lr_scheduler_type="cosine",
            warmup_steps=5,
            logging_steps=2,
            eval_strategy="epoch",
            save_strategy="epoch",
            save_total_limit=2,
            seed=0,
        ),
        train_dataset=rows["train"],
        eval_dataset=rows["evaluation"],
        processing_class=tokenizer,
        data_collator=DataCollatorForSeq2Seq(tokenizer, label_pad_token_id=-100),
    )
    trainer.train()
    trainer.save_model()
    print(f"Saved the adapter in {arguments.output}")


if __name__ == "__main__":
    main()
