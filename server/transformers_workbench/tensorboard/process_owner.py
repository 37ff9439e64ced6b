"""Whose a process is."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from transformers_agent.programs import run

PS_SECONDS = 10.0


def is_own(pid: int) -> bool:
    """Whether it runs as this user; ``False``, too, when that cannot be found out. On Windows ``True``: the
    system itself lets nobody end another user's processes."""
    if sys.platform == "win32":
        return True
    return _effective_user(pid) == os.geteuid()


def _effective_user(pid: int) -> int | None:
    try:
        if sys.platform == "linux":
            status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8", errors="replace")
            return next(int(line.split()[2]) for line in status.splitlines() if line.startswith("Uid:"))
        return int(run(["ps", "-o", "uid=", "-p", str(pid)], timeout=PS_SECONDS).stdout)
    except (OSError, ValueError, LookupError, StopIteration):
        return None
