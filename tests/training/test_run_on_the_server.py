"""Runs through a real language server over real pipes: windows come and go, and are killed."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from language_client import LanguageClient, RequestFailed, language_server
from run_stand_ins import DONE, ENDLESS, LOOP, assert_every_step_once, ended, eventually, see, until_noted
from transformers_workbench import protocol
from transformers_workbench.documents import path_of
from transformers_workbench.training.run_folder import PROCESS, SUPERVISOR
from transformers_workbench.training.run_notes import read_note

START = protocol.TRAINING_START.name
LIST = protocol.TRAINING_LIST.name
SHOW = protocol.TRAINING_SHOW.name
STOP = protocol.TRAINING_STOP.name
RESUME = protocol.TRAINING_RESUME.name
REMOVE = protocol.TRAINING_REMOVE.name
CHANGED = protocol.TRAINING_CHANGED.name


def asked(folder: Path, arguments: tuple[str, ...], again: bool = False) -> dict[str, Any]:
    """The params of a start."""
    (folder / "train.py").write_text(LOOP, encoding="utf-8")
    spec = {"script": (folder / "train.py").as_uri(), "arguments": list(arguments), "devices": ["cpu"]}
    return {
        "spec": spec,
        "folder": folder.as_uri(),
        "runsFolder": (folder / ".transformers-workbench" / "runs").as_uri(),
        "again": again,
    }


def listed(folder: Path) -> dict[str, Any]:
    """The params of a list."""
    return {"folders": [(folder / ".transformers-workbench" / "runs").as_uri()]}


async def until_state(window: LanguageClient, folder: Path, wanted: str) -> Any:
    """The one run as soon as it is in a state, asked again at each notice, as a view does."""
    while True:
        window.notifications.clear()
        [run] = (await window.request(LIST, listed(folder)))["runs"]
        if run["state"] == wanted:
            return run
        await window.until(lambda method, params: method == CHANGED)


async def test_another_window_shows_it_stops_it_resumes_it_and_removes_it(tmp_path: Path) -> None:
    async with language_server() as window:
        assert await window.request(LIST, listed(tmp_path)) == {"runs": []}
        started = await window.request(START, asked(tmp_path, ENDLESS))
        again = await window.request(START, asked(tmp_path, ENDLESS))
        assert ("reused" in started, again["reused"]) == (False, True)
        assert again["run"]["id"] == started["run"]["id"]
        await until_state(window, tmp_path, "running")
    async with language_server() as window:
        run = await until_state(window, tmp_path, "running")
        while not run["metrics"]:
            window.notifications.clear()
            await window.until(lambda method, params: method == CHANGED)
            [run] = (await window.request(LIST, listed(tmp_path)))["runs"]
        assert (run["total"], run["stopping"], run["canResume"]) == (1000000, "", False)
        assert "exit" not in run
        assert 0 < run["metrics"]["loss"] <= 1
        assert run["detail"].startswith("0 % · loss ") and run["detail"].endswith(" · CPU")
        with pytest.raises(RequestFailed) as failed:
            await window.request(REMOVE, {"folder": run["folder"]})
        assert failed.value.data["reason"] == "run-alive"
        await window.request(STOP, {"folder": run["folder"], "level": "checkpoint"})
        run = await until_state(window, tmp_path, "stopped")
        assert (run["canResume"], run["exit"]["code"], run["attempt"]) == (True, 0, 1)
        resumed = await window.request(RESUME, {"folder": run["folder"]})
        assert ("reused" in resumed, resumed["run"]["attempt"]) == (False, 2)
        await until_state(window, tmp_path, "running")
        await window.request(STOP, {"folder": run["folder"], "level": "terminate"})
        await until_state(window, tmp_path, "stopped")
        details = await window.request(SHOW, {"folder": run["folder"]})
        assert [output["kind"] for output in details["outputs"]][-1] == "checkpoint"
        assert details["spec"]["arguments"] == list(ENDLESS)
        assert path_of(details["log"]).is_file()
        assert details["lastLines"][0].startswith("step ")
        assert details["logDirs"] == []  # It has ended and wrote none.
        assert details["command"].endswith(f"train.py {' '.join(ENDLESS)}")
        assert (details.get("pid"), details.get("supervisorPid")) == (None, None)
        freed = await window.request(REMOVE, {"folder": run["folder"]})
        assert freed["freed"] > 1000
        assert (await window.request(LIST, listed(tmp_path)))["runs"] == []
        with pytest.raises(RequestFailed) as failed:
            await window.request(SHOW, {"folder": run["folder"]})
        assert failed.value.data["reason"] == "run-missing"


async def test_what_happens_to_a_run_is_told_without_asking(tmp_path: Path) -> None:
    async with language_server() as window:
        await window.request(START, asked(tmp_path, DONE))
        run = await until_state(window, tmp_path, "succeeded")
        assert (run["step"], run["total"], run["exit"]["cause"]) == (5, 5, "")
        assert run["metrics"] == {"loss": 0.2}


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
async def test_a_server_killed_at_any_moment_ends_nothing_and_the_next_finds_it(tmp_path: Path) -> None:
    chance = random.Random(5)
    folder = None
    for _ in range(20):
        with contextlib.suppress(RequestFailed, ConnectionError, AssertionError, asyncio.TimeoutError):
            async with language_server() as window:
                started = await window.request(START, asked(tmp_path, ENDLESS))
                assert folder in (None, path_of(started["run"]["folder"]))
                folder = path_of(started["run"]["folder"])
                assert started["run"]["attempt"] == 1
                await asyncio.sleep(chance.random() * 0.2)
                for child in psutil.Process(window.process.pid).children():
                    if "supervise" not in " ".join(child.cmdline()):
                        child.kill()
                window.process.kill()
                await window.process.wait()
                break_off(window)
        assert folder is not None
        assert see(folder).stands.state in ("queued", "running")
    assert folder is not None
    first = eventually(lambda: read_note(folder / PROCESS))
    seen = ended(folder)
    assert (seen.facts.pid, seen.facts.attempt, seen.stands.state) == (first["pid"], 1, "stopped")
    assert_every_step_once(folder)


def break_off(window: LanguageClient) -> None:
    """The server is gone: there is nobody to say goodbye to."""
    raise ConnectionError(window.process.returncode)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
async def test_a_window_that_looks_gives_a_run_its_supervisor_back(tmp_path: Path) -> None:
    async with language_server() as window:
        folder = path_of((await window.request(START, asked(tmp_path, ENDLESS)))["run"]["folder"])
        supervisor = eventually(lambda: read_note(folder / SUPERVISOR))
        eventually(lambda: read_note(folder / PROCESS))
    psutil.Process(supervisor["pid"]).kill()
    async with language_server() as window:
        [run] = (await window.request(LIST, listed(tmp_path)))["runs"]
        assert run["state"] == "running"
        again = eventually(
            lambda: (
                note
                if (note := read_note(folder / SUPERVISOR)) and note["pid"] != supervisor["pid"]
                else None
            )
        )
        assert psutil.Process(again["pid"]).is_running()
    ended(folder)


async def test_what_is_not_on_this_machine_or_no_run_is_said(tmp_path: Path) -> None:
    async with language_server() as window:
        for uri in ("vscode-remote://x/y", tmp_path.as_uri(), (tmp_path / "nothing").as_uri()):
            for method in (SHOW, STOP, RESUME, REMOVE):
                with pytest.raises(RequestFailed) as failed:
                    await window.request(method, {"folder": uri})
                assert failed.value.data["reason"] == "run-missing"
        assert tmp_path.is_dir()
    async with language_server(interpreter=None) as window:
        with pytest.raises(RequestFailed) as failed:
            await window.request(START, asked(tmp_path, DONE))
        assert failed.value.data["reason"] == "interpreter-missing"


async def test_it_speaks_japanese(tmp_path: Path) -> None:
    async with language_server(locale="ja") as window:
        folder = path_of((await window.request(START, asked(tmp_path, ENDLESS)))["run"]["folder"])
        await until_state(window, tmp_path, "running")
        (tmp_path / "file").write_text("", encoding="utf-8")
        answer = await window.request(LIST, {"folders": [(tmp_path / "file").as_uri()]})
        assert "読み込めません" in answer["warnings"][0]
        await window.request(STOP, {"folder": folder.as_uri()})
        until_noted(folder)
