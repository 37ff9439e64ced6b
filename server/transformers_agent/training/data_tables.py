"""Rows of CSV, TSV and Parquet files."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from transformers_agent.faults import Fault, missing_package
from transformers_agent.training.data_findings import Findings
from transformers_agent.training.data_lines import LINE_LIMIT, encoding_of, lines, open_text
from transformers_agent.training.data_rows import Row, Rows

COLUMNS = 1000
"""More columns than this are not looked at."""
BATCH = 256
SNIFFED = ",;\t|"


def delimited_rows(path: Path, delimiter: str, findings: Findings) -> Rows:
    """The rows of a text table: its first record names the columns, as ``datasets`` reads it."""
    csv.field_size_limit(LINE_LIMIT)
    return _Delimited(path, delimiter, findings)


class _Delimited(Rows):
    typed = False

    def __init__(self, path: Path, delimiter: str, findings: Findings) -> None:
        self._file: TextIO = open_text(path, encoding_of(path, findings), "")
        self._findings = findings
        self._place = 0
        self._reader = csv.reader(self._lines(), delimiter=delimiter)
        self._delimiter = delimiter
        super().__init__(self._read())

    def _lines(self) -> Iterator[str]:
        for number, line in lines(self._file, self._findings):
            self._place = number
            yield line

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Each record and the line that it ends in."""
        while True:
            try:
                record = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                self._findings.add(
                    "error", "damaged-line", self._place, line=self._place, message=str(error)[:200]
                )
                continue
            if record:
                yield self._place, record

    def _read(self) -> Iterator[Row]:
        with self._file:
            records = self._records()
            names = next(records, (0, []))[1]
            self._look_at(names)
            names = names[:COLUMNS]
            width = len(names)
            for number, (line, record) in enumerate(records, 1):
                if len(record) != self._width:
                    self._note_width(len(record), number, line)
                    record.extend([""] * (width - len(record)))
                values = dict(zip(names, record, strict=False))
                yield Row(number, values, hash(tuple(record)))

    def _note_width(self, fields: int, number: int, line: int) -> None:
        if fields > self._width:
            self._findings.add("error", "too-many-fields", number, line=line, columns=self._width)
        else:
            self._findings.add("warning", "too-few-fields", number, line=line, columns=self._width)

    def _look_at(self, names: list[str]) -> None:
        self._width = len(names)
        if len(names) > COLUMNS:
            self._findings.add("warning", "many-columns", columns=len(names), shown=COLUMNS)
        if len(set(names)) < len(names):
            twice = next(name for index, name in enumerate(names) if name in names[:index])
            self._findings.add("error", "same-name", column=twice[:80])
        if len(names) == 1:
            other = next((mark for mark in SNIFFED if mark != self._delimiter and mark in names[0]), None)
            if other:
                self._findings.add("error", "other-delimiter", delimiter=repr(other)[1:-1])

    def count_rest(self) -> int:
        return 0 if self._file.closed else sum(1 for _ in self._records())


class _Parquet(Rows):
    def __init__(self, rows: Iterator[Row], total: int) -> None:
        self._total = total
        self._seen = 0
        super().__init__(self._counted(rows))

    def _counted(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            self._seen += 1
            yield row

    def count_rest(self) -> int:
        return self._total - self._seen


def parquet_rows(path: Path) -> Rows:
    """The rows of a Parquet file; how many there are is in its footer.

    Raises:
        Fault: ``missing-package``, ``data-unreadable``.
    """
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise missing_package(error, "pyarrow") from error
    try:
        file = parquet.ParquetFile(str(path))
        columns = file.schema_arrow.names[:COLUMNS]
        return _Parquet(_batches(file, columns, path), file.metadata.num_rows)
    except Exception as error:
        raise _unreadable(path, error) from error


def _batches(file: object, columns: list[str], path: Path) -> Iterator[Row]:
    numbers = itertools.count(1)
    try:
        for batch in file.iter_batches(batch_size=BATCH, columns=columns):  # type: ignore[attr-defined]
            for values in batch.to_pylist():
                yield Row(next(numbers), values, hash(repr(values)))
    except Exception as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: Exception) -> Fault:
    return Fault("data-unreadable", str(error)[:500], values={"path": path.name})
