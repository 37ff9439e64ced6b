"""The files that hold tokens: where they are, and who may read them."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

from transformers_agent.auth import library
from transformers_agent.regular_files import read_text


def files() -> list[dict[str, Any]]:
    """``{role, path, exists, mode, private}`` of ``token`` and ``stored_tokens``. ``mode`` is octal and
    ``private`` says that nobody but the owner has access; both ``None`` on Windows and for what is not there.
    """
    return [_facts("token", library.token_file()), _facts("stored_tokens", library.stored_file())]


def findings() -> list[dict[str, Any]]:
    """``{kind, path, mode, message}`` of what is wrong: ``file-mode``, ``file-unreadable``,
    ``store-damaged``."""
    found = [
        _finding("file-mode", each["path"], mode=each["mode"]) for each in files() if each["private"] is False
    ]
    path = library.token_file()
    try:
        read_text(path)
    except FileNotFoundError:
        pass
    except (OSError, UnicodeDecodeError) as error:
        found.append(_finding("file-unreadable", path, message=getattr(error, "strerror", "not UTF-8")))
    damage = library.damage_of_store()
    if damage is not None:
        found.append(_finding("store-damaged", library.stored_file(), message=damage))
    return found


def _finding(kind: str, path: str, *, mode: str | None = None, message: str = "") -> dict[str, Any]:
    return {"kind": kind, "path": path, "mode": mode, "message": message}


def _facts(role: str, path: str) -> dict[str, Any]:
    try:
        mode = stat.S_IMODE(Path(path).stat().st_mode)
    except OSError:
        return {"role": role, "path": path, "exists": False, "mode": None, "private": None}
    known = os.name != "nt"  # There the mode says nothing about who may read.
    return {
        "role": role,
        "path": path,
        "exists": True,
        "mode": f"{mode:04o}" if known else None,
        "private": not mode & 0o077 if known else None,
    }
