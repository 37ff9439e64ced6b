"""What the methods of the installed peft are called, and what is said of them."""

from __future__ import annotations

from typing import Any

import pytest

from transformers_agent.training.methods import first_sentence
from transformers_workbench.training.method_words import NAMES
from transformers_workbench.training.script_answers import options
from transformers_workbench.wording import ENGLISH, wording_for


def method(name: str, config: str, description: str = "", tasks: tuple[str, ...] = ("SEQ_CLS",)) -> Any:
    return {"name": name, "config": config, "description": description, "tasks": list(tasks)}


FOUND = [
    method("PREFIX_TUNING", "PrefixTuningConfig", "The torch.nn model to encode the prefix"),
    method("LORA", "LoraConfig", "Low Rank Adapter (LoRA)"),
    method("IA3", "IA3Config"),
    method("BRAND_NEW", "BrandNewConfig", "Brand New Method", ("CAUSAL_LM",)),
]


def test_known_methods_have_their_well_known_names_and_a_sentence() -> None:
    offered = {choice.value: choice for choice in options(FOUND, ENGLISH).methods}
    assert [offered[name].label for name in ("LORA", "IA3", "PREFIX_TUNING")] == [
        "LoRA",
        "IA³",
        "Prefix tuning",
    ]
    assert (
        offered["LORA"].description == "Low-rank matrices beside the weights are trained: the usual choice."
    )
    japanese = {choice.value: choice for choice in options(FOUND, wording_for("ja")).methods}
    assert japanese["IA3"].description.startswith("アクティベーション")


def test_a_method_that_only_peft_knows_is_described_by_peft() -> None:
    [found] = [choice for choice in options(FOUND, ENGLISH).methods if choice.value == "BRAND_NEW"]
    assert (found.label, found.description) == ("BrandNew", "Brand New Method (language models only)")


def test_nothing_is_offered_because_its_name_is_known() -> None:
    assert {choice.value for choice in options(FOUND, ENGLISH).methods} - {"FULL"} < set(NAMES) | {
        "BRAND_NEW"
    }
    assert [choice.value for choice in options([], ENGLISH).methods] == ["FULL"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Creates HiRA Adapter model from a pretrained transformers model.", "HiRA"),
        ("Creates Low-Rank Product model from a pretrained model. More.", "Low-Rank Product"),
        ("Configuration for Orthogonal\nTuning (OT).\n\nMore.", "Orthogonal Tuning (OT)"),
        ("Uses `this <https://x.org>`_ and [`That`], [papers](https://y.org).", "Uses this and That, papers"),
        ("This is the configuration class to store the configuration of a [`X`].", ""),
        ("Documented(task_type: 'Optional' = None)", ""),
        ("", ""),
        ("word " * 40, "Word" + " word" * 23 + "…"),
    ],
)
def test_a_docstring_gives_its_first_sentence_without_markup(text: str, sentence: str) -> None:
    documented = type("Documented", (), {"__doc__": text})
    assert first_sentence(documented) == sentence
