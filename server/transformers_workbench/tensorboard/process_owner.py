"""Whose a process is, and whether it is a TensorBoard of ours."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from transformers_agent.programs import run

PS_SECONDS = 10.0
PROGRAM = "/transformers_agent/tensorboard/serve.py"
"""Of whatever version of the extension."""


def is_own(pid: int) -> bool:
    """Whether it runs as this user; ``False``, too, when that cannot be found out. On Windows ``True``: the
    system itself lets nobody end another user's processes."""
    if sys.platform == "win32":
        return True
    return _effective_user(pid) == os.geteuid()


def is_server(pid: int) -> bool:
    """Whether it runs our program; ``False``, too, when that cannot be found out. On Windows ``True``: only
    this user can write to the folder of the notes.

    A note can lie where others may have put it: somebody's environment names a folder within a repository.
    """
    try:
        if sys.platform == "win32":
            return True
        if sys.platform == "linux":
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").split("\0")
            return any(word.endswith(PROGRAM) for word in words)
        return PROGRAM in run(
            ["ps", "-ww", "-o", "command=", "-p", str(pid)], timeout=PS_SECONDS
        ).stdout.decode("utf-8", "replace")
    except OSError:
        return False


def _effective_user(pid: int) -> int | None:
    try:
        if sys.platform == "linux":
            status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
            return next(int(line.split()[2]) for line in status.splitlines() if line.startswith("Uid:"))
        return int(run(["ps", "-o", "uid=", "-p", str(pid)], timeout=PS_SECONDS).stdout)
    except (OSError, ValueError, LookupError, StopIteration):
        return None
