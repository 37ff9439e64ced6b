"""What ``trainer.json`` says of the model: asked of real ones, of every kind that rules tell apart."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from injected_runs import INJECTED, said_in
from transformers_workbench.health.about_run import about_of_note

MODELS = """
import json, sys
sys.path.insert(0, sys.argv[1])
import peft, torch
from transformers import (
    AutoConfig, AutoModelForSequenceClassification, AutoModelForTokenClassification, BertConfig,
    BertForSequenceClassification, BertModel,
)
from transformers_workbench_run.model_facts import model_facts

size = dict(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64, vocab_size=100)
BertForSequenceClassification(BertConfig(**size)).save_pretrained("saved")

def loaded(**how):
    return AutoModelForSequenceClassification.from_pretrained("saved", ignore_mismatched_sizes=True, **how)

def adapted(config):
    return peft.get_peft_model(loaded(num_labels=3), config)

native = loaded()
native.add_adapter(peft.LoraConfig(r=2, target_modules=["query"]), adapter_name="own")
told = {
    "random": BertForSequenceClassification(BertConfig(**size, num_labels=4)),
    "random, of a configuration with a name": AutoModelForSequenceClassification.from_config(
        AutoConfig.from_pretrained("saved")),
    "loaded": loaded(num_labels=3),
    "loaded, another head": AutoModelForTokenClassification.from_pretrained(
        "saved", num_labels=5, ignore_mismatched_sizes=True),
    "compiled": torch.compile(loaded()),
    "for regression": loaded(num_labels=1, problem_type="regression"),
    "for several labels at once": loaded(num_labels=6, problem_type="multi_label_classification"),
    "without a head": BertModel.from_pretrained("saved"),
    "lora": adapted(peft.LoraConfig(task_type="SEQ_CLS", r=2)),
    "lora, by the library itself": native,
    "ia3": adapted(peft.IA3Config(task_type="SEQ_CLS")),
    "prompt": adapted(peft.PromptTuningConfig(task_type="SEQ_CLS", num_virtual_tokens=4)),
    "prefix": adapted(peft.PrefixTuningConfig(task_type="SEQ_CLS", num_virtual_tokens=4)),
    "not of transformers": torch.nn.Linear(3, 2),
}
print()
print(json.dumps({name: model_facts(model) for name, model in told.items()}))
"""


@pytest.fixture(scope="module")
def models(training_python: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    ran = subprocess.run(
        [training_python, "-c", MODELS, INJECTED],
        cwd=tmp_path_factory.mktemp("models"),
        env={**os.environ, "OMP_NUM_THREADS": "1", "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told: dict[str, dict[str, Any]] = said_in(ran.stdout)
    return told


@pytest.mark.parametrize(
    ("name", "kind", "classes", "method"),
    [
        ("random", "BertForSequenceClassification", 4, "scratch"),
        ("random, of a configuration with a name", "BertForSequenceClassification", 2, None),
        ("loaded", "BertForSequenceClassification", 3, "full"),
        ("loaded, another head", "BertForTokenClassification", 5, "full"),
        ("compiled", "BertForSequenceClassification", 2, "full"),
        ("for regression", "BertForSequenceClassification", None, "full"),
        ("for several labels at once", "BertForSequenceClassification", None, "full"),
        ("without a head", "BertModel", None, "full"),
        ("lora", "BertForSequenceClassification", 3, "lora"),
        ("lora, by the library itself", "BertForSequenceClassification", 2, "lora"),
        ("ia3", "BertForSequenceClassification", 3, "lora"),
        ("prompt", "BertForSequenceClassification", 3, "prompt"),
        ("prefix", "BertForSequenceClassification", 3, "prompt"),
        ("not of transformers", "Linear", None, None),
    ],
)
def test_a_model_tells_how_it_is_trained_and_of_how_many_classes(
    models: dict[str, dict[str, Any]], name: str, kind: str, classes: int | None, method: str | None
) -> None:
    about = about_of_note({"model": models[name]})
    assert (models[name]["class"], about.classes, about.method) == (kind, classes, method)


def test_weights_are_counted_those_that_learn_apart(models: dict[str, dict[str, Any]]) -> None:
    for name in ("random", "loaded", "not of transformers"):
        assert models[name]["trainable"] == models[name]["parameters"] > 0
    for name in ("lora", "prompt", "prefix"):
        assert 0 < models[name]["trainable"] < models[name]["parameters"] / 2
    assert models["lora"]["peft_type"] == "LORA"
    assert models["ia3"]["peft_type"] == "IA3"
    assert json.dumps(models["not of transformers"])
