"""What comes before a run, asked of a real language server over real pipes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from language_client import RequestFailed, language_server
from transformers_workbench import protocol

DEVICES = protocol.TRAINING_DEVICES.name
PLAN = protocol.TRAINING_PLAN.name
READ = protocol.TRAINING_READ_FILE.name
TEXT = protocol.TRAINING_FILE_TEXT.name


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HF_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    file = tmp_path / "train.py"
    file.write_text("import json, package_of_nobody, swift, hydra\n", encoding="utf-8")
    (tmp_path / "src" / "swift").mkdir(parents=True)
    (tmp_path / "src" / "swift" / "__init__.py").write_text("", encoding="utf-8")
    return file


async def test_devices_are_listed_and_the_cpu_is_the_last(script: Path) -> None:
    async with language_server() as window:
        answer = await window.request(DEVICES)
    assert answer["devices"][-1]["id"] == "cpu"
    assert "GB free of" in answer["devices"][-1]["label"]
    assert sum(device["preselected"] for device in answer["devices"]) == 1
    assert answer["note"]


async def test_the_plan_is_the_command_with_what_is_missing(script: Path, training_python: Path) -> None:
    spec: dict[str, Any] = {"script": script.as_uri(), "arguments": ["a b"], "devices": ["cpu"]}
    params = {"spec": spec, "folder": script.parent.as_uri()}
    async with language_server(interpreter=str(training_python)) as window:
        plan = await window.request(PLAN, params)
        assert plan["command"] == [str(training_python), str(script), "a b"]
        assert plan["text"].endswith(f"{training_python} {script} 'a b'")
        assert plan["devices"] == ["cpu"]
        assert plan["environment"]["ACCELERATE_USE_CPU"] == "true"
        assert plan["missingPackages"] == ["hydra-core"]
        assert (plan["withToken"], plan.get("running", "")) == (False, "")
        swift = script.parent / "src" / "swift"
        assert plan["warnings"] == [
            "The module package_of_nobody is missing in the selected Python. It is not known which project "
            "provides it. Install the project that its documentation names.",
            f"The module swift is missing in the selected Python. {swift} may be what is meant. Add its "
            "folder to PYTHONPATH.",
        ]
        script.write_text("def (\n", encoding="utf-8")
        two = await window.request(PLAN, {**params, "spec": {**spec, "processes": 2}})
        assert two["command"][1:3] == ["-m", "accelerate.commands.launch"]
        assert two["warnings"] == ["The script has a syntax error in line 1."]
        assert two.get("missingPackages", []) == []


async def test_what_cannot_start_is_refused_with_its_reason(script: Path) -> None:
    changes: list[tuple[dict[str, Any], str]] = [
        ({"script": "untitled:Untitled-1"}, "run-elsewhere"),
        ({"script": "file:///nowhere/train.py"}, "run-script-missing"),
        ({"environment": {"HF_TOKEN": "x"}}, "run-secret"),
        ({"devices": ["cpu", "0"]}, "run-devices-mixed"),
    ]
    async with language_server() as window:
        for change, reason in changes:
            spec = {"script": script.as_uri(), **change}
            with pytest.raises(RequestFailed) as refused:
                await window.request(PLAN, {"spec": spec, "folder": script.parent.as_uri()})
            assert refused.value.data["reason"] == reason


async def test_a_run_json_is_read_as_it_is_in_the_editor_and_written(script: Path) -> None:
    file = script.with_name("mini.run.json")
    file.write_text("{", encoding="utf-8")
    async with language_server() as window:
        window.open(file.as_uri(), '{"script": "train.py", "processes": 2}', "json")
        spec = await window.request(READ, {"uri": file.as_uri()})
        assert (spec["script"], spec["processes"], spec.get("slurm")) == (script.as_uri(), 2, None)
        written = await window.request(TEXT, {"spec": spec, "folder": script.parent.as_uri()})
        assert json.loads(written["text"]) == {"script": "train.py", "processes": 2}
        other = script.with_name("broken.run.json")
        other.write_text('{"scrpt": "train.py"}', encoding="utf-8")
        with pytest.raises(RequestFailed) as refused:
            await window.request(READ, {"uri": other.as_uri()})
        assert refused.value.data["advice"] == "The nearest that it has is “script”."


async def test_the_plan_of_what_runs_already_names_that_run(script: Path) -> None:
    script.write_text("import time\nwhile True:\n    time.sleep(1)\n", encoding="utf-8")
    spec = {"script": script.as_uri(), "devices": ["cpu"]}
    params = {"spec": spec, "folder": script.parent.as_uri()}
    runs = {"runsFolder": (script.parent / ".transformers-workbench" / "runs").as_uri()}
    async with language_server() as window:
        started = await window.request(protocol.TRAINING_START.name, {**params, **runs})
        folder = started["run"]["folder"]
        try:
            for where in ({}, runs):
                assert (await window.request(PLAN, {**params, **where}))["running"] == folder
            other = {**params, "spec": {**spec, "arguments": ["--other"]}}
            assert "running" not in await window.request(PLAN, other)
        finally:
            kill = {"folder": folder, "level": "kill"}
            await window.request(protocol.TRAINING_STOP.name, kill)
            show = protocol.TRAINING_SHOW.name
            while (await window.request(show, {"folder": folder}))["run"]["state"] != "stopped":
                pass
