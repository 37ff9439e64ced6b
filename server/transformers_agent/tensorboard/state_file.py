"""The note of a running server, which every window and the command line read: written whole or not at all,
and for this user alone, because it holds what opens the server.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

from transformers_agent.regular_files import read_json

STATE = "state.json"
FAILURE = "failure.json"
LOG = "log.txt"
LIMIT = 2**20
"""Bytes of a note: it names folders, and little more."""


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Puts a file that only this user can read in the place of another, in one step.

    Raises:
        OSError: it could not be written; what was there stays.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with contextlib.suppress(FileNotFoundError):
        beside.unlink()  # Of a process that had this number before, and was cut off.
    try:
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(value, file, indent=2)
        beside.replace(path)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def is_ours(path: Path) -> bool:
    """Whether the note is that of this process; when it cannot be read for now, it is taken to be."""
    try:
        return bool(read_json(path, LIMIT)["pid"] == os.getpid())
    except FileNotFoundError:
        return False
    except (OSError, ValueError, LookupError, TypeError):
        return True


def remove_ours(path: Path) -> None:
    """Takes the note of this process away, and no other's."""
    if is_ours(path):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
