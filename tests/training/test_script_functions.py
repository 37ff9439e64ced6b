"""What the functions of written scripts do, each looked at alone: metrics, splits, labels that carry loss."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import attrs
import pytest

from tiny_models import build_models
from transformers_workbench.protocol import ScriptChoices, TaskType
from transformers_workbench.training.script_choices import KNOWN_METHODS, Library
from transformers_workbench.training.script_text import script_text

BASE = ScriptChoices("org/model", "SEQ_CLS", "LORA", "rows.jsonl", target_modules=["query", "valeu"])
LOAD = """
import importlib.util, io, json, sys
from contextlib import redirect_stdout
spec = importlib.util.spec_from_file_location("written", sys.argv[1])
written = importlib.util.module_from_spec(spec)
spec.loader.exec_module(written)
"""
CLASSES = """
import random
from collections import Counter
import numpy as np
import torch
from datasets import Dataset, DatasetDict
from sklearn.metrics import accuracy_score, f1_score
chance, differences = random.Random(0), []
for count in (2, 2, 3, 5, 9):
    for size in (1, 2, 7, 50):
        truth = np.array([chance.randrange(count) for _ in range(size)])
        predicted = np.array([chance.randrange(count) for _ in range(size)])
        for average in ("macro", "binary") if count == 2 else ("macro",):
            theirs = f1_score(truth, predicted, average=average, zero_division=0)
            differences.append(abs(theirs - written.f1_score(truth, predicted, average)))
averages = []
with redirect_stdout(io.StringIO()) as said:
    for counts in ({"a": 10, "b": 12}, {"a": 10, "b": 30}, {"a": 9, "b": 9, "c": 9}):
        averages.append(written.f1_average(Counter(counts), list(counts)))

def rows(labels):
    texts = [f"text {number}" for number in range(len(labels))]
    return DatasetDict(train=Dataset.from_dict({"text": texts, "label": labels}))

names = [written.label(rows(labels))[1] for labels in ([10, 9, 10], ["b", "a", None], [True, False, True])]
labelled, _ = written.label(rows(["x"] * 80 + ["y"] * 20))
training, held_out = written.split(labelled, 1, by="labels")
again = written.split(labelled, 1, by="labels")[1]
rare, _ = written.label(rows(["x"] * 9 + ["y"]))
problems, layers = [], {name: torch.nn.Identity() for name in ("query", "value")}
for attempt in (
    lambda: written.check_target_modules(torch.nn.ModuleDict(layers)),
    lambda: written.label(rows(["x", "x"])),
    lambda: written.load_rows("nowhere.jsonl", []),
    lambda: written.split(rows(["x"]), 1),
):
    try:
        attempt()
    except (ValueError, FileNotFoundError) as error:
        problems.append(str(error))
print(json.dumps({
    "difference": max(differences), "averages": averages, "said": said.getvalue(), "names": names,
    "held_out": Counter(held_out["labels"]), "training": len(training),
    "same": again["text"] == held_out["text"],
    "rare": len(written.split(rare, 1, by="labels")[1]), "problems": problems,
}))
"""
CONVERSATIONS = """
from datasets import Dataset, DatasetDict
from transformers import AutoTokenizer
user, assistant = ({"role": role, "content": None} for role in ("user", "assistant"))
talk = [{**user, "content": "the cat"}, {**assistant, "content": "sat on"},
        {**user, "content": "the dog"}, {**assistant, "content": "ran"}]
answers = {}
for name in ("llama", "llama_marked"):
    tokenizer = AutoTokenizer.from_pretrained(f"{sys.argv[2]}/{name}")
    encoded = written.encode_messages(talk, tokenizer)
    whole = tokenizer.apply_chat_template(talk, tokenize=False)
    answers[name] = {
        "same": encoded["input_ids"] == tokenizer(whole, add_special_tokens=False)["input_ids"],
        "learned": tokenizer.decode([label for label in encoded["labels"] if label != written.NO_LOSS]),
    }
pair = written.encode_pair("the cat", " sat", tokenizer)
answers["pair"] = tokenizer.decode([label for label in pair["labels"] if label != written.NO_LOSS])
text = written.encode_text("the cat", tokenizer)
answers["text"] = text["labels"] == text["input_ids"] and text["labels"][-1] == tokenizer.eos_token_id
tokenizer.chat_template = (
    "{% for m in messages %}{{ m.content if loop.last or m.role == 'user' else '...' }};{% endfor %}"
    "{% if add_generation_prompt %}<think>{% endif %}"
)
shortened = written.encode_messages(talk, tokenizer)["labels"]
answers["shortened"] = tokenizer.decode([label for label in shortened if label != written.NO_LOSS])
tokenizer = AutoTokenizer.from_pretrained(f"{sys.argv[2]}/llama")
rows = [talk, talk[:1], [{**user, "content": "the cat " * 40}, {**assistant, "content": "sat"}]]
splits = DatasetDict(train=Dataset.from_dict({"messages": rows}))
with redirect_stdout(io.StringIO()) as said:
    answers["kept"] = len(written.encode(splits, tokenizer, 30)["train"])
    try:
        written.encode(splits, tokenizer, 2)
    except ValueError as error:
        answers["error"] = str(error)
answers["said"] = said.getvalue()
print(json.dumps(answers))
"""


def asked(python: Path, folder: Path, task_type: TaskType, program: str, *arguments: str) -> Any:
    """What a program prints about a script's functions, from another process."""
    choices = attrs.evolve(BASE, task_type=task_type)
    script = folder / "script.py"
    script.write_text(
        script_text(choices, KNOWN_METHODS["LORA"], Library(), "script.py", []), encoding="utf-8"
    )
    done = subprocess.run(
        [str(python), "-c", LOAD + program, str(script), *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_classes_are_counted_split_and_measured_as_scikit_learn_does(
    training_python: Path, tmp_path: Path
) -> None:
    found = asked(training_python, tmp_path, "SEQ_CLS", CLASSES)
    assert found["difference"] < 1e-12
    assert found["averages"] == ["binary", "macro", "macro"]
    assert "30 × b" in found["said"] and "2 classes, unbalanced: F1 is of all classes alike" in found["said"]
    assert found["names"] == [["9", "10"], ["a", "b"], ["False", "True"]]
    assert (found["held_out"], found["training"], found["same"]) == ({"0": 8, "1": 2}, 90, True)
    assert found["rare"] == 1
    wrong_module, one_class, no_file, too_few = found["problems"]
    assert "'valeu' matches nothing" in wrong_module and "value" in wrong_module
    assert "two classes" in one_class and "nowhere.jsonl" in no_file and "too few" in too_few


@pytest.fixture(scope="session")
def models(training_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_models(training_python, tmp_path_factory.mktemp("models"))


def test_in_conversations_only_what_the_assistant_says_carries_loss(
    training_python: Path, models: Path, tmp_path: Path
) -> None:
    found = asked(training_python, tmp_path, "CAUSAL_LM", CONVERSATIONS, str(models))
    assert found["llama"]["same"] and found["llama_marked"]["same"]
    said = {name: found[name]["learned"].split() for name in ("llama", "llama_marked")}
    assert said["llama"] == said["llama_marked"] == ["sat", "on", "<|end|>", "ran", "<|end|>"]
    assert found["pair"].split() == ["sat<|end|>"] and found["text"]
    assert found["shortened"] == "ran;"
    assert found["kept"] == 1
    assert "2 of 3 rows of train are left out" in found["said"]
    assert "no row has anything to learn" in found["error"]
