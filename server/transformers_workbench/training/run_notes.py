"""Reading and writing the JSON files of a run's folder. A damaged one is as good as none; a new one is there
whole, or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from pathlib import Path
from typing import Any

Note = dict[str, Any]

LARGEST = 8 * 2**20
"""Bytes. No note of ours comes near; what is larger is not ours."""


def read_note(path: Path) -> Note | None:
    """The object in a file; ``None``: there is none that can be read."""
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST + 1)
        note = json.loads(text) if len(text) <= LARGEST else None
    except (OSError, ValueError, RecursionError):
        return None
    return note if isinstance(note, dict) else None


def write_note(path: Path, note: Note) -> None:
    """Puts a file in the place of another in one step, and lets it survive a power cut.

    Raises:
        OSError: it could not be written; what was there stays.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        with beside.open("w", encoding="utf-8") as file:
            json.dump(note, file, indent=2, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def number(note: Note | None, key: str) -> float | None:
    """A finite number out of a note, whatever else it may hold there."""
    value = (note or {}).get(key)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        value = float(value)
    except OverflowError:
        return None
    return value if value - value == 0 else None


def whole(note: Note | None, key: str) -> int | None:
    """The same for an integer."""
    value = (note or {}).get(key)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def text(note: Note | None, key: str) -> str:
    """The same for a text; empty: none."""
    value = (note or {}).get(key)
    return value if isinstance(value, str) else ""


def file_tail(path: Path, size: int) -> bytes:
    """The last bytes of a file; none of one that cannot be read."""
    try:
        with path.open("rb") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(0, end - size))
            return file.read(size)
    except OSError:
        return b""
