"""The note of a running server, which every window and the command line read: written whole or not at all."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

STATE = "state.json"
FAILURE = "failure.json"
LOG = "log.txt"


def write_json(path: Path, value: dict[str, Any]) -> None:
    """Puts a file in the place of another in one step.

    Raises:
        OSError: it could not be written; what was there stays.
    """
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        beside.write_text(json.dumps(value, indent=2), encoding="utf-8")
        beside.replace(path)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def is_ours(path: Path) -> bool:
    """Whether the note is that of this process; when it cannot be read for now, it is taken to be."""
    try:
        return bool(json.loads(path.read_text(encoding="utf-8"))["pid"] == os.getpid())
    except FileNotFoundError:
        return False
    except (OSError, ValueError, LookupError, TypeError):
        return True


def remove_ours(path: Path) -> None:
    """Takes the note of this process away, and no other's."""
    if is_ours(path):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
