"""``transformers-workbench auth explain``: an error from a file or a pipe, in words."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from accounts import COMMAND, auth

ERROR = (
    "Cannot access gated repo for url https://hub.example.org/org/x/resolve/main/config.json.\n"
    "Your request to access model org/x is awaiting a review from the repo authors.\n"
)


def test_a_file_is_explained(tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_text(ERROR, encoding="utf-8")
    english, japanese = auth("explain", str(log)), auth("explain", str(log), language="ja_JP.UTF-8")
    assert english.returncode == 0
    assert "The authors of org/x have not answered" in english.stdout
    assert "まだ返答していません" in japanese.stdout
    answer = json.loads(auth("explain", str(log), "--json").stdout)["answer"]
    assert (answer["state"], answer["detail"], answer["repo_id"]) == ("pending-or-denied", "pending", "org/x")


def test_a_pipe_is_explained() -> None:
    piped = subprocess.run(
        [*COMMAND, "explain", "--json"], input=ERROR.encode(), capture_output=True, timeout=60, check=False
    )
    assert (piped.returncode, json.loads(piped.stdout)["answer"]["repo_id"]) == (0, "org/x")


def test_nothing_to_explain(tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_bytes(b"loss 0.5\n\xff")
    assert auth("explain", str(log)).returncode == 1
    missing = auth("explain", str(tmp_path / "none.log"))
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "none.log cannot be read" in missing.stderr
