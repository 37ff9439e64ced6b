"""What is written: valid, well laid out, and with nothing of a person's in it but literals."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transformers_workbench.protocol import ScriptChoices
from transformers_workbench.training.script_choices import (
    KNOWN_METHODS,
    Library,
    file_stem,
    free_name,
    seen_from,
)
from transformers_workbench.training.script_literals import literal
from transformers_workbench.training.script_make import make_script
from transformers_workbench.training.script_text import TASKS, script_text
from transformers_workbench.wording import ENGLISH, wording_for

OLD = Library(
    eval_strategy=False,
    processing_class=False,
    logging_dir=True,
    warmup_ratio=True,
    activation_checkpointing=False,
    dtype=False,
)
BASE = ScriptChoices("org/model", "SEQ_CLS", "LORA", "rows.jsonl")
RULES = "E4,E7,E9,F,I,UP,B,SIM,C4,PIE,RET,PTH"
HOSTILE = [
    '"""\nimport os\nos.abort()\n"""',
    "'; import os #",
    "a\\",
    'C:\\models\\"new"\\x',
    "{MODEL} {__import__('os')} %s",
    "名前/モデル\u202e\u2028\x00\x85\ud800",
    "\N{PILE OF POO}" * 60,
    "x" * 300,
]
text = st.one_of(
    st.text(max_size=60), st.sampled_from(HOSTILE), st.text(alphabet="'\"\\\n{}#ab", max_size=40)
)
names = st.lists(text.filter(bool), max_size=8)


def write(choices: ScriptChoices, library: Library | None = None, name: str = "script.py") -> str:
    feedforward = choices.target_modules[:1]
    return script_text(choices, KNOWN_METHODS[choices.method], library or Library(), name, feedforward)


def constants(script: str) -> dict[str, Any]:
    found = {}
    for node in ast.parse(script).body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and node.targets[0].id != "HERE"
        ):
            found[node.targets[0].id] = ast.literal_eval(node.value)
    return found


def ruff(*arguments: str, files: list[Path]) -> None:
    command = [sys.executable, "-m", "ruff", *arguments, "--isolated", *map(str, files)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr


def test_every_variant_is_laid_out_as_a_formatter_would_and_has_nothing_unused(tmp_path: Path) -> None:
    files = []
    for task_type in TASKS:
        for method in KNOWN_METHODS:
            for age, library in (("new", Library()), ("old", OLD)):
                for targets in ([], ["all-linear"], ["query", "value"], [f"module_{n}" for n in range(20)]):
                    choices = attrs.evolve(
                        BASE,
                        task_type=task_type,
                        method=method,
                        target_modules=targets,
                        unbalanced=bool(targets),
                    )
                    files.append(
                        tmp_path / f"{task_type}_{method}_{age}_{len(targets)}{targets[:1]}.py".lower()
                    )
                    files[-1].write_text(write(choices, library, files[-1].name), encoding="utf-8")
    for number, hostile in enumerate(HOSTILE):
        choices = attrs.evolve(
            BASE, model=hostile, data=hostile, text_column=hostile, target_modules=[hostile]
        )
        files.append(tmp_path / f"hostile_{number}.py")
        files[-1].write_text(write(choices), encoding="utf-8")
    ruff("format", "--check", files=files)
    ruff("check", "--select", RULES, "--target-version", "py310", files=files)


@settings(deadline=None, max_examples=60)
@given(
    text,
    text,
    text,
    text,
    text,
    names,
    st.sampled_from(sorted(TASKS)),
    st.sampled_from(sorted(KNOWN_METHODS)),
)
def test_whatever_people_give_is_read_back_and_nothing_else_changes(
    model: str, data: str, column: str, label: str, output: str, targets: list[str], task: Any, method: str
) -> None:
    given_ = attrs.evolve(BASE, task_type=task, method=method)
    choices = attrs.evolve(
        given_,
        model=model,
        data=data,
        text_column=column,
        label_column=label,
        output=output,
        target_modules=targets,
    )
    script = write(choices)
    script.encode("utf-8")
    read = constants(script)
    assert (read["MODEL"], read["DATA"]) == (model, data)
    assert not column or read["TEXT_COLUMN"] == column
    assert not label or read["LABEL_COLUMN"] == label
    assert not output or read["OUTPUT"] == output
    if method != "FULL":
        expected = targets if targets != ["all-linear"] else "all-linear"
        assert read["TARGET_MODULES"] == (expected or None)
    plain = ast.parse(write(attrs.evolve(given_, target_modules=["x"] if targets else [])))
    same = [ast.dump(node) for node in ast.parse(script).body if not isinstance(node, ast.Assign)]
    assert same == [ast.dump(node) for node in plain.body if not isinstance(node, ast.Assign)]


@given(st.text())
def test_a_literal_is_its_value(value: str) -> None:
    assert ast.literal_eval(literal(value)) == value


def test_older_libraries_get_the_names_that_they_know() -> None:
    new, old = write(BASE), write(BASE, OLD)
    for newest, older in {
        "eval_strategy=": "evaluation_strategy=",
        "processing_class=": "tokenizer=",
        "warmup_steps=": "warmup_ratio=",
        "activation_checkpointing=": "gradient_checkpointing=",
        " dtype=": " torch_dtype=",
        '"TENSORBOARD_LOGGING_DIR"': "logging_dir=",
    }.items():
        assert newest in new and older not in new
        assert older in old and newest not in old


@pytest.mark.parametrize(
    ("method", "task_type", "rate"),
    [
        ("LORA", "CAUSAL_LM", 2e-4),
        ("LORA", "SEQ_CLS", 1e-3),
        ("FULL", "CAUSAL_LM", 2e-5),
        ("FULL", "SEQ_CLS", 5e-5),
        ("IA3", "SEQ_CLS", 3e-3),
    ],
)
def test_the_learning_rate_suits_the_method(method: str, task_type: Any, rate: float) -> None:
    choices = attrs.evolve(BASE, method=method, task_type=task_type)
    assert constants(write(choices))["LEARNING_RATE"] == rate
    assert constants(write(attrs.evolve(choices, learning_rate=0.5)))["LEARNING_RATE"] == 0.5


def test_the_file_gets_a_free_name_of_plain_letters(tmp_path: Path) -> None:
    stem = file_stem(attrs.evolve(BASE, model="Qwen/Qwen3-0.6B"))
    assert stem == "finetune_qwen3_0_6b_seq_cls"
    (tmp_path / f"{stem}.py").touch()
    assert free_name(stem, tmp_path) == f"{stem}_2.py"
    assert file_stem(attrs.evolve(BASE, model='C:\\models\\名前"\\')) == "finetune_model_seq_cls"
    assert file_stem(attrs.evolve(BASE, model="/")) == "finetune_model_seq_cls"


def test_data_below_the_script_is_named_from_there(tmp_path: Path) -> None:
    assert seen_from(str(tmp_path / "data" / "a.csv"), tmp_path) == "data/a.csv"
    assert seen_from("/elsewhere/a.csv", tmp_path) == "/elsewhere/a.csv"


@pytest.mark.parametrize(
    "changed",
    [
        {"model": " "},
        {"data": ""},
        {"batch_size": 0},
        {"epochs": float("inf")},
        {"learning_rate": float("nan")},
        {"max_length": -1},
        {"precision": "int8); import os"},
        {"method": "Config(); import os"},
    ],
)
def test_what_cannot_be_is_a_problem_in_words_and_no_script(changed: dict[str, Any], tmp_path: Path) -> None:
    facts: dict[str, Any] = {"missing": [], "names": None}
    for say in (ENGLISH, wording_for("ja")):
        made = make_script(attrs.evolve(BASE, **changed), tmp_path, facts, [], {}, say)
        assert made.text == "" and len(made.problems) == 1
    assert json.dumps(made.problems)
