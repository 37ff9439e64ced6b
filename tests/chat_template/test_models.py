"""What can be previewed: model folders below the workspace, found without following links or packages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from transformers_workbench.chat_template.resolving import model_folders


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    return path


def test_model_folders_are_found_and_packages_left_out(tmp_path: Path) -> None:
    touch(tmp_path / "models" / "b" / "tokenizer_config.json")
    touch(tmp_path / "models" / "a" / "chat_template.jinja")
    touch(tmp_path / "templates" / "x.jinja")
    for hidden in (".venv", "node_modules", "__pycache__"):
        touch(tmp_path / hidden / "m" / "tokenizer_config.json")
    assert model_folders(tmp_path) == [tmp_path / "models" / "a", tmp_path / "models" / "b"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_back_to_the_root_is_not_followed(tmp_path: Path) -> None:
    touch(tmp_path / "m" / "tokenizer_config.json")
    (tmp_path / "m" / "loop").symlink_to(tmp_path)
    assert model_folders(tmp_path) == [tmp_path / "m"]


def test_a_root_that_is_not_there(tmp_path: Path) -> None:
    assert model_folders(tmp_path / "gone") == []
