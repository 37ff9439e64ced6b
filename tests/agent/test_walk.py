"""Folders are walked through as ``os.walk`` does, however deep they lie."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from transformers_agent.walk import walk


def test_it_finds_what_the_standard_library_finds(tmp_path: Path) -> None:
    for name in ("a/b/c", "a/d", "e"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "file").touch()
    if os.name != "nt":
        (tmp_path / "e" / "link").symlink_to(tmp_path / "a")
        (tmp_path / "e" / "broken").symlink_to("nowhere")

    def found(how: object) -> list[tuple[str, list[str], list[str]]]:
        return sorted((place, sorted(folders), sorted(files)) for place, folders, files in how)  # type: ignore

    assert found(walk(tmp_path)) == found(os.walk(tmp_path))
    pruned = []
    for place, folders, _ in walk(tmp_path):
        folders[:] = [name for name in folders if name != "a"]
        pruned.append(Path(place).name)
    assert pruned == [tmp_path.name, "e"]


def test_what_cannot_be_listed_is_told(tmp_path: Path) -> None:
    told: list[OSError] = []
    assert list(walk(tmp_path / "nothing", told.append)) == []
    assert [each.filename for each in told] == [str(tmp_path / "nothing")]
    assert list(walk(tmp_path / "nothing")) == []


@pytest.mark.skipif(os.name == "nt", reason="paths are short there")
def test_a_thousand_folders_in_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(1200):
        Path("d").mkdir()
        os.chdir("d")
    monkeypatch.chdir(tmp_path)
    assert sum(1 for _ in walk(tmp_path)) == 1201
    top, rest = tmp_path / "d", tmp_path / "rest"
    while (top / "d").is_dir():  # Else the folder of this test could not be deleted.
        (top / "d").rename(rest)
        top.rmdir()
        rest.rename(top)
