"""The token that is in use in the editor is the script's ``HF_TOKEN``, and lies nowhere."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import pytest

from language_client import language_server
from run_stand_ins import until_noted
from transformers_workbench import protocol
from transformers_workbench.documents import path_of
from transformers_workbench.training.run_folder import LOG

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the editor makes the pipe there")

TOKEN = "hf_" + "mZpWqRtYxVbNkLsDfGhJcTeUaIoPnErXw7"
SCRIPT = """
import hashlib, os
print("token", hashlib.sha256(os.environ.get("HF_TOKEN", "").encode()).hexdigest())
print("ours", sorted(name for name in os.environ if "TOKEN" in name and name != "HF_TOKEN"
                     and name.startswith("TRANSFORMERS_WORKBENCH")))
"""


async def test_a_run_has_the_token_in_use_and_its_folder_has_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HF_TOKEN", raising=False)
    script = tmp_path / "train.py"
    script.write_text(SCRIPT, encoding="utf-8")
    runs = tmp_path / "runs"
    start = {
        "spec": {"script": script.as_uri(), "devices": ["cpu"]},
        "folder": tmp_path.as_uri(),
        "runsFolder": runs.as_uri(),
    }
    async with language_server(sys.executable, environment={}, keeps_tokens=True) as window:
        handle = window.secrets.give(TOKEN)
        await window.request(protocol.AUTH_USE.name, {"token": {"name": "laptop", "handle": handle}})
        plan = await window.request(
            protocol.TRAINING_PLAN.name, {"spec": start["spec"], "folder": tmp_path.as_uri()}
        )
        assert plan["withToken"] is True
        started = await window.request(protocol.TRAINING_START.name, start)
        folder = path_of(started["run"]["folder"])
        seen = until_noted(folder)
        details = await window.request(protocol.TRAINING_SHOW.name, {"folder": started["run"]["folder"]})
    assert seen.stands.state == "succeeded"
    log = (folder / LOG).read_text(encoding="utf-8")
    assert f"token {hashlib.sha256(TOKEN.encode()).hexdigest()}" in log
    assert "ours []" in log
    assert TOKEN not in f"{plan}{started}{details}"
    files = [path for path in runs.rglob("*") if path.is_file()]
    assert [path for path in files if TOKEN.encode() in path.read_bytes()] == []
