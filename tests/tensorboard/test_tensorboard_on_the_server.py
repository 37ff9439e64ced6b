"""The room on a real language server over real pipes."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from boards import write_run
from language_client import RequestFailed, language_server
from transformers_workbench import protocol

FOLDERS = protocol.TENSORBOARD_FOLDERS.name
SERVERS = protocol.TENSORBOARD_SERVERS.name
OPEN = protocol.TENSORBOARD_OPEN.name
STOP = protocol.TENSORBOARD_STOP.name
CHANGED = protocol.TENSORBOARD_CHANGED.name


async def test_a_second_window_finds_what_the_first_started_and_closing_it_ends_nothing(
    tmp_path: Path,
) -> None:
    write_run(tmp_path / "runs" / "x").close()
    params = {"folders": [(tmp_path / "runs").as_uri()]}
    async with language_server() as window:
        first = await window.request(OPEN, params)
    async with language_server() as window:
        [server] = (await window.request(SERVERS))["servers"]
        assert server == first["server"]
        assert (server["state"], server["hasEvents"], server["missing"]) == ("running", True, False)
        again = await window.request(OPEN, params)
        assert (first["reused"], again["reused"]) == (False, True)
        assert await window.request(STOP, {"id": server["id"]}) == {"wasRunning": True}
        assert (await window.request(SERVERS))["servers"] == []
        assert await window.request(STOP, {"id": "../.."}) == {"wasRunning": False}


async def test_a_crash_and_the_first_events_are_told(tmp_path: Path) -> None:
    async with language_server() as window:
        opened = await window.request(OPEN, {"folders": [(tmp_path / "runs").as_uri()]})
        assert opened["note"]
        assert not opened["server"]["hasEvents"]
        window.notifications.clear()
        write_run(tmp_path / "runs" / "x").close()
        await window.until(lambda method, params: method == CHANGED)
        assert (await window.request(SERVERS))["servers"][0]["hasEvents"]
        window.notifications.clear()
        psutil.Process(opened["server"]["pid"]).kill()
        await window.until(lambda method, params: method == CHANGED)
        [server] = (await window.request(SERVERS))["servers"]
        assert server["state"] == "crashed"
        assert server["lastLines"]


async def test_log_folders_of_the_open_document_come_first_and_have_a_lens(tmp_path: Path) -> None:
    write_run(tmp_path / "other" / "runs" / "x").close()
    uri = (tmp_path / "train.py").as_uri()
    async with language_server(keeps_tokens=True) as window:
        window.open(uri, 'import os\nTrainingArguments(output_dir="out")\n', "python")
        params = {"folders": [tmp_path.as_uri()], "document": uri}
        found = (await window.request(FOLDERS, params))["folders"]
        assert [(folder["label"], folder["reason"], folder["runs"]) for folder in found] == [
            ("out/runs", "code", 0),
            ("other/runs", "events", 1),
        ]
        [lens] = await window.request("textDocument/codeLens", {"textDocument": {"uri": uri}})
        assert lens["range"]["start"]["line"] == 1
        assert lens["command"]["command"] == protocol.OPEN_TENSORBOARD
    async with language_server() as window:
        window.open(uri, 'TrainingArguments("out")', "python")
        assert not await window.request("textDocument/codeLens", {"textDocument": {"uri": uri}})


async def test_a_cell_of_a_notebook_has_a_lens_for_what_lies_beside_the_notebook(tmp_path: Path) -> None:
    notebook = (tmp_path / "my train.ipynb").as_uri().replace("file://", "vscode-notebook-cell:")
    async with language_server(keeps_tokens=True) as window:
        window.open(f"{notebook}#W0", 'SummaryWriter("logs")\n', "python")
        window.open(f"{notebook}#W1", 'SummaryWriter("logs")\n', "markdown")
        [lens] = await window.request("textDocument/codeLens", {"textDocument": {"uri": f"{notebook}#W0"}})
        assert lens["command"]["arguments"] == [(tmp_path / "logs").as_uri()]
        assert not await window.request("textDocument/codeLens", {"textDocument": {"uri": f"{notebook}#W1"}})


async def test_without_python_and_with_a_foreign_folder_it_says_why(tmp_path: Path) -> None:
    async with language_server(interpreter=None) as window:
        with pytest.raises(RequestFailed) as caught:
            await window.request(OPEN, {"folders": [tmp_path.as_uri()]})
        assert caught.value.data["reason"] == "interpreter-missing"
    async with language_server() as window:
        with pytest.raises(RequestFailed) as caught:
            await window.request(OPEN, {"folders": ["vscode-vfs://github/a/b"]})
        assert caught.value.data["reason"] == "log-folder-missing"
