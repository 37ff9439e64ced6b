"""Runs on a disk that is full or read-only: why is told, and nothing half-done is left.

The disk is a small one of the test's own, which only the processes of the test see.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BEGIN = """
import json, os, subprocess, sys
sys.path[:0] = sys.argv[2:]
from pathlib import Path
from run_stand_ins import eventually, processes_of, see, spec, start, until_noted
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.training.run_stop import stop

SLEEPER = "import time; print(1, flush=True); time.sleep(600)"
disk, place = Path(os.environ["DISK"]), Path(sys.argv[1])

def fill():
    with open(disk / "filler", "ab", buffering=0) as filler:
        try:
            while filler.write(bytes(4096)):
                pass
        except OSError:
            pass

def attempt(work):
    try:
        return work()
    except WorkbenchError as error:
        told["reason"], told["message"] = error.reason, error.values["message"]

told = {}
"""
READ_ONLY = "subprocess.run(['mount', '-o', 'remount,ro', str(disk)], check=True)"


def on_a_small_disk(tmp_path: Path, code: str) -> dict[str, Any]:
    """What the lines say in ``told``."""
    disk, unshare = tmp_path / "disk", shutil.which("unshare")
    if sys.platform == "win32" or unshare is None:
        pytest.skip("no small disk can be mounted here")
    disk.mkdir()
    mount = f'mount -t tmpfs -o size=1m tmpfs "{disk}"'
    alone = [unshare, "-rm", "sh", "-c"]
    if subprocess.run([*alone, mount], capture_output=True, timeout=60, check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    (tmp_path / "place").mkdir()
    words = [sys.executable, "-c", f"{BEGIN}{code}\nprint(json.dumps(told))", tmp_path / "place", *sys.path]
    ran = subprocess.run(
        [*alone, f'{mount} && exec "$0" "$@"', *words],
        capture_output=True,
        text=True,
        env={**os.environ, "DISK": str(disk)},
        timeout=200,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told: dict[str, Any] = json.loads(ran.stdout)
    return told


@pytest.mark.parametrize(
    ("spoil", "why"), [("fill()", "No space left"), (READ_ONLY, "Read-only file system")]
)
def test_nothing_is_started_where_nothing_can_be_noted(tmp_path: Path, spoil: str, why: str) -> None:
    told = on_a_small_disk(
        tmp_path,
        f"(disk / 'runs').mkdir()\n{spoil}\n"
        "attempt(lambda: start(spec(place), where=disk / 'runs'))\n"
        "told['left'] = [path.name for path in (disk / 'runs').iterdir() if path.is_dir()]\n"
        "told['processes'] = list(processes_of(disk).values())",
    )
    assert told["reason"] == "run-folder"
    assert why in told["message"] and str(tmp_path / "disk") in told["message"]
    assert (told["left"], told["processes"]) == ([], [])


def test_a_run_on_a_disk_that_fills_is_seen_and_ended_and_nothing_written_is_damaged(tmp_path: Path) -> None:
    told = on_a_small_disk(
        tmp_path,
        "folder = start(spec(place, SLEEPER, ()), where=disk / 'runs')\n"
        "eventually(lambda: see(folder).facts.pid)\n"
        "eventually(lambda: (folder / 'log.txt').stat().st_size)\n"
        "eventually(lambda: (folder / 'environment.json').is_file())\n"
        "fill()\n"
        "told['seen'] = see(folder).stands.state\n"
        "attempt(lambda: stop(folder, 'checkpoint', {}))\n"
        "told['stopped'] = stop(folder, 'terminate', {})\n"
        "eventually(lambda: see(folder).look.script == 'no')\n"
        "(disk / 'filler').unlink()\n"
        "seen = until_noted(folder)\n"
        "told['state'], told['code'] = seen.stands.state, seen.stands.code\n"
        "eventually(lambda: not processes_of(folder))\n"
        "for path in folder.glob('*.json'): json.loads(path.read_text())\n"
        "told['beside'] = [path.name for path in folder.glob('.*')]",
    )
    assert (told["seen"], told["reason"], told["stopped"]) == ("running", "run-folder", True)
    assert (told["state"], told["code"], told["beside"]) == ("failed", -15, [])
