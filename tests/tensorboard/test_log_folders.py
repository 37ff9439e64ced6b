"""Which log folders are found, and how fast nothing of it is read."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from transformers_agent.tensorboard import event_files
from transformers_agent.tensorboard.event_files import EventFiles
from transformers_agent.tensorboard.folders import folders
from transformers_agent.tensorboard.log_roots import log_roots

EVENTS = "events.out.tfevents.1.host.0"


def event_file(folder: Path, size: int = 10, written: float | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / EVENTS
    with file.open("wb") as stream:
        stream.truncate(size)
    if written is not None:
        os.utime(file, (written, written))
    return file


def found(*tops: Path) -> dict[str, Any]:
    return folders({"folders": [str(top) for top in tops], "seconds": 60})


def roots(top: Path) -> dict[str, int]:
    return {Path(root["path"]).relative_to(top).as_posix(): root["runs"] for root in found(top)["folders"]}


def test_what_belongs_together_is_one_log_folder(tmp_path: Path) -> None:
    for run in (
        "output/runs/Nov01_host",
        "output/runs/Nov02_host",
        "lightning_logs/version_0",
        "sweep/lr-1",
        "sweep/lr-2",
        "parts/model/train",
        "parts/model/eval",
        "alone/run",
    ):
        event_file(tmp_path / run)
    expected = {"output/runs": 2, "lightning_logs": 1, "sweep": 2, "parts/model": 2, "alone/run": 1}
    assert roots(tmp_path) == expected


def test_the_folder_that_was_opened_can_be_a_log_folder_itself(tmp_path: Path) -> None:
    event_file(tmp_path)
    event_file(tmp_path / "below")
    assert roots(tmp_path) == {".": 2}


def test_the_most_recently_written_comes_first_with_its_size(tmp_path: Path) -> None:
    event_file(tmp_path / "old" / "runs" / "x", 100, 1000.0)
    event_file(tmp_path / "new" / "runs" / "x", 200, 2000.0)
    answer = found(tmp_path)["folders"]
    assert [(Path(each["path"]).parent.name, each["size"], each["written"]) for each in answer] == [
        ("new", 200, 2000.0),
        ("old", 100, 1000.0),
    ]


def test_folders_of_tools_are_passed_over_and_empty_log_folders_told(tmp_path: Path) -> None:
    for name in (".git", "node_modules", ".venv"):
        event_file(tmp_path / name / "runs")
    event_file(tmp_path / "myenv" / "runs")
    (tmp_path / "myenv" / "pyvenv.cfg").write_text("", encoding="utf-8")
    (tmp_path / "logs").mkdir()
    answer = found(tmp_path)
    assert [root["path"] for root in answer["folders"]] in ([], [str(tmp_path / "myenv" / "runs")])
    assert answer["empty"] == [str(tmp_path / "logs")]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_are_followed_once_and_circles_end(tmp_path: Path) -> None:
    elsewhere = tmp_path / "scratch"
    event_file(elsewhere / "runs" / "x")
    top = tmp_path / "top"
    top.mkdir()
    (top / "link").symlink_to(elsewhere)
    (elsewhere / "again").symlink_to(elsewhere)
    (top / "circle").symlink_to(top)
    (top / "broken").symlink_to(tmp_path / "nowhere")
    (top / "self").symlink_to(top / "self")
    assert roots(top) == {"link/runs": 1}


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads everything")
def test_a_folder_that_cannot_be_read_is_passed_over(tmp_path: Path) -> None:
    event_file(tmp_path / "good" / "runs")
    bad = tmp_path / "bad"
    bad.mkdir(mode=0)
    try:
        assert roots(tmp_path) == {"good/runs": 1}
    finally:
        bad.chmod(0o700)


def test_a_folder_that_is_not_there_has_none(tmp_path: Path) -> None:
    nothing = {"folders": [], "empty": [], "runs": [], "truncated": False}
    assert found(tmp_path / "nowhere") == nothing


def test_a_thousand_runs_with_a_gigabyte_are_one_folder_and_not_listed_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for index in range(1000):
        event_file(tmp_path / "runs" / f"run-{index}", 2**20)
    long_ago = time.time() - 3600
    for folder in [tmp_path, *tmp_path.rglob("*")]:
        if folder.is_dir():
            os.utime(folder, (long_ago, long_ago))
    files = EventFiles()
    [root] = log_roots(files.find([str(tmp_path)], 60), [str(tmp_path)])
    assert (root.path, root.runs, root.size) == (str(tmp_path / "runs"), 1000, 1000 * 2**20)
    listed: list[str] = []
    read = event_files.read

    def noted(path: str, at: int) -> Any:
        listed.append(path)
        return read(path, at)

    monkeypatch.setattr(event_files, "read", noted)
    event_file(tmp_path / "runs" / "run-7", 2**21)
    event_file(tmp_path / "runs" / "new")
    [root] = log_roots(files.find([str(tmp_path)], 60), [str(tmp_path)])
    assert (root.runs, root.size) == (1001, 1001 * 2**20 + 10)
    assert listed == [str(tmp_path / "runs"), str(tmp_path / "runs" / "new")]


def test_when_time_ends_what_was_found_is_told_and_that_it_is_not_all(tmp_path: Path) -> None:
    for index in range(20):
        event_file(tmp_path / f"top-{index}" / "runs")
    ticks = iter(range(1000))
    files = EventFiles(clock=lambda: float(next(ticks)))
    assert 0 < len(files.find([str(tmp_path)], 30)) < 20
    assert files.truncated


def test_the_folder_of_training_runs_is_one_although_it_is_hidden(tmp_path: Path) -> None:
    runs = tmp_path / ".transformers-workbench" / "runs"
    for name in ("first", "second"):
        event_file(runs / name / "tensorboard", size=20)
    answer = folders(
        {"folders": [str(tmp_path)], "runs_folders": [str(runs), str(tmp_path / "none")], "seconds": 60.0}
    )
    assert answer["folders"] == []
    assert [(root["path"], root["runs"], root["size"]) for root in answer["runs"]] == [(str(runs), 2, 40)]
