"""Rows of steps that a resumed training does again leave ``metrics.jsonl`` before it goes on."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from typing import Any

from .run import METRICS, SUPERSEDED_METRICS, Run


def supersede(run: Run, training: int, step: int, logged_at_step: int | None, again: bool = False) -> None:
    """Moves rows of earlier attempts at this training (the n-th of the script) that lie after ``step``.

    ``logged_at_step``: how many rows of ``step`` itself the checkpoint knows; those that were logged after it
    was saved come again, too. ``None``: it does not say, and all stay. At step 0 all come again.
    ``again``: this attempt began before, too; its own rows are as those of earlier ones.
    The rows are in the other file before they leave this one, so none is lost when the process is killed in
    between, and none is twice in either file when it is done again.

    Raises:
        OSError: the files could not be written; ``metrics.jsonl`` is as it was.
    """
    path = run.path(METRICS)
    try:
        with open(path, "rb") as file:
            text = file.read()
    except FileNotFoundError:
        return
    stays: list[bytes] = []
    leaves: list[bytes] = []
    at_step = 0
    for line in text.split(b"\n"):
        row = _row(line)
        if row is None:
            # Half a row: its process was killed in the middle of writing it.
            continue
        old = (again or row.get("attempt") != run.attempt) and row.get("training", 1) == training
        number = row.get("step", 0)
        if old and number == step:
            at_step += 1
        comes_again = number > step or (
            number == step and (step == 0 or (logged_at_step is not None and at_step > logged_at_step))
        )
        (leaves if old and comes_again else stays).append(line)
    kept = b"".join(line + b"\n" for line in stays)
    if kept == text:
        return
    _add(run.path(SUPERSEDED_METRICS), leaves)
    _replace(path, kept)


def logged_at(history: Sequence[Any], step: int) -> int | None:
    """Rows that a checkpoint's ``log_history`` has of its own step; ``None``: it has no history at all."""
    if not history:
        return None
    return sum(1 for entry in history if isinstance(entry, dict) and entry.get("step") == step)


def _row(line: bytes) -> dict[str, Any] | None:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row if isinstance(row, dict) and isinstance(row.get("step", 0), int) else None


def _add(path: str, lines: list[bytes]) -> None:
    try:
        with open(path, "rb") as file:
            there = file.read()
    except FileNotFoundError:
        there = b""
    known = set(there.split(b"\n"))
    if there and not there.endswith(b"\n"):
        there += b"\n"
    new = b"".join(line + b"\n" for line in lines if line not in known)
    if new:
        _replace(path, there + new)


def _replace(path: str, content: bytes) -> None:
    beside = f"{path}.{os.getpid()}"
    try:
        with open(beside, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        if os.path.exists(beside):
            os.unlink(beside)
