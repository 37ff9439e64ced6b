"""Runs from elsewhere through a real language server: shown, refused, adopted; and what trust changes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from language_client import RequestFailed, language_server
from run_stand_ins import eventually, processes_of, spec, start, until_noted
from test_run_record import planted
from transformers_workbench import protocol
from transformers_workbench.training.run_folder import OUTCOME

LIST = protocol.TRAINING_LIST.name
ADOPT = protocol.TRAINING_ADOPT.name
START = protocol.TRAINING_START.name
UNTRUSTED = {"trusted": False}


def is_ours(run: dict[str, Any]) -> bool:
    """What is as usual is left out of a message."""
    return bool(run.get("ours", True))


async def reason(work: Any) -> str:
    with pytest.raises(RequestFailed) as caught:
        await work
    return str(caught.value.data["reason"])


async def test_one_that_came_with_a_folder_is_shown_and_every_act_on_it_is_refused(tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    folder = planted(tmp_path / "clone", canary)
    one, many = {"folder": folder.as_uri()}, {"folders": [folder.parent.as_uri()]}
    async with language_server() as window:
        for _ in range(3):
            [run] = (await window.request(LIST, many))["runs"]
            assert (run["id"], run["ours"], run["state"], run["canResume"]) == ("x", False, "lost", False)
        assert (await window.request(protocol.TRAINING_SHOW.name, one))["run"]["ours"] is False
        assert await reason(window.request(protocol.TRAINING_RESUME.name, one)) == "run-foreign"
        stop = {**one, "level": "kill"}
        assert await reason(window.request(protocol.TRAINING_STOP.name, stop)) == "run-foreign"
        assert not processes_of(folder)
    assert not canary.exists()
    assert sorted(path.name for path in folder.iterdir()) == [
        *("injected", "keeper.py", "process_identity.py", "spec.json")
    ]


async def test_one_that_was_moved_is_adopted_once_and_from_then_on_yours_in_every_window(
    tmp_path: Path,
) -> None:
    folder = start(spec(tmp_path))
    until_noted(folder)
    eventually(lambda: not processes_of(folder))
    moved = tmp_path / "moved" / ".transformers-workbench" / "runs" / folder.name
    moved.parent.mkdir(parents=True)
    shutil.move(folder, moved)
    many = {"folders": [moved.parent.as_uri()]}
    async with language_server() as window:
        [run] = (await window.request(LIST, many))["runs"]
        assert run["ours"] is False
        assert is_ours(await window.request(ADOPT, {"folder": moved.as_uri()}))
    async with language_server() as window:
        [run] = (await window.request(LIST, many))["runs"]
        assert (is_ours(run), run["state"]) == (True, "succeeded")


async def test_in_a_workspace_that_nobody_trusts_runs_are_shown_and_none_starts(tmp_path: Path) -> None:
    folder = start(spec(tmp_path))
    until_noted(folder)
    eventually(lambda: not processes_of(folder))
    (folder / OUTCOME).unlink()  # Whoever may would start a supervisor now.
    many = {"folders": [folder.parent.as_uri()]}
    begin = {
        "spec": {"script": (tmp_path / "train.py").as_uri(), "devices": ["cpu"]},
        "folder": tmp_path.as_uri(),
        "runsFolder": folder.parent.as_uri(),
        "again": True,
    }
    async with language_server(settings=UNTRUSTED) as window:
        for _ in range(2):
            [run] = (await window.request(LIST, many))["runs"]
            assert (is_ours(run), run["state"]) == (True, "succeeded")
        assert await reason(window.request(START, begin)) == "workspace-untrusted"
        for method in (protocol.TRAINING_RESUME.name, ADOPT):
            assert await reason(window.request(method, {"folder": folder.as_uri()})) == "workspace-untrusted"
        assert not processes_of(folder) and not (folder / OUTCOME).exists()
        # Trust is granted: what waited for it is done, without a restart.
        window.notify(protocol.SETTINGS.name, {"trusted": True})
        await window.request(LIST, many)
    until_noted(folder)
