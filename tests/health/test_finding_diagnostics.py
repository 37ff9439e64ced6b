"""What was found in a run stands at the line of its script, with a quick fix, in a real server over stdio."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from language_client import LanguageClient, language_server
from logs import LOG_A
from transformers_workbench import protocol
from transformers_workbench.health.finding_notes import Findings, NotedFinding, Words, write_findings
from transformers_workbench.health.findings import Argument
from transformers_workbench.training.run_folder import OUTCOME, SPEC, TRAINER
from transformers_workbench.training.run_notes import write_note
from transformers_workbench.training.run_record import forget, write_record

SCRIPT = """from transformers import TrainingArguments

LEARNING_RATE = 2e-4
args = TrainingArguments("out", learning_rate=LEARNING_RATE)  # 富
"""
SICK = """
import json, os, time
from pathlib import Path

def arguments():
    return TrainingArguments("out", learning_rate=2e-4)

run, rows = Path(os.environ["TRANSFORMERS_WORKBENCH_RUN"]), ROWS
attempt = int(os.environ["TRANSFORMERS_WORKBENCH_ATTEMPT"])
told = {"attempt": attempt, "output_dir": "", "logging_dir": "", "arguments": {"learning_rate": 2e-4}}
(run / "trainer.json").write_text(json.dumps(told))
for step, (loss, rate, epoch) in enumerate(rows, 1):
    row = {"step": step, "epoch": epoch, "loss": loss, "learning_rate": rate, "time": time.time()}
    with open(run / "metrics.jsonl", "a") as file:
        file.write(json.dumps({**row, "attempt": attempt}) + "\\n")
while not (run / "stop.json").is_file():
    time.sleep(0.05)
"""
RATE = Argument("learning_rate", 2e-5, 2e-4)


@pytest.fixture
def script(tmp_path: Path) -> Path:
    path = tmp_path / "train 富.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


def run_of(script: Path, name: str, created: float, state: str = "failed", *arguments: str) -> Path:
    """The folder of a run that has ended; what it is not asked for here has no part in it."""
    folder = script.parent / "runs" / name
    folder.mkdir(parents=True)
    spec = {"script": str(script), "arguments": list(arguments)}
    write_note(
        folder / SPEC, {"version": 1, "command": ["python"], "name": name, "created": created, "spec": spec}
    )
    write_record(folder, attempt=1)
    write_note(folder / TRAINER, {"attempt": 1, "arguments": {"learning_rate": 2e-4}})
    write_note(folder / OUTCOME, {"attempt": 1, "state": state, "code": 1, "cause": "", "ended": created + 1})
    return folder


def find(folder: Path, *arguments: Argument, severity: Any = "error") -> None:
    """Notes findings as the run's supervisor does."""
    words = {
        "en": Words("The loss climbs.", (), "Try 2e-05."),
        "ja": Words("損失が上昇しています。", (), "2e-05 を試してください。"),
    }
    found = tuple(
        NotedFinding(f"rule-{place}", severity, (1, 9), 1.0, argument, words)
        for place, argument in enumerate(arguments)
    )
    write_findings(folder, Findings(1, 1.0, 9, found))


def listed(script: Path) -> dict[str, Any]:
    return {"folders": [(script.parent / "runs").as_uri()]}


async def show(window: LanguageClient, script: Path, text: str = SCRIPT) -> str:
    """Opens the script and shows its runs, as the editor does; its URI."""
    await window.request(protocol.TRAINING_LIST.name, listed(script))
    window.open(script.as_uri(), text, "python")
    return script.as_uri()


async def marks(window: LanguageClient, uri: str, count: int) -> list[Any]:
    """The newest diagnostics, as soon as there are so many."""

    def newest() -> list[Any] | None:
        published = [
            params["diagnostics"]
            for method, params in window.notifications
            if method == "textDocument/publishDiagnostics" and params["uri"] == uri
        ]
        return published[-1] if published else None

    await window.until(lambda *_: (found := newest()) is not None and len(found) == count)
    found = newest()
    assert found is not None
    return found


async def fixes(window: LanguageClient, uri: str, line: int) -> list[Any]:
    place = {"line": line, "character": 17}
    context: dict[str, Any] = {"diagnostics": []}
    params = {"textDocument": {"uri": uri}, "range": {"start": place, "end": place}, "context": context}
    found: list[Any] = await window.request("textDocument/codeAction", params)
    return [each for each in found if each["kind"] == "quickfix"]


async def test_the_constant_is_marked_and_changed_with_one_click(script: Path) -> None:
    find(run_of(script, "first", 1.0), RATE)
    async with language_server(None) as window:
        uri = await show(window, script)
        [mark] = await marks(window, uri, 1)
        assert mark["range"] == {"start": {"line": 2, "character": 16}, "end": {"line": 2, "character": 20}}
        assert (mark["severity"], mark["source"], mark["code"]) == (2, "Transformers", "rule-0")
        assert mark["message"] == "first: The loss climbs. Try 2e-05."
        [fix] = await fixes(window, uri, 2)
        assert (fix["title"], fix["isPreferred"]) == ("Change learning_rate to 2e-5", True)
        [change] = fix["edit"]["documentChanges"]
        assert change["textDocument"] == {"uri": uri, "version": 1}
        [edit] = change["edits"]
        assert edit == {"range": mark["range"], "newText": "2e-5"}
        assert fix["diagnostics"] == [mark]
        assert await fixes(window, uri, 3) == []

        window.change(uri, (2, 16), (2, 20), "2e-5")
        await marks(window, uri, 0)
        assert await fixes(window, uri, 2) == []


async def test_a_mark_follows_its_line_and_goes_when_the_script_was_changed_otherwise(script: Path) -> None:
    find(run_of(script, "first", 1.0), RATE)
    async with language_server(None) as window:
        uri = await show(window, script)
        await marks(window, uri, 1)
        window.change(uri, (0, 0), (0, 0), "# 😀\n\n")
        await window.diagnostics(uri, lambda found: [each["range"]["start"]["line"] for each in found] == [4])
        [fix] = await fixes(window, uri, 4)
        assert fix["edit"]["documentChanges"][0]["textDocument"]["version"] == 2
        window.change(uri, (4, 16), (4, 20), "3e-4")
        await marks(window, uri, 0)


async def test_what_is_found_while_a_run_goes_on_is_marked_and_goes_with_the_run(script: Path) -> None:
    folder = run_of(script, "first", 1.0, "running")
    async with language_server(None) as window:
        uri = await show(window, script)
        find(folder, RATE, Argument("warmup_steps", 60, 0), severity="info")
        found = await marks(window, uri, 2)
        assert [each["severity"] for each in found] == [3, 3]
        assert [each["range"]["start"]["line"] for each in found] == [2, 3]
        [fix] = [each for each in await fixes_at(window, uri, found[1]) if "warmup" in each["title"]]
        assert fix["edit"]["documentChanges"][0]["edits"][0]["newText"] == ", warmup_steps=60"
        shutil.rmtree(folder)
        await marks(window, uri, 0)


async def fixes_at(window: LanguageClient, uri: str, mark: Any) -> list[Any]:
    params = {"textDocument": {"uri": uri}, "range": mark["range"], "context": {"diagnostics": [mark]}}
    return list(await window.request("textDocument/codeAction", params))


async def test_the_newest_run_speaks_and_one_that_went_well_silences_those_before(script: Path) -> None:
    find(run_of(script, "old", 1.0), RATE)
    find(run_of(script, "new", 2.0), Argument("learning_rate", 1e-5, 2e-4))
    run_of(script, "begun", 3.0, "running")
    async with language_server(None) as window:
        uri = await show(window, script)
        [mark] = await marks(window, uri, 1)
        assert mark["message"].startswith("new: ")
        run_of(script, "good", 4.0, "succeeded")
        await marks(window, uri, 0)


async def test_a_run_that_came_with_the_folder_marks_nothing(script: Path) -> None:
    first, second = run_of(script, "first", 1.0), run_of(script, "second", 2.0)
    for folder in (first, second):
        find(folder, RATE)
    forget(write_record(second, attempt=1))
    async with language_server(None) as window:
        uri = await show(window, script)
        [mark] = await marks(window, uri, 1)
        assert mark["message"].startswith("first: ")


async def test_a_value_of_the_command_line_is_marked_nowhere(script: Path) -> None:
    text = "p.add_argument('--lr', default=2e-4)\nTrainingArguments(learning_rate=a.lr, fp16=True)\n"
    script.write_text(text, encoding="utf-8")
    find(run_of(script, "first", 1.0, "failed", "--lr=2e-4"), RATE, Argument("fp16", False, True))
    async with language_server(None) as window:
        uri = await show(window, script, text)
        [mark] = await marks(window, uri, 1)
        assert mark["code"] == "rule-1"


async def test_a_japanese_editor_is_told_in_japanese(script: Path) -> None:
    find(run_of(script, "first", 1.0), RATE)
    async with language_server(None, locale="ja") as window:
        uri = await show(window, script)
        [mark] = await marks(window, uri, 1)
        assert mark["message"] == "first: 損失が上昇しています。 2e-05 を試してください。"
        [fix] = await fixes(window, uri, 2)
        assert fix["title"] == "learning_rate を 2e-5 に変更"


async def test_what_is_damaged_or_of_another_script_marks_nothing(script: Path) -> None:
    find(run_of(script.with_name("other.py"), "other", 1.0), RATE)
    folder = run_of(script, "first", 2.0)
    find(folder, Argument("learning_rate", [1], {}))  # type: ignore[arg-type]
    (run_of(script, "second", 3.0) / "findings.json").write_text("{" * 9, encoding="utf-8")
    (script.parent / "runs" / "third").mkdir()
    (script.parent / "runs" / "third" / SPEC).write_bytes(json.dumps([]).encode())
    async with language_server(None) as window:
        uri = await show(window, script)
        find(run_of(script, "last", 9.0), RATE)
        [mark] = await marks(window, uri, 1)
        assert mark["message"].startswith("last: ")
        published = [
            params["diagnostics"]
            for method, params in window.notifications
            if method == "textDocument/publishDiagnostics" and params["uri"] == uri
        ]
        assert all(each in ([], [mark]) for each in published)
        assert await asyncio.wait_for(fixes(window, uri, 0), 10) == []


async def test_a_run_that_goes_badly_marks_its_script_while_it_still_runs(script: Path) -> None:
    text = SICK.replace("ROWS", repr(LOG_A))
    script.write_text(text, encoding="utf-8")
    async with language_server() as window:
        uri = await show(window, script, text)
        spec = {"script": uri, "devices": ["cpu"], "name": "sick"}
        started = {"spec": spec, "folder": script.parent.as_uri(), "runsFolder": listed(script)["folders"][0]}
        run = (await window.request(protocol.TRAINING_START.name, started))["run"]
        found = await window.diagnostics(uri, lambda found: len(found) > 0)
        [line] = {each["range"]["start"]["line"] for each in found}
        assert "learning_rate=2e-4" in text.splitlines()[line]
        runs = (await window.request(protocol.TRAINING_LIST.name, listed(script)))["runs"]
        assert [each["state"] for each in runs] == ["running"]
        assert {each["code"] for each in found} <= {each["rule"] for each in runs[0]["findings"]}
        [fix] = await fixes_at(window, uri, found[0])
        assert fix["edit"]["documentChanges"][0]["edits"][0]["newText"] == "2e-5"
        stop = {"folder": run["folder"], "level": "terminate"}
        await window.request(protocol.TRAINING_STOP.name, stop)
