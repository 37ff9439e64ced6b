"""The check before a run on a real language server over real pipes."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path

import psutil
import pytest

from data_looks import written
from language_client import PATIENCE, LanguageClient, RequestFailed, language_server
from transformers_workbench import protocol

ESTIMATE = protocol.TRAINING_ESTIMATE.name
DATA = protocol.TRAINING_DATA.name

SCRIPT = """
from transformers import AutoModelForSequenceClassification, Trainer, TrainingArguments
model = AutoModelForSequenceClassification.from_pretrained({model!r})
Trainer(model=model, args=TrainingArguments("out", per_device_train_batch_size={batch}, use_cpu=True)).train()
"""


def asked(script: Path, **values: object) -> dict[str, object]:
    return {"spec": {"script": script.as_uri()}, "folder": script.parent.as_uri(), "values": values}


async def test_the_estimate_is_of_the_script_as_it_is_in_the_editor(
    training_python: Path, minilm: Path, tmp_path: Path
) -> None:
    script = tmp_path / "train.py"
    script.write_text(SCRIPT.format(model=str(minilm), batch=2), encoding="utf-8")
    async with language_server(str(training_python)) as window:
        saved = await window.request(ESTIMATE, asked(script))
        assert saved["known"]
        assert saved["values"]["batch_size"] == 2
        assert saved["total"] == sum(part["size"] for part in saved["parts"])
        assert "max_length" in saved["assumed"]
        assert saved["free"] > 0
        window.open(script.as_uri(), SCRIPT.format(model=str(minilm), batch=64), "python")
        typed = await window.request(ESTIMATE, asked(script))
        assert typed["values"]["batch_size"] == 64
        assert typed["total"] > saved["total"]
        assert typed["remedies"][0]["label"] == "Batch size 32 with 2 accumulated"
        chosen = await window.request(ESTIMATE, asked(script, batch_size=4, method="LORA", rank=4))
        assert (chosen["values"]["batch_size"], chosen["values"]["rank"]) == (4, 4)
        assert chosen["values"]["target_modules"] == ["query", "value"]  # Peft's own choice for BERT.
        assert "batch_size" not in chosen["assumed"]


async def test_what_cannot_be_estimated_says_why(training_python: Path, tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    async with language_server(str(training_python)) as window:
        for text, words in [
            ("print('hello')", "does not say which model"),
            ("AutoModel.from_pretrained('nobody/nothing')", "nobody/nothing is not in the cache"),
            ("AutoModel.from_pretrained('model')", "has no weights"),
        ]:
            (tmp_path / "model").mkdir(exist_ok=True)
            (tmp_path / "model" / "config.json").write_text(json.dumps({"model_type": "bert"}))
            script.write_text(text, encoding="utf-8")
            found = await window.request(ESTIMATE, asked(script))
            assert not found["known"]
            assert words in found["message"]


async def test_without_torch_the_package_to_install_is_named(minilm: Path, tmp_path: Path) -> None:
    script = tmp_path / "train.py"
    script.write_text(SCRIPT.format(model=str(minilm), batch=2), encoding="utf-8")
    async with language_server() as window:
        with pytest.raises(RequestFailed) as raised:
            await window.request(ESTIMATE, asked(script))
    assert raised.value.data["reason"] == "missing-package"
    assert raised.value.data["install"] == ["torch"]


async def test_a_look_at_data_comes_with_words(tmp_path: Path) -> None:
    rows = [{"text": f"text {number}", "label": "ab"[number % 9 == 0]} for number in range(90)]
    path = written(tmp_path / "x.jsonl", [*rows, rows[0]])
    async with language_server(locale="ja") as window:
        found = await window.request(DATA, {"uri": path.as_uri()})
        assert (found["rows"], found["textColumn"], found["labelColumn"]) == (91, "text", "label")
        assert found["unbalanced"]
        twice, unbalanced = found["findings"]
        assert (twice["rule"], twice["rows"]) == ("duplicate-rows", [91])
        assert unbalanced["message"].startswith("クラスが不均衡です")
        with pytest.raises(RequestFailed) as raised:
            await window.request(DATA, {"uri": (tmp_path / "none.jsonl").as_uri()})
    assert raised.value.data["reason"] == "file-missing"


async def test_a_look_that_is_cancelled_ends_its_agent(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    with path.open("wb") as file:
        file.truncate(2**40)  # A sparse terabyte without a line in it takes hours.
    async with language_server() as window:
        identifier, answer = window.start(DATA, {"uri": path.as_uri()})
        agent = await reader_of(path, window)
        window.notify("$/cancelRequest", {"id": identifier})
        with pytest.raises(RequestFailed):
            await asyncio.wait_for(answer, PATIENCE)
        await asyncio.to_thread(agent.wait, PATIENCE)


async def reader_of(path: Path, window: LanguageClient) -> psutil.Process:
    """The process of the server's that has the file open, once there is one."""

    async def look() -> psutil.Process:
        while True:
            for child in psutil.Process(window.process.pid).children():
                with contextlib.suppress(psutil.Error):
                    if any(Path(file.path) == path for file in child.open_files()):
                        return child
            await asyncio.sleep(0)

    return await asyncio.wait_for(look(), PATIENCE)
