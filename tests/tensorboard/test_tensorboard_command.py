"""``transformers-workbench tensorboard`` as a shell sees it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from boards import PYTHON, ask, eventually, write_run
from transformers_workbench.tensorboard.servers import all_servers


def command(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "transformers_workbench.cli", "tensorboard", *words, "--python", PYTHON],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=folder,
    )


def answer(*words: str, folder: Path) -> dict[str, Any]:
    ran = command(*words, "--json", folder=folder)
    assert ran.returncode == 0, ran.stderr
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


def test_it_starts_or_finds_prints_the_url_and_returns(tmp_path: Path) -> None:
    write_run(tmp_path / "out" / "runs" / "x").close()
    first = answer("out/runs", folder=tmp_path)
    assert not first["reused"]
    assert first["logdir"] == str(tmp_path / "out" / "runs")
    assert re.fullmatch(rf"http://127\.0\.0\.1:{first['port']}/[\w-]{{43}}/", first["url"])
    eventually(lambda: ask(first["url"], "data/runs") == ["x"])
    # Without a folder it is the one that was written last.
    found = command(folder=tmp_path)
    assert (found.returncode, found.stdout.strip()) == (0, first["url"])
    again = answer("./out/runs", folder=tmp_path)
    assert (again["reused"], again["pid"]) == (True, first["pid"])
    [listed] = answer("list", folder=tmp_path)["servers"]
    assert (listed["pid"], listed["state"], listed["url"]) == (first["pid"], "running", first["url"])
    [stopped] = answer("stop", "out/runs", folder=tmp_path)["stopped"]
    assert stopped["pid"] == first["pid"]
    assert all_servers() == []
    assert command("stop", "out/runs", folder=tmp_path).returncode == 1


def test_failures_have_a_message_and_an_exit_code(tmp_path: Path) -> None:
    nothing = command("--json", folder=tmp_path)
    assert nothing.returncode == 1
    assert json.loads(nothing.stdout)["error"]["kind"] == "log-folders-none"
    assert command("--port", "70000", ".", folder=tmp_path).returncode == 2
    assert command("list", "x", folder=tmp_path).returncode == 2
    (tmp_path / "file").write_text("", encoding="utf-8")
    no_folder = command("file", folder=tmp_path)
    assert no_folder.returncode == 1
    assert "Traceback" not in no_folder.stderr
