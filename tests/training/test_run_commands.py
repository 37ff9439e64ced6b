"""``runs`` without an editor: it starts, returns at once, and says the same as a window."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from language_client import ROOT
from run_stand_ins import DONE, ENDLESS, LOOP, eventually, until_noted, until_running

COMMAND = [sys.executable, "-I", "-S", str(ROOT / "server" / "start.py"), "runs"]


def runs(folder: Path, *words: str, code: int = 0) -> str:
    """What it prints."""
    ran = subprocess.run(
        [*COMMAND, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        encoding="utf-8",
    )
    assert ran.returncode == code, ran.stderr
    return ran.stdout if code == 0 else ran.stderr


def told(folder: Path, *words: str) -> Any:
    """The same as JSON."""
    return json.loads(runs(folder, *words, "--json"))


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "train.py").write_text(LOOP, encoding="utf-8")
    return tmp_path


def start(place: Path, *words: str, arguments: tuple[str, ...] = ENDLESS) -> Path:
    """The folder of a run that was started."""
    identifier = runs(place, "start", "train.py", "--gpus", "cpu", *words, "--", *arguments).strip()
    return place / ".transformers-workbench" / "runs" / identifier


def test_it_starts_shows_stops_resumes_and_removes(place: Path) -> None:
    folder = start(place)
    until_running(folder)
    assert start(place) == folder
    shown = told(place, "show", folder.name)
    assert (shown["id"], shown["state"], shown["folder"]) == (folder.name, "running", str(folder))
    assert shown["command"].endswith(f"train.py {' '.join(ENDLESS)}")
    assert shown["pid"] > 1 and shown["supervisor_pid"] > 1
    assert shown["progress"]["total"] == int(ENDLESS[0])
    assert shown["exit"] is None
    below = place / "a" / "b"
    below.mkdir(parents=True)
    [listed] = told(below, "list")["runs"]
    assert listed["id"] == folder.name
    assert folder.name in runs(below, "list")
    assert "is going on" in runs(place, "remove", "train", code=1)
    runs(place, "stop", "train")
    seen = until_noted(folder)
    shown = told(place, "show", "tr")
    assert (shown["state"], shown["exit"]["code"], shown["can_resume"]) == ("stopped", 0, True)
    assert shown["metrics"]["loss"] > 0
    assert seen.facts.attempt == 1
    assert told(place, "resume", folder.name)["attempt"] == 2
    until_running(folder)
    assert told(place, "stop", folder.name, "--now")["stopping"] in ("terminate", "")
    until_noted(folder)
    assert told(place, "remove", folder.name)["freed"] > 0
    assert told(place, "list") == {"runs": []}
    assert "no training runs" in runs(place, "list")


def test_the_log_is_followed_to_its_end(place: Path) -> None:
    folder = start(place, arguments=("20", "0.05"))
    eventually(lambda: (folder / "log.txt").is_file())
    followed = runs(place, "logs", folder.name, "--follow").split("\n")
    assert followed == [*(f"step {step}" for step in range(1, 21)), ""]
    assert runs(place, "logs", folder.name).split("\n") == followed


def test_a_run_file_says_the_same_in_writing_and_words_change_it(place: Path) -> None:
    said = {"script": "train.py", "name": "Mine", "arguments": list(DONE), "devices": ["cpu"]}
    (place / "mine.run.json").write_text(json.dumps(said), encoding="utf-8")
    first = told(place, "start", "mine.run.json")
    assert (first["name"], first["id"][:5]) == ("Mine", "mine-")
    assert first["command"].endswith("train.py 5 0.01")
    runs_folder = place / "elsewhere"
    second = told(place, "start", "mine.run.json", "--name", "Other", "--runs-folder", str(runs_folder))
    assert second["folder"].startswith(str(runs_folder / "other-"))
    for run in (first, second):
        assert until_noted(Path(run["folder"])).stands.state == "succeeded"


def test_what_does_not_go_is_said_in_a_sentence(place: Path) -> None:
    assert "There is no run nothing" in runs(place, "show", "nothing", code=1)
    assert "no-such.py" in runs(place, "start", "no-such.py", code=1)
    runs(place, "nonsense", code=2)
    folder = start(place, arguments=DONE)
    other = start(place, "--again", arguments=DONE)
    assert "Several runs begin with train" in runs(place, "show", "train", code=1)
    for each in (folder, other):
        until_noted(each)
    assert "no checkpoint" in runs(place, "resume", folder.name, code=1)
    answer = subprocess.run(
        [*COMMAND, "show", "nothing", "--json"], cwd=place, capture_output=True, timeout=120, check=False
    )
    assert json.loads(answer.stdout)["error"]["kind"] == "run-unknown"
