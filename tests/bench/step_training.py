"""A training with our callback in every second block of steps: prints each block's seconds a step, in pairs.

Run with what a run's starter puts on the path. Small and with a log every ten steps: where we would cost
most. Both kinds of blocks are in one process, so that neither has the better machine.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import torch
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    Trainer,
    TrainerCallback,
    TrainingArguments,
)

BLOCK = 10


class Alternating(TrainerCallback):  # type: ignore[misc]  # mypy looks into no library of the user's.
    """Takes ours out and puts it back, as if the script had been started without it."""

    def __init__(self) -> None:
        self.times: list[float] = []
        self.begun = 0.0
        self.callback: Any = None
        self.step: Any = None

    def on_step_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        if state.global_step % BLOCK:
            return
        now = time.perf_counter()
        if self.begun:
            self.times.append((now - self.begun) / BLOCK)
        handler = trainer.callback_handler
        if self.callback is None:
            (self.callback,) = [one for one in handler.callbacks if "Workbench" in type(one).__name__]
            self.step = vars(trainer)["training_step"]
        if state.global_step // BLOCK % 2:
            handler.callbacks.remove(self.callback)
            del trainer.training_step
        elif self.callback not in handler.callbacks:
            handler.callbacks.insert(1, self.callback)
            trainer.training_step = self.step
        self.begun = time.perf_counter()


pairs = int(sys.argv[1])
config = BertConfig(
    hidden_size=128, num_hidden_layers=4, num_attention_heads=2, intermediate_size=512, vocab_size=1000
)
rows = [{"input_ids": [1 + i % 997] * 64, "attention_mask": [1] * 64, "labels": i % 2} for i in range(256)]
alternating = Alternating()
trainer = Trainer(
    model=BertForSequenceClassification(config),
    args=TrainingArguments(
        sys.argv[2],
        # Two blocks that do not count, and the last one's end.
        max_steps=BLOCK * (2 * pairs + 4),
        per_device_train_batch_size=8,
        logging_steps=BLOCK,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
        use_cpu=True,
    ),
    train_dataset=rows,
    callbacks=[alternating],
)
torch.set_num_threads(1)
trainer.train()
times = alternating.times[2 : 2 + 2 * pairs]
print()
print(json.dumps([times[::2], times[1::2]]))
