"""``training.data``: a look at a data file before anything is trained on it.

Every row is counted. Rows are read while there is time; lengths are measured of every row at first, and of
fewer and fewer when they take long, so that the time there is spreads over the whole file.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from transformers_agent.faults import Fault
from transformers_agent.progress import Progress
from transformers_agent.regular_files import NotRegular
from transformers_agent.task import Params
from transformers_agent.training.data_columns import ANSWER_NAMES, Column, guess_label, guess_text, kind_of
from transformers_agent.training.data_findings import Findings
from transformers_agent.training.data_labels import look_at_labels
from transformers_agent.training.data_lengths import Measure
from transformers_agent.training.data_lines import SKIPPED_LIMIT, NoLines
from transformers_agent.training.data_rows import Row, Rows, rows_of

BEGINNING = 1000
"""So many rows are read before it is said which column is which,"""
BEGINNING_SIZE = 8 * 2**20
"""or so many characters, about."""
FINGERPRINTS = 1_000_000
COLUMNS = 1000
SECONDS = 20.0


def look(params: Params, progress: Progress) -> dict[str, Any]:
    """As ``protocol.DataLook``, with findings as ``Findings.to_json`` has them.

    ``params``: ``path``, ``model`` (folder or id; empty: characters), ``max_length`` (0: the tokenizer's
    own), ``text_column``, ``label_column`` (empty: guessed), ``seconds`` for reading and measuring.

    Raises:
        Fault: ``file-missing``, ``file-unreadable``, ``file-not-regular``, ``data-format``,
            ``data-unreadable``, ``data-endless``, ``data-memory``, ``missing-package``.
    """
    path = Path(str(params.get("path")))
    try:
        return _Look(path, params, progress).result()
    except MemoryError as error:
        raise Fault("data-memory", str(error), values={"path": path.name}) from error
    except NoLines as error:
        values = {"path": path.name, "mebibytes": str(SKIPPED_LIMIT >> 20)}
        raise Fault("data-endless", "It has no lines", values=values) from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Fault("file-missing", str(error), values={"path": str(path)}) from error
    except NotRegular as error:
        raise Fault("file-not-regular", str(error), values={"path": str(path), "kind": error.kind}) from error
    except OSError as error:
        message = error.strerror or str(error)
        raise Fault("file-unreadable", message, values={"path": str(path)}) from error


class _Look:
    """One look."""

    def __init__(self, path: Path, params: Params, progress: Progress) -> None:
        self._path = path
        self._progress = progress
        self._findings = Findings()
        self._seconds = float(params.get("seconds") or SECONDS)
        self._asked = (str(params.get("text_column") or ""), str(params.get("label_column") or ""))
        self._measure = Measure(
            str(params.get("model") or ""), int(params.get("max_length") or 0), self._findings
        )
        self._columns: dict[str, Column] = {}
        self._fingerprints: set[int] = set()
        self._lengths: list[int] = []
        self._truncated = 0
        self._unlearnable = 0
        self._sampled = False
        self._pairs = False
        """The label is a text, an answer, and not one of several classes."""
        self._text = self._label = ""

    def result(self) -> dict[str, Any]:
        """Goes through the file."""
        rows = rows_of(self._path, self._findings)
        source = iter(rows)
        self._started = time.monotonic()
        beginning = list(_beginning(source))
        for row in beginning:
            self._survey(row, typed=rows.typed)
        self._choose()
        count = self._go_through(chain(beginning, source), len(beginning), typed=rows.typed)
        return self._answer(max(count, len(beginning)), rows)

    def _choose(self) -> None:
        columns = list(self._columns.values())
        self._text = self._asked[0] or guess_text(columns)
        self._label = self._asked[1] or guess_label(columns, self._text)
        for name in self._asked:
            if name and columns and name not in self._columns:
                self._findings.add("error", "no-such-column", column=name)
        if columns and not self._text:
            self._findings.add("warning", "no-text-column")
        self._pairs = self._answers()

    def _go_through(self, rows: Iterator[Row], surveyed: int, *, typed: bool) -> int:
        count = 0
        stride = 1
        spent = 0.5
        for row in rows:
            count += 1
            if count > surveyed:
                self._survey(row, typed=typed)
            self._compare(row)
            if count % stride == 0:
                self._learn(row)
            if count % 64:
                continue
            self._progress(count, 0, "items", self._path.name)
            share = (time.monotonic() - self._started) / self._seconds
            if share >= 1:
                self._sampled = True
                break
            if share >= spent:
                stride, spent, self._sampled = stride * 4, (1 + spent) / 2, True
        return count

    def _survey(self, row: Row, *, typed: bool) -> None:
        for name, value in row.values.items():
            column = self._columns.get(name)
            if column is None:
                if len(self._columns) >= COLUMNS:
                    self._findings.add("warning", "many-columns", columns=len(row.values), shown=COLUMNS)
                    break
                column = self._columns[name] = Column(name, typed)
            column.add(value)

    def _compare(self, row: Row) -> None:
        if row.fingerprint in self._fingerprints:
            self._findings.add("warning", "duplicate-rows", row.number)
        elif len(self._fingerprints) < FINGERPRINTS:
            self._fingerprints.add(row.fingerprint)

    def _learn(self, row: Row) -> None:
        """Measures a row, and looks whether it can be learned."""
        if not self._text:
            return
        text = row.values.get(self._text)
        label = row.values.get(self._label) if self._label else None
        if isinstance(text, list) and (text or self._columns[self._text].kind == "messages"):
            length, learnable = self._measure.conversation(text, row.number)
        elif not isinstance(text, str) or not text.strip():
            self._findings.add("warning", "empty-text", row.number)
            return
        elif self._pairs:
            length, learnable = self._measure.pair(text, label if isinstance(label, str) else "")
        else:
            length, learnable = self._measure.text(text), True
            if self._label and kind_of(label, typed=False) == "empty":
                self._findings.add("error", "no-label", row.number)
        self._lengths.append(length)
        limit = self._measure.max_length
        if self._measure.in_tokens and limit and length > limit:
            self._truncated += 1
            self._findings.add("warning", "truncated-rows", row.number, max_length=limit)
        if not learnable:
            self._unlearnable += 1
            self._findings.add("warning", "no-answer", row.number)

    def _answers(self) -> bool:
        """Whether what is to be learned is a text, and not one of several classes."""
        column = self._columns.get(self._label)
        return column is not None and (column.name.strip().lower() in ANSWER_NAMES or not column.has_classes)

    def _answer(self, count: int, rows: Rows) -> dict[str, Any]:
        for column in self._columns.values():
            if column.is_mixed:
                kinds = ", ".join(sorted(set(column.kinds) - {"empty"}))
                self._findings.add("error", "mixed-kinds", column=column.name[:80], kinds=kinds)
        classes: list[tuple[str, int]] = []
        unbalanced = False
        if self._label in self._columns and not self._pairs:
            classes, unbalanced = look_at_labels(self._columns[self._label], self._findings)
        total = count + rows.count_rest()
        if not total and "empty-file" not in self._findings:
            self._findings.add("error", "no-rows")
        if self._sampled:
            self._findings.add("info", "sampled", measured=len(self._lengths))
        return {
            "rows": total,
            "columns": [column.to_json() for column in self._columns.values()],
            "text_column": self._text,
            "label_column": self._label,
            "classes": [{"label": label, "rows": rows} for label, rows in classes],
            "unbalanced": unbalanced,
            "lengths": _summary(self._lengths),
            "in_tokens": self._measure.in_tokens,
            "truncated_rows": self._truncated,
            "unlearnable_rows": self._unlearnable,
            "sampled": self._sampled,
            "findings": self._findings.to_json(),
        }


def _beginning(rows: Iterator[Row]) -> Iterator[Row]:
    size = 0
    for count, row in enumerate(rows, 1):
        yield row
        size += sum(len(value) if isinstance(value, str) else 64 for value in row.values.values())
        if count >= BEGINNING or size >= BEGINNING_SIZE:
            return


def _summary(lengths: list[int]) -> dict[str, int]:
    """Median, 95th percentile (nearest rank) and maximum."""
    if not lengths:
        return {}
    ordered = sorted(lengths)
    rank = max(0, -(-95 * len(ordered) // 100) - 1)
    return {"median": ordered[(len(ordered) - 1) // 2], "p95": ordered[rank], "max": ordered[-1]}
