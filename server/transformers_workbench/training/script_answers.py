"""What the agent knows of the libraries and of a model, in the words of the contract."""

from __future__ import annotations

import math
from typing import Any

from transformers_workbench.protocol import Choice, ScriptChoices, ScriptModel, ScriptOptions, TargetModule
from transformers_workbench.training.method_words import method_label, method_sentence
from transformers_workbench.training.script_choices import FULL, KNOWN_METHODS, Library, Method
from transformers_workbench.wording import Wording

PRECISIONS = {"auto", "bf16", "fp16", "fp32"}


def options(methods: list[dict[str, Any]], say: Wording) -> ScriptOptions:
    """What there is to choose. ``methods``: of the agent's ``training.methods``."""
    chosen = [
        Choice(each["name"], method_label(each), method_sentence(each, say), each["name"] == "LORA")
        for each in methods
    ]
    first = {"LORA": 0, "ADALORA": 2, "IA3": 3}
    full = Choice(FULL, say("Full fine-tuning"), say("All weights are trained: the most memory by far."))
    chosen.sort(key=lambda choice: first.get(choice.value, 4))
    position = 1 if chosen and chosen[0].recommended else 0
    chosen.insert(position, full)
    return ScriptOptions(task_types(say), chosen, precisions(say))


def task_types(say: Wording) -> list[Choice]:
    """The six tasks of peft."""
    return [
        Choice("SEQ_CLS", say("Sort texts into classes"), "SEQ_CLS", recommended=True),
        Choice("CAUSAL_LM", say("Answer in conversations, or continue texts"), "CAUSAL_LM"),
        Choice("SEQ_2_SEQ_LM", say("Turn one text into another"), "SEQ_2_SEQ_LM"),
        Choice("TOKEN_CLS", say("Label the words of sentences"), "TOKEN_CLS"),
        Choice("QUESTION_ANS", say("Find answers in texts"), "QUESTION_ANS"),
        Choice("FEATURE_EXTRACTION", say("Place texts of one meaning near each other"), "FEATURE_EXTRACTION"),
    ]


def precisions(say: Wording) -> list[Choice]:
    """How precisely it computes."""
    return [
        Choice("auto", say("What the device is good at"), "auto", recommended=True),
        Choice("bf16", say("Half of the bits, with the range of 32"), "bf16"),
        Choice("fp16", say("Half of the bits, for older GPUs"), "fp16"),
        Choice("fp32", say("All 32 bits"), "fp32"),
    ]


def library(answer: dict[str, Any]) -> Library:
    """How the installed transformers calls things; the newest's names where nobody can say."""
    return Library(**answer["names"]) if answer["names"] else Library()


def method_of(name: str, methods: list[dict[str, Any]]) -> Method | None:
    """A method by its name; without any from the agent, one of those that are always known."""
    if name == FULL or not methods:
        return KNOWN_METHODS.get(name)
    for each in methods:
        if each["name"] == name:
            return Method(name, each["config"], each["arguments"], each["targets"], each["feedforward"])
    return None


def model(answer: dict[str, Any], say: Wording) -> ScriptModel:
    """A model's modules. ``answer``: of the agent's ``training.modules``."""
    if answer["message"]:
        message = say("The model cannot be made: {message}", message=answer["message"])
        return ScriptModel([], False, 0, 0, message=message)
    modules = [TargetModule(**each) for each in answer["modules"]]
    return ScriptModel(
        modules, answer["all_linear"], answer["parameters"], answer["trainable"], problems(answer, say)
    )


def problems(answer: dict[str, Any], say: Wording) -> list[str]:
    """Why a script with these modules would end at once."""
    found = []
    for each in answer.get("unmatched", []):
        if each["near"]:
            near = ", ".join(each["near"])
            found.append(say("“{name}” matches no module; near it is: {near}.", name=each["name"], near=near))
        else:
            found.append(say("“{name}” matches no module.", name=each["name"]))
    if answer.get("problem"):
        found.append(
            say("peft does not take this method for the model: {message}", message=answer["problem"])
        )
    return found


def wrong_choices(choices: ScriptChoices, say: Wording) -> list[str]:
    """What no script can be made of, in words."""
    found = []
    if not choices.model.strip():
        found.append(say("There is no model."))
    if not choices.data.strip():
        found.append(say("There is no data."))
    if min(choices.batch_size, choices.gradient_accumulation) < 1:
        found.append(say("Batch size and gradient accumulation are at least 1."))
    if choices.precision not in PRECISIONS:
        found.append(say("There is no precision {precision}.", precision=choices.precision))
    if not (math.isfinite(choices.epochs) and math.isfinite(choices.learning_rate)):
        found.append(say("Epochs and learning rate are numbers."))
    elif choices.epochs <= 0 or choices.learning_rate < 0 or choices.max_length < 0:
        found.append(say("Epochs, learning rate and length are no less than zero."))
    return found
