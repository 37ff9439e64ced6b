"""Which data a run would learn from is told before it starts."""

from __future__ import annotations

from pathlib import Path

from transformers_workbench.training.script_data import data_files
from transformers_workbench.training.spec import Spec


def spec(folder: Path, script: str, *arguments: str) -> Spec:
    path = folder / "scripts" / "train.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script, encoding="utf-8")
    return Spec(path, folder, folder, "train", arguments)


def file(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("", encoding="utf-8")
    return path


def test_files_are_found_beside_the_working_directory_and_beside_the_script(tmp_path: Path) -> None:
    one, two = file(tmp_path / "data" / "train.jsonl"), file(tmp_path / "scripts" / "more.csv")
    script = 'load("data/train.jsonl"); load("more.csv"); load("data/train.jsonl"); load("nowhere.parquet")'
    assert data_files(spec(tmp_path, script)) == [one, two]


def test_what_an_argument_names_comes_first(tmp_path: Path) -> None:
    one, two = file(tmp_path / "a.jsonl"), file(tmp_path / "b.jsonl")
    assert data_files(spec(tmp_path, 'load("a.jsonl")', "--train", "b.jsonl")) == [two, one]


def test_what_is_no_file_of_this_machine_is_none(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    script = 'load("https://example.org/a.csv"); load("folder.csv"); load("a\\0b.csv"); load("~nobody/a.csv")'
    assert data_files(spec(tmp_path, script)) == []


def test_a_script_that_cannot_be_read_names_none(tmp_path: Path) -> None:
    path = tmp_path / "train.py"
    path.write_bytes(b"\xff\xfe not text")
    assert data_files(Spec(path, tmp_path, tmp_path, "train")) == []
    assert data_files(Spec(tmp_path / "gone.py", tmp_path, tmp_path, "train")) == []
