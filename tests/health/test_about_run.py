"""How a run's weights are trained, and of how many classes its model is, out of its ``trainer.json``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from logs import health
from transformers_workbench.health.about_run import about_of_run
from transformers_workbench.health.series import About

ALL = {"parameters": 1000, "trainable": 1000}


def written(folder: Path, **trainer: Any) -> Path:
    (folder / "trainer.json").write_text(json.dumps(trainer), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("model", "method"),
    [
        ({"peft_type": "", "pretrained": True, **ALL}, "full"),
        ({"peft_type": "", "pretrained": False, **ALL}, "scratch"),
        ({"peft_type": "", "pretrained": None, **ALL}, None),
        # A new head on a frozen model.
        ({"peft_type": "", "pretrained": True, "parameters": 1000, "trainable": 10}, None),
        ({"peft_type": "LORA", "pretrained": True, "parameters": 1000, "trainable": 10}, "lora"),
        ({"peft_type": "ADALORA", "pretrained": None}, "lora"),
        ({"peft_type": "one-of-tomorrow", "pretrained": True}, "lora"),
        ({"peft_type": "PREFIX_TUNING", "pretrained": True}, "prompt"),
        ({"peft_type": "P_TUNING", "pretrained": True}, "prompt"),
        ({"peft_type": 3, "pretrained": "yes"}, None),
        ({}, None),
        ("damaged", None),
        (None, None),
    ],
)
def test_a_method_is_named_only_where_the_model_told_enough(
    tmp_path: Path, model: object, method: str | None
) -> None:
    assert about_of_run(written(tmp_path, model=model)).method == method


@pytest.mark.parametrize(("told", "classes"), [(3, 3), (1, None), (None, None), (True, None), ("3", None)])
def test_classes_are_those_of_a_classifier_of_two_or_more(
    tmp_path: Path, told: object, classes: int | None
) -> None:
    assert about_of_run(written(tmp_path, model={"classes": told})).classes == classes


def test_arguments_are_the_trainers_and_what_cannot_be_read_is_unknown(tmp_path: Path) -> None:
    assert about_of_run(written(tmp_path, arguments={"learning_rate": 2e-5})).number("learning_rate") == 2e-5
    assert about_of_run(written(tmp_path, arguments=[1])) == About()
    (tmp_path / "trainer.json").write_bytes(b'{"arguments": {"lear')
    assert about_of_run(tmp_path) == About()
    assert about_of_run(tmp_path / "gone") == About()


def test_the_command_line_judges_a_run_by_its_own_model_unless_it_is_told_another(tmp_path: Path) -> None:
    """The same as is found while it goes on."""
    folder = written(tmp_path, model={"peft_type": "", "pretrained": True, **ALL})
    row = {"loss": 0.5, "learning_rate": 1e-3}
    rows = [json.dumps({"step": step, **row}) + "\n" for step in range(1, 10)]
    (folder / "metrics.jsonl").write_text("".join(rows), encoding="utf-8")

    def rules(*words: str | Path) -> list[str]:
        return [finding["rule"] for finding in health(*words)[1]["findings"]]

    assert rules(folder) == rules(folder / "metrics.jsonl") == ["learning-rate-range"]
    assert rules(folder, "--method", "lora") == []
