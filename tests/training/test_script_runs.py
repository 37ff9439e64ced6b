"""Scripts of every task, run as they are: each trains, evaluates, and leaves what it says it leaves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sentiment import write_rows
from tiny_models import build_models
from transformers_workbench.protocol import TaskType
from written_scripts import metric, run, written

STEPS = ("--max-steps", "4", "--batch-size", "4")
TEXTS = [f"the cat number {number} sat on the mat" for number in range(20)]
CONVERSATIONS: list[Any] = [
    {"messages": [{"role": "user", "content": text}, {"role": "assistant", "content": "the dog ran"}]}
    for text in TEXTS
]
ROWS: dict[TaskType, list[Any]] = {
    "TOKEN_CLS": [
        {"tokens": text.split(), "tags": ["B" if word == "cat" else "O" for word in text.split()]}
        for text in TEXTS
    ],
    "QUESTION_ANS": [
        {
            "question": "where is it?",
            "context": f"{text}. " * 12,
            "answers": {"text": ["the mat"], "answer_start": [text.index("the mat")]},
        }
        for text in TEXTS
    ],
    "SEQ_2_SEQ_LM": [{"source": text, "target": text.replace("cat", "dog")} for text in TEXTS],
    "CAUSAL_LM": CONVERSATIONS,
    "FEATURE_EXTRACTION": [{"text": text, "positive": text.upper()} for text in TEXTS],
}
MODELS = {"SEQ_2_SEQ_LM": "t5", "CAUSAL_LM": "llama_marked"}


@pytest.fixture(scope="session")
def models(training_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_models(training_python, tmp_path_factory.mktemp("models"))


@pytest.mark.parametrize("task_type", ROWS)
def test_every_task_trains_and_leaves_an_adapter(
    task_type: TaskType, training_python: Path, models: Path, tmp_path: Path
) -> None:
    data = write_rows(tmp_path / "rows.jsonl", ROWS[task_type])
    script = written(tmp_path, models / MODELS.get(task_type, "bert"), task_type, data)
    said = run(training_python, script, *STEPS)
    assert metric(said, "eval_loss") > 0
    if task_type in {"TOKEN_CLS", "QUESTION_ANS"}:
        assert 0 <= metric(said, "eval_f1") <= 1 and 0 <= metric(said, "eval_accuracy") <= 1
    output = script.with_suffix("")
    assert f"Saved in {output}" in said
    assert (output / "adapter_model.safetensors").is_file() and (output / "tokenizer.json").is_file()
    assert list((output / "runs").glob("events.*"))
