"""Whether a log folder has any event file yet: found at the first one, given up before it takes long."""

from __future__ import annotations

import os
import time
from collections import deque
from pathlib import Path

SECONDS = 1.0
_had: set[str] = set()
"""Folders that had one: event files are not taken away while somebody looks."""


def has_events(folder: str) -> bool:
    """Whether it is known to have one."""
    if not Path(folder).is_dir():
        _had.discard(folder)
        return False
    if folder not in _had and _search(folder):
        _had.add(folder)
    return folder in _had


def _search(folder: str) -> bool:
    end = time.monotonic() + SECONDS
    waiting = deque([folder])
    while waiting and time.monotonic() < end:
        try:
            with os.scandir(waiting.popleft()) as entries:
                for entry in entries:
                    if "tfevents" in entry.name:
                        return True
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except OSError:
            continue
    return False
