"""The rows of a data file, one after the other, whatever format it has."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from transformers_agent.faults import Fault
from transformers_agent.regular_files import check_regular
from transformers_agent.training.data_findings import Findings


@dataclass(frozen=True)
class Row:
    """``number``: the line or row it is at, from 1; ``fingerprint``: equal for equal rows."""

    number: int
    values: dict[str, Any]
    fingerprint: int


class Rows:
    """Rows to go through once. What is not gone through can still be counted."""

    typed = True
    """Values have their types; false: they are text that may stand for numbers."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[Row]:
        return self._rows

    def count_rest(self) -> int:
        """How many rows were not gone through."""
        return sum(1 for _ in self._rows)


def rows_of(path: Path, findings: Findings) -> Rows:
    """The rows of a file, by its name's ending: what is none of a table is taken for JSON.

    Raises:
        Fault: ``missing-package`` (Parquet without pyarrow), ``data-unreadable``.
        OSError: it cannot be read.
    """
    from transformers_agent.training.data_json import json_rows
    from transformers_agent.training.data_tables import delimited_rows, parquet_rows

    if check_regular(path).st_size == 0:
        findings.add("error", "empty-file")
        return Rows(iter(()))
    ending = path.suffix.lower()
    if ending in {".csv", ".tsv"}:
        return delimited_rows(path, "\t" if ending == ".tsv" else ",", findings)
    if ending in {".parquet", ".pq"}:
        return parquet_rows(path)
    if ending in {".json", ".jsonl", ".ndjson"}:
        return json_rows(path, findings)
    raise Fault("data-format", path.name, values={"path": path.name})
