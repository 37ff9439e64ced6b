"""Programs on a small disk of their own, which no other process sees."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

BEGIN = """
import json, os, subprocess
from pathlib import Path

disk = Path(os.environ["DISK"])
told = {}

def fill():
    with open(disk / "filler", "ab", buffering=0) as filler:
        try:
            while filler.write(bytes(4096)):
                pass
        except OSError:
            pass

def make_read_only():
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)

"""


def words_for_a_small_disk(place: Path, size: str) -> list[str]:
    """Words before a command that start it with ``place`` as such a disk; skips the test where none can be.

    ``size`` as ``mount`` takes it: ``64k``, ``1m``.
    """
    unshare = shutil.which("unshare")
    if sys.platform == "win32" or unshare is None:
        pytest.skip("no small disk can be mounted here")
    mount = f'mount -t tmpfs -o size={size} tmpfs "{place}"'
    alone = [unshare, "-rm", "sh", "-c"]
    if subprocess.run([*alone, mount], capture_output=True, timeout=60, check=False).returncode:
        pytest.skip("no small disk can be mounted here")
    return [*alone, f'{mount} && exec "$0" "$@"']


def told_on_a_small_disk(
    disk: Path, size: str, code: str, arguments: Sequence[str | Path] = (), **environment: str
) -> dict[str, Any]:
    """What Python code puts into ``told`` there. It has ``disk``, ``fill()`` and ``make_read_only()``."""
    disk.mkdir()
    ran = subprocess.run(
        [
            *words_for_a_small_disk(disk, size),
            sys.executable,
            "-c",
            f"{BEGIN}{code}\nprint(json.dumps(told))",
            *arguments,
        ],
        capture_output=True,
        text=True,
        env={**os.environ, "DISK": str(disk), **environment},
        timeout=200,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    told: dict[str, Any] = json.loads(ran.stdout)
    return told
