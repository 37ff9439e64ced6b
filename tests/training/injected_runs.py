"""Scripts that train a tiny model and know nothing of us, run with what a starter puts on their path."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import transformers_agent

INJECTED = Path(transformers_agent.__file__).parent / "training" / "injected"

TINY = """
import json, os, signal, sys, time
import torch
from transformers import (
    BertConfig, BertForSequenceClassification, Trainer, TrainerCallback, TrainingArguments, set_seed,
)

def rows(count=32):
    return [{"input_ids": [i % 97 + 1] * 8, "attention_mask": [1] * 8, "labels": i % 2} for i in range(count)]

def trainer(kind=Trainer, callbacks=(), **changed):
    set_seed(1)
    config = BertConfig(hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
                        vocab_size=100)
    arguments = dict(output_dir="out", max_steps=6, per_device_train_batch_size=2, logging_steps=1,
                     save_steps=2, use_cpu=True, disable_tqdm=True, report_to="none")
    arguments.update(changed)
    return kind(model=BertForSequenceClassification(config), args=TrainingArguments(**arguments),
                train_dataset=rows(), eval_dataset=rows(4), callbacks=list(callbacks))
"""


class ScriptRun:
    """The folder of a run beside the script that it runs."""

    def __init__(self, folder: Path, python: Path, script: str) -> None:
        self.folder = folder / "run"
        self.folder.mkdir(parents=True)
        self.place = folder
        self.python = python
        self.script = folder / "script.py"
        self.script.write_text(script, encoding="utf-8")

    def environment(self, attempt: int = 1, resume: bool = False) -> dict[str, str]:
        """As the starter makes it."""
        return {
            **{name: value for name, value in os.environ.items() if name != "HF_TOKEN"},
            "PYTHONPATH": str(INJECTED),
            "TRANSFORMERS_WORKBENCH_RUN": str(self.folder),
            "TRANSFORMERS_WORKBENCH_ATTEMPT": str(attempt),
            "TRANSFORMERS_WORKBENCH_RESUME": "1" if resume else "",
            "TENSORBOARD_LOGGING_DIR": str(self.folder / "tensorboard"),
        }

    def start(
        self, *launcher: str, attempt: int = 1, resume: bool = False, **more: str
    ) -> subprocess.Popen[str]:
        """Its output is one stream. ``launcher`` stands before the script instead of Python."""
        return subprocess.Popen(
            [*(launcher or (str(self.python),)), str(self.script)],
            cwd=self.place,
            env={**self.environment(attempt, resume), **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *launcher: str, code: int | None = 0, **how: Any) -> str:
        """What it printed. ``code``: how it must end; ``None``: as it likes."""
        process = self.start(*launcher, **how)
        said, _ = process.communicate(timeout=240)
        assert code is None or process.returncode == code, said
        return said

    def rows(self, name: str = "metrics.jsonl") -> list[dict[str, Any]]:
        """Every line must be a row."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        assert not text or text.endswith("\n")
        return [json.loads(line, parse_constant=_never) for line in text.splitlines()]

    def losses(self) -> list[int]:
        """Steps of the rows that have a loss, in their order."""
        return [row["step"] for row in self.rows() if "loss" in row]

    def json(self, name: str) -> dict[str, Any]:
        """A file of the folder."""
        value: dict[str, Any] = json.loads((self.folder / name).read_text(encoding="utf-8"))
        return value

    def failures(self) -> list[dict[str, Any]]:
        """What its processes died of."""
        return [json.loads(path.read_text(encoding="utf-8")) for path in (self.folder / "failures").glob("*")]

    def ask_to_stop(self, attempt: int = 1) -> None:
        """As the supervisor does."""
        request = json.dumps({"attempt": attempt, "level": "checkpoint", "time": 0})
        beside = self.folder / "stop.json.new"
        beside.write_text(request, encoding="utf-8")
        beside.replace(self.folder / "stop.json")


def said_in(output: str) -> Any:
    """What a script printed as its last line, in JSON."""
    return json.loads(output.strip().splitlines()[-1])


def _never(constant: str) -> Any:
    raise AssertionError(f"{constant} is no JSON")
