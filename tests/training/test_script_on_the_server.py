"""The wizard's questions on a real language server, answered by an environment with torch and peft."""

from __future__ import annotations

import ast
import asyncio
from pathlib import Path
from typing import Any

import pytest

from language_client import PATIENCE, LanguageClient, RequestFailed, language_server
from transformers_workbench import protocol

OPTIONS = protocol.TRAINING_SCRIPT_OPTIONS.name
MODEL = protocol.TRAINING_SCRIPT_MODEL.name
SCRIPT = protocol.TRAINING_SCRIPT.name


async def answer(window: LanguageClient, method: str, params: Any = None) -> Any:
    """The first answer needs torch, transformers and peft, which take their time beside other tests."""
    return await asyncio.wait_for(window.start(method, params)[1], 3 * PATIENCE)


def choices(model: object, **more: Any) -> dict[str, Any]:
    given = {"model": str(model), "taskType": "SEQ_CLS", "method": "LORA", "data": "rows.jsonl"}
    return {**given, **more}


async def test_the_installed_peft_is_asked_what_there_is_and_a_script_is_made_of_it(
    training_python: Path, minilm: Path, tmp_path: Path
) -> None:
    async with language_server(interpreter=str(training_python)) as window:
        options = await answer(window, OPTIONS)
        assert not options.get("missingPackages")
        methods = {each["value"]: each for each in options["methods"]}
        assert {"FULL", "LORA", "IA3", "ADALORA"} < set(methods)
        assert options["methods"][0]["value"] == "LORA" and methods["LORA"]["recommended"]
        assert len(options["taskTypes"]) == 6

        asked = {"model": str(minilm), "taskType": "SEQ_CLS", "method": "LORA"}
        model = await answer(window, MODEL, asked)
        modules = {each["name"]: each for each in model["modules"]}
        assert modules["query"] == {"name": "query", "count": 6, "shape": "384 × 384", "recommended": True}
        assert not modules["key"]["recommended"]
        assert model["parameters"] == 22_713_986
        assert model["trainable"] == 6 * 2 * 2 * 16 * 384 + 384 * 2 + 2
        wrong = await answer(window, MODEL, {**asked, "targetModules": ["query", "valeu"]})
        [problem] = wrong["problems"]
        assert "valeu" in problem and "value" in problem

        data = tmp_path / "data" / "rows.jsonl"
        params = {"choices": choices(minilm, data=str(data)), "folder": tmp_path.as_uri()}
        script = await answer(window, SCRIPT, params)
        assert not script.get("problems") and not script.get("needs")
        assert script["fileName"] == "finetune_model_seq_cls.py"
        assert 'DATA = "data/rows.jsonl"' in script["text"]
        ast.parse(script["text"])
        refused = choices(minilm, targetModules=["nothing_like_it"])
        script = await answer(window, SCRIPT, {"choices": refused, "folder": tmp_path.as_uri()})
        assert script["text"] == "" and len(script["problems"]) == 1


async def test_a_model_that_cannot_be_made_is_a_sentence_not_a_failure(
    training_python: Path, minilm: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "config.json").write_text('{"model_type": "bert", "hidden_size": "many"}', encoding="utf-8")
    async with language_server(interpreter=str(training_python)) as window:
        for model, task in ((broken, "SEQ_CLS"), (minilm, "SEQ_2_SEQ_LM"), (tmp_path, "CAUSAL_LM")):
            found = await answer(window, MODEL, {"model": str(model), "taskType": task})
            assert found["modules"] == [] and found["message"]


async def test_without_torch_a_script_for_the_newest_is_made_and_says_what_it_needs(tmp_path: Path) -> None:
    params = {"choices": choices("nobody/nothing"), "folder": tmp_path.as_uri()}
    async with language_server() as window:
        assert "torch" in (await answer(window, OPTIONS))["missingPackages"]
        script = await answer(window, SCRIPT, params)
        assert {"torch", "peft"} <= set(script["needs"]) and not script.get("problems")
        assert "eval_strategy=" in script["text"] and "LoraConfig(" in script["text"]
    async with language_server(interpreter=None) as window:
        assert "LoraConfig(" in (await answer(window, SCRIPT, params))["text"]


async def test_what_the_modules_of_a_model_cannot_be_read_without_is_asked_for_by_name(minilm: Path) -> None:
    asked = {"model": str(minilm), "taskType": "SEQ_CLS"}
    async with language_server() as window:
        for method, packages in (("LORA", ["torch", "peft"]), ("FULL", ["torch"])):
            with pytest.raises(RequestFailed) as refused:
                await answer(window, MODEL, {**asked, "method": method})
            assert refused.value.data["reason"] == "missing-package"
            assert (refused.value.data["action"], refused.value.data["install"]) == ("install", packages)
