"""Logs through a real language server over real pipes: opened, growing, asked, exported, fixed and closed."""

from __future__ import annotations

import base64
import contextlib
import csv
import json
import time
from array import array
from pathlib import Path
from typing import Any

import psutil
import pytest

from followed import has_rows
from language_client import LanguageClient, RequestFailed, hover_params, language_server
from logs import LOG_A, LOG_B, lines, written
from transformers_workbench import protocol
from transformers_workbench.training.run_folder import LOG, METRICS, SPEC, TRAINER
from transformers_workbench.training.run_notes import write_note

OPEN = protocol.HEALTH_OPEN.name
CLOSE = protocol.HEALTH_CLOSE.name
CURVE = protocol.HEALTH_CURVE.name
LINES = protocol.HEALTH_LINES.name
EXPORT = protocol.HEALTH_EXPORT.name
FIX = protocol.HEALTH_FIX.name
LIST = protocol.TRAINING_LIST.name
CHANGED = protocol.HEALTH_CHANGED.name

SCRIPT = 'args = TrainingArguments("out", learning_rate=2e-4)\n'


def rows(first: int, count: int) -> str:
    """Rows of a run that goes well."""
    return "".join(
        f'{{"step": {step}, "loss": {2 / (step + 1)}, "learning_rate": 1e-5, "time": {1e9 + step}}}\n'
        for step in range(first, first + count)
    )


async def opened(window: LanguageClient, path: Path, **more: Any) -> Any:
    return await window.request(OPEN, {"log": path.as_uri(), **more})


async def told(window: LanguageClient, state: Any, wanted: Any) -> Any:
    """The state, told or to be told, that ``wanted`` accepts."""
    if wanted(state):
        return state
    return await window.until(
        lambda method, params: method == CHANGED and params["log"] == state["log"] and wanted(params)
    )


def is_read(state: Any) -> bool:
    return not state["reading"]


async def curve(window: LanguageClient, state: Any, metric: str, axis: str = "step") -> list[Any]:
    """All points, pairs of place and value, part by part."""
    places, values, after, more = array("d"), array("f"), 0, True
    while more:
        asked = {
            "log": state["log"],
            "run": state["runs"][0]["key"],
            "metric": metric,
            "axis": axis,
            "generation": state["generation"],
            "after": after,
        }
        part = await window.request(CURVE, asked)
        assert (part["generation"], part["after"]) == (state["generation"], after)
        places.frombytes(base64.b64decode(part["places"]))
        values.frombytes(base64.b64decode(part["values"]))
        after, more = after + part["count"], part["more"]
    assert len(places) == len(values) == after
    return list(zip(places, values, strict=True))


def followers(window: LanguageClient) -> list[psutil.Process]:
    """The processes of the server that follow logs."""
    found = []
    for process in psutil.Process(window.process.pid).children(recursive=True):
        try:
            if "follow-log" in process.cmdline():
                found.append(process)
        except psutil.Error:
            continue
    return found


async def test_rows_that_are_written_come_by_themselves_and_their_points_are_asked_for(
    tmp_path: Path,
) -> None:
    path = written(tmp_path / METRICS, rows(1, 20))
    async with language_server(None) as window:
        state = await told(window, await opened(window, path), has_rows(20))
        assert (state["kind"], state["log"]) == ("metrics", path.as_uri())
        [run] = state["runs"]
        assert run["metrics"][0]["name"] == "loss" and run["metrics"][0]["points"] == 20
        with path.open("a", encoding="utf-8") as file:
            file.write(rows(21, 5))
        state = await told(window, state, has_rows(25))
        points = await curve(window, state, "loss")
        assert points == [(step, pytest.approx(2 / (step + 1))) for step in range(1, 26)]
        assert (await curve(window, state, "loss", "time"))[-1][0] == 24


async def test_a_log_that_is_open_twice_is_followed_once_until_both_are_closed(tmp_path: Path) -> None:
    path = written(tmp_path / METRICS, rows(1, 5))
    async with language_server(None) as window:
        await opened(window, path)
        await opened(window, path)
        [process] = followers(window)
        await window.request(CLOSE, {"log": path.as_uri()})
        assert followers(window) == [process]
        await window.request(CLOSE, {"log": path.as_uri()})
        assert not process.is_running()
        with pytest.raises(RequestFailed) as failed:
            await window.request(LINES, {"log": path.as_uri()})
        assert failed.value.data["reason"] == "log-closed"
        await window.request(CLOSE, {"log": path.as_uri()})
        await opened(window, path)
        [process] = followers(window)
    assert not process.is_running()


async def test_whoever_opens_and_gives_up_leaves_nothing_behind(tmp_path: Path) -> None:
    path = written(tmp_path / METRICS, rows(1, 5))
    async with language_server(None) as window:
        for _ in range(5):
            asked = [window.start(OPEN, {"log": path.as_uri()}) for _ in range(3)]
            for identifier, _ in asked:
                window.notify("$/cancelRequest", {"id": identifier})
            for _, answer in asked:
                try:
                    await answer
                except RequestFailed:
                    continue
                window.notify(CLOSE, {"log": path.as_uri()})
        first, second = window.start(OPEN, {"log": path.as_uri()}), window.start(OPEN, {"log": path.as_uri()})
        window.notify("$/cancelRequest", {"id": first[0]})
        state = await second[1]
        assert (await told(window, state, has_rows(5)))["runs"]
        window.notify(CLOSE, {"log": path.as_uri()})
        with contextlib.suppress(RequestFailed):
            await first[1]
            window.notify(CLOSE, {"log": path.as_uri()})
        with pytest.raises(RequestFailed) as failed:
            await window.request(LINES, {"log": path.as_uri()})
        assert failed.value.data["reason"] == "log-closed"
        while followers(window):
            await window.request(LIST, {"folders": []})


async def test_what_the_user_says_of_the_run_holds_at_once(tmp_path: Path) -> None:
    path = written(tmp_path / "log.txt", lines(LOG_B))
    async with language_server(None) as window:
        state = await told(window, await opened(window, path), is_read)
        assert (state["method"], state["classes"]) == ("", 0)
        state = await opened(window, path, method="lora", classes=3)
        assert (state["method"], state["classes"]) == ("lora", 3)
        for process in followers(window):
            process.kill()
        again = await told(window, state, lambda news: news["generation"] > state["generation"])
        again = await told(window, again, lambda news: news["generation"] > 1 and news["classes"] == 3)
        assert again["method"] == "lora"
        state = await opened(window, path)
        assert (state["method"], state["classes"]) == ("", 0)


async def test_a_process_that_is_killed_is_started_again_once_and_then_said_to_be_lost(
    tmp_path: Path,
) -> None:
    path = written(tmp_path / METRICS, rows(1, 20))
    async with language_server(None) as window:
        before = await told(window, await opened(window, path), has_rows(20))
        [process] = followers(window)
        process.kill()
        again = await told(window, before, lambda state: state["generation"] > before["generation"])
        again = await told(window, again, lambda state: state["generation"] > 1 and has_rows(20)(state))
        old = {"log": path.as_uri(), "run": before["runs"][0]["key"], "metric": "loss", "axis": "step"}
        part = await window.request(CURVE, {**old, "generation": before["generation"], "after": 20})
        assert (part["generation"], part["count"]) == (again["generation"], 0)
        assert len(await curve(window, again, "loss")) == 20
        [process] = followers(window)
        process.kill()
        lost = await told(window, again, lambda state: state.get("problem"))
        assert "ended unexpectedly (signal 9)" in lost["problem"]
        assert lost["runs"] == again["runs"]
        with pytest.raises(RequestFailed) as failed:
            await window.request(CURVE, {**old, "generation": lost["generation"], "after": 0})
        assert failed.value.data["reason"] == "log-lost"
        state = await opened(window, path)
        assert "problem" not in state
        await window.request(CLOSE, {"log": path.as_uri()})
        await window.request(CLOSE, {"log": path.as_uri()})
        assert followers(window) == []


async def test_what_cannot_be_read_is_said_clearly_and_leaves_nothing_behind(tmp_path: Path) -> None:
    async with language_server(None, locale="ja") as window:
        for uri, reason in (
            ((tmp_path / "none.txt").as_uri(), "log-missing"),
            ("untitled:Untitled-1", "log-elsewhere"),
        ):
            with pytest.raises(RequestFailed) as failed:
                await window.request(OPEN, {"log": uri})
            assert failed.value.data["reason"] == reason
            assert any(ord(letter) > 0x3000 for letter in failed.value.data["advice"])
        assert followers(window) == []


async def test_rows_of_several_logs_are_exported_together_or_not_at_all(tmp_path: Path) -> None:
    good = written(tmp_path / METRICS, rows(1, 3))
    console = written(tmp_path / "log.txt", ["noise", *lines(LOG_B)])
    target = tmp_path / "rows 富.csv"
    async with language_server(None) as window:
        for path in (good, console):
            await told(window, await opened(window, path), is_read)
        logs = [good.as_uri(), console.as_uri()]
        done = await window.request(EXPORT, {"logs": logs, "target": target.as_uri()})
        assert done["rows"] == 3 + len(LOG_B)
        with target.open(encoding="utf-8", newline="") as file:
            found = list(csv.DictReader(file))
        assert [float(row["loss"]) for row in found[3:]] == [loss for loss, _, _ in LOG_B]
        assert [row["step"] for row in found[:3]] == ["1", "2", "3"]
        assert len({row["log"] for row in found}) == 2
        for wrong in (tmp_path / "none" / "rows.csv", tmp_path):
            with pytest.raises(RequestFailed) as failed:
                await window.request(EXPORT, {"logs": logs, "target": wrong.as_uri()})
            assert failed.value.data["reason"] == "export-failed"
        assert {each.name for each in tmp_path.iterdir()} == {METRICS, "log.txt", "rows 富.csv"}


def is_sick(state: Any) -> bool:
    return any((each.get("argument") or {}).get("name") == "learning_rate" for each in state["findings"])


def about_the_rate(state: Any) -> Any:
    return next(
        each for each in state["findings"] if (each.get("argument") or {}).get("name") == "learning_rate"
    )


async def test_a_finding_has_its_line_in_the_script_as_it_is_in_the_editor(tmp_path: Path) -> None:
    script = written(tmp_path / "train.py", SCRIPT)
    log = written(tmp_path / "log.txt", lines(LOG_A))
    async with language_server(None) as window:
        state = await told(window, await opened(window, log, script=script.as_uri(), classes=2), is_sick)
        finding = about_the_rate(state)
        place = finding["argument"]["place"]
        assert (place["uri"], place["line"], place["text"]) == (script.as_uri(), 0, "2e-4")
        assert SCRIPT[place["character"] : place["endCharacter"]] == "2e-4"
        assert state["script"] == script.as_uri()

        window.open(script.as_uri(), "# new\n" + SCRIPT, "python")
        marks = await window.diagnostics(script.as_uri(), lambda found: len(found) > 0)
        assert {mark["range"]["start"]["line"] for mark in marks} == {1}
        assert finding["rule"] in [mark["code"] for mark in marks]
        asked = {"log": log.as_uri(), "run": finding["run"], "rule": finding["rule"]}
        fix = await window.request(FIX, asked)
        assert fix["place"] == {**place, "line": 1}
        moved = await told(
            window, state, lambda state: about_the_rate(state)["argument"]["place"]["line"] == 1
        )
        assert moved["generation"] == state["generation"]
        window.change(script.as_uri(), (1, place["character"]), (1, place["endCharacter"]), place["newText"])
        assert (await window.request(FIX, asked))["place"] is None
        await told(window, state, lambda state: "place" not in about_the_rate(state)["argument"])
        await window.request(CLOSE, {"log": log.as_uri()})


async def test_the_script_of_an_open_log_is_the_one_that_was_told_last(tmp_path: Path) -> None:
    first = written(tmp_path / "first.py", SCRIPT)
    script = written(tmp_path / "second.py", "# new\n" + SCRIPT)
    log = written(tmp_path / "log.txt", lines(LOG_A))
    async with language_server(None) as window:
        before = await told(window, await opened(window, log, script=first.as_uri(), classes=2), is_sick)
        window.open(first.as_uri(), first.read_text(), "python")
        await window.diagnostics(first.as_uri(), lambda found: len(found) > 0)
        state = await opened(window, log, script=script.as_uri(), classes=2)
        place = about_the_rate(state)["argument"]["place"]
        assert (state["script"], place["uri"], place["line"]) == (script.as_uri(), script.as_uri(), 1)
        assert state["generation"] == before["generation"]
        await window.diagnostics(first.as_uri(), lambda found: found == [])
        window.open(script.as_uri(), script.read_text(), "python")
        marks = await window.diagnostics(script.as_uri(), lambda found: len(found) > 0)
        assert {mark["range"]["start"]["line"] for mark in marks} == {1}
        assert (await opened(window, log, classes=2))["script"] == ""


async def test_a_run_of_ours_knows_its_script_and_what_came_by_the_command_line(tmp_path: Path) -> None:
    script = written(
        tmp_path / "train.py", "p.add_argument('--lr', default=1)\nTrainingArguments(learning_rate=a.lr)\n"
    )
    folder = tmp_path / "runs" / "one"
    folder.mkdir(parents=True)
    spec = {"script": str(script), "arguments": ["--lr", "2e-4"]}
    write_note(
        folder / SPEC, {"version": 1, "command": ["python"], "name": "one", "created": 1.0, "spec": spec}
    )
    write_note(folder / TRAINER, {"attempt": 1, "arguments": {"learning_rate": 2e-4, "max_steps": 100}})
    written(
        folder / METRICS,
        [
            json.dumps({"step": place, "epoch": epoch, "loss": loss, "learning_rate": rate, "attempt": 1})
            for place, (loss, rate, epoch) in enumerate(LOG_A, 1)
        ],
    )
    written(folder / LOG, ["first", "second Loss", "third"])
    async with language_server(None, locale="ja") as window:
        state = await told(window, await opened(window, folder), is_sick)
        assert (state["kind"], state["name"], state["script"]) == ("run", "one", script.as_uri())
        argument = about_the_rate(state)["argument"]
        assert (argument["option"], "place" in argument) == ("--lr", False)
        assert any(ord(letter) > 0x3000 for letter in about_the_rate(state)["message"])
        assert float(state["arguments"]["learning_rate"]) == 2e-4
        found = await window.request(LINES, {"log": folder.as_uri(), "search": "loss"})
        assert [each["text"] for each in found["lines"]] == ["second Loss"]
        last = await window.request(LINES, {"log": folder.as_uri(), "limit": 1})
        assert [each["text"] for each in last["lines"]] == ["third"]


async def test_the_server_answers_while_a_million_rows_are_read(tmp_path: Path) -> None:
    path = tmp_path / METRICS
    with path.open("w", encoding="utf-8") as file:
        for first in range(1, 1_000_001, 100_000):
            file.write(rows(first, 100_000))
    template = "{{ messages }}"
    async with language_server(None) as window:
        window.open("file:///chat.jinja", template)
        state = await opened(window, path)
        waits = []
        while state["reading"]:
            began = time.monotonic()
            await window.request("textDocument/hover", hover_params("file:///chat.jinja", 0, 5))
            waits.append(time.monotonic() - began)
            news = [params for method, params in window.notifications if method == CHANGED]
            state = news[-1] if news else state
        assert len(waits) > 10  # It was opened long before it was read.
        assert sorted(waits)[len(waits) // 2] < 0.5
        assert has_rows(1_000_000)(state)
        assert [row[0] for row in (await curve(window, state, "loss"))[-2:]] == [999_999, 1_000_000]
