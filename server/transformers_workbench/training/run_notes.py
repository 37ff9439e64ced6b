"""Reading and writing the JSON files of a run's folder. A damaged one is as good as none; a new one is there
whole, or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import threading
from pathlib import Path
from typing import Any

from transformers_agent import regular_files

Note = dict[str, Any]

LARGEST = 8 * 2**20
"""Bytes. No note of ours comes near; what is larger is not ours."""


def read_note(path: Path) -> Note | None:
    """The object in a file; ``None``: there is none that can be read."""
    return parsed(note_bytes(path))


def note_bytes(path: Path) -> bytes | None:
    """What is in the file of a note; ``None``: nothing that can be read."""
    try:
        return regular_files.read_bytes(path, LARGEST)
    except OSError:
        return None


def parsed(content: bytes | None) -> Note | None:
    """The object that was read; ``None``: it is none."""
    try:
        note = json.loads(content) if content is not None else None
    except (ValueError, RecursionError):
        return None
    return note if isinstance(note, dict) else None


def write_note(path: Path, note: Note) -> None:
    """Puts a file in the place of another in one step, and lets it survive a power cut.

    Raises:
        OSError: it could not be written; what was there stays.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        # Made anew: whatever has this name already, a link for one, is not written through.
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
        with beside.open("x", encoding="utf-8") as file:
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
    """The last bytes of a file of a run's folder; none of one that cannot be read, or that lies elsewhere."""
    try:
        return regular_files.read_tail(path, size, within=path.parent)
    except OSError:
        return b""
