"""Reads ``trainer_state.json``, whole or damaged, an object of its ``log_history`` at a time."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from transformers_agent.regular_files import open_regular, read_head
from transformers_workbench.health.row import row_of
from transformers_workbench.health.series import Builder, Series

HISTORY = '"log_history"'
HEAD = 2**16
PIECE = 2**20
_SPACE = re.compile(r"[\s,]*")
_NUMBER = r'"%s"\s*:\s*(-?\d{1,15})'


@attrs.define
class History:
    """Objects of a history, as they are found. ``damaged``: how many places could not be read; ``cut``: the
    file ends in the middle."""

    damaged: int = 0
    cut: bool = False
    around: str = ""
    """The text before and after the history."""

    def objects(self, path: Path) -> Iterator[dict[str, Any]]:
        """Each object, in order.

        Raises:
            OSError: the file cannot be read.
        """
        decode = json.JSONDecoder().raw_decode
        with io.TextIOWrapper(open_regular(path), "utf-8-sig", "replace") as file:
            text, place = self._begin(file)
            while True:
                place = _SPACE.match(text, place).end()  # type: ignore[union-attr]
                if place < len(text) and text[place] == "]":
                    self.around += text[place : place + HEAD] + file.read(HEAD)
                    return
                try:
                    value, place = decode(text, place)
                    if isinstance(value, dict):
                        yield value
                except (ValueError, RecursionError) as error:
                    failed = getattr(error, "pos", place)
                    if failed >= len(text) - 64 and (more := file.read(PIECE)):
                        text, place = text[place:] + more, 0
                        if len(text) < 8 * PIECE:
                            continue
                    if failed >= len(text) - 1 or (following := text.find("{", place + 1)) < 0:
                        self.cut = True
                        return
                    self.damaged += 1
                    place = following

    def _begin(self, file: Any) -> tuple[str, int]:
        text = file.read(HEAD)
        start = text.find("[", text.find(HISTORY))
        self.around = text[: max(0, start)]
        return text, start + 1


def is_trainer_state(path: Path) -> bool:
    """Whether a file begins as one does.

    Raises:
        OSError: the file cannot be read.
    """
    head = read_head(path, HEAD).decode("utf-8", "replace").lstrip("\ufeff \r\n\t")
    return head.startswith("{") and HISTORY in head


def read_trainer_state(path: Path) -> tuple[Series, History]:
    """The run, and what was wrong with its file.

    Raises:
        OSError: the file cannot be read.
    """
    history, builder = History(), Builder()
    for _ in rows_of(path, history, builder):
        pass
    return with_totals(builder, history), history


def rows_of(path: Path, history: History, builder: Builder) -> Iterator[None]:
    """Reads into both, a row at a time: whoever has other things to do can do them in between.

    Raises:
        OSError: the file cannot be read.
    """
    for values in history.objects(path):
        row = row_of(values)
        if row is not None:
            builder.add(row.metrics, row.step, row.epoch, row.time)
            builder.finished = builder.finished or "train_runtime" in row.metrics
            yield


def with_totals(builder: Builder, history: History) -> Series:
    """The run, with what the file says around its rows."""
    builder.total_steps = _whole(history.around, "max_steps")
    done = _whole(history.around, "global_step")
    builder.finished = builder.finished or 0 < builder.total_steps <= done
    return builder.series()


def _whole(text: str, name: str) -> int:
    found = re.search(_NUMBER % name, text)
    return max(0, int(found[1])) if found else 0
