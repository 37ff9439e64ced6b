"""Rows of JSON files: a line each, a list, or a list within an object."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from transformers_agent.training.data_findings import Findings
from transformers_agent.training.data_lines import (
    LINE_LIMIT,
    cleaned,
    count_lines,
    encoding_of,
    lines,
    open_text,
)
from transformers_agent.training.data_rows import Row, Rows

CHUNK = 2**20
WHOLE_LIMIT = 64 * 2**20
"""Bytes of a file whose rows are inside of an object: that is read whole."""
FIELDS = ("data", "rows", "examples", "train", "instances")
WHITE = " \t\r\n"


def json_rows(path: Path, findings: Findings) -> Rows:
    """The rows of a ``.json`` or ``.jsonl`` file: what it begins with tells how they are laid out."""
    encoding = encoding_of(path, findings)
    with open_text(path, encoding, "\n") as file:
        first = file.read(1)
        while first and first in WHITE:
            first = file.read(1)
        rest = file.readline(LINE_LIMIT)
    if first == "[":
        return Rows(_array(path, encoding, findings))
    if first == "{" and path.stat().st_size <= WHOLE_LIMIT:
        held = _within(first + rest, path, encoding)
        if held is not None:
            return Rows(_plain(held, findings))
    return _JsonLines(path, encoding, findings)


class _JsonLines(Rows):
    """A row a line."""

    def __init__(self, path: Path, encoding: str, findings: Findings) -> None:
        self._file: TextIO = open_text(path, encoding, "\n")
        super().__init__(self._read(findings))

    def _read(self, findings: Findings) -> Iterator[Row]:
        with self._file:
            for number, line in lines(self._file, findings):
                if not line.isspace():
                    yield from _row(number, line, findings)

    def count_rest(self) -> int:
        return 0 if self._file.closed else count_lines(self._file)


def _row(number: int, line: str, findings: Findings) -> Iterator[Row]:
    try:
        value = json.loads(line)
    except RecursionError:
        findings.add("error", "nested-too-deep", number)
        return
    except ValueError as error:
        findings.add(
            "error", "damaged-line", number, line=number, message=getattr(error, "msg", str(error))[:200]
        )
        return
    if isinstance(value, dict):
        yield Row(number, value, hash(line))
    else:
        findings.add("error", "no-object", number)


def _words(error: ValueError) -> str:
    """What is wrong, without the place: that is one of the file's here."""
    return str(getattr(error, "msg", error))[:200]


def _within(start: str, path: Path, encoding: str) -> list[Any] | None:
    """The list of rows that the one object of a file holds; ``None``: it is a row a line."""
    try:
        first_line = json.loads(start)
    except (ValueError, RecursionError):
        first_line = None
    try:
        if first_line is None:
            with open_text(path, encoding, "\n") as file:
                first_line = json.loads(file.read(WHOLE_LIMIT))
    except (ValueError, RecursionError):
        return None
    if not isinstance(first_line, dict):
        return None
    for name in FIELDS:
        held = first_line.get(name)
        if isinstance(held, list) and held and all(isinstance(each, dict) for each in held[:10]):
            return held
    return None if start.count("\n") == 1 else [first_line]


def _plain(values: list[Any], findings: Findings) -> Iterator[Row]:
    for number, value in enumerate(values, 1):
        if isinstance(value, dict):
            yield Row(number, value, hash(json.dumps(value)))
        else:
            findings.add("error", "no-object", number)


def _array(path: Path, encoding: str, findings: Findings) -> Iterator[Row]:
    """The elements of a list, one after the other: the file is never whole in memory."""
    with open_text(path, encoding, "\n") as file:
        window = _Window(file)
        window.skip("[")
        number = 0
        while not window.ends():
            number += 1
            try:
                text, value = window.element()
            except RecursionError:
                findings.add("error", "nested-too-deep", number)
                return
            except ValueError as error:
                # What follows a broken element cannot be told from it.
                line = window.line(getattr(error, "pos", None))
                findings.add(
                    "error", "json-broken", number, line=line, message=getattr(error, "msg", str(error))[:200]
                )
                return
            cleaned(text, number, findings)
            if isinstance(value, dict):
                yield Row(number, value, hash(text))
            else:
                findings.add("error", "no-object", number)


class _Window:
    """A stretch of the file that moves on."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._place = 0
        self._lines = 1
        self._decoder = json.JSONDecoder()

    def line(self, place: int | None = None) -> int:
        """The line, from 1, of a place in the window, or of where it stands."""
        return self._lines + self._text.count("\n", 0, self._place if place is None else place)

    def skip(self, marks: str) -> None:
        """Moves on behind white space and any of ``marks``."""
        while True:
            while self._place < len(self._text) and self._text[self._place] in WHITE + marks:
                self._place += 1
            if self._place < len(self._text) or not self._more(CHUNK):
                return

    def ends(self) -> bool:
        """Whether the list ends here. A file that ends without its bracket has a broken element instead."""
        self.skip("")
        return self._text[self._place : self._place + 1] == "]"

    def element(self) -> tuple[str, Any]:
        """The next element, as text and as value.

        Raises:
            ValueError: it is broken, or longer than ``LINE_LIMIT``.
            RecursionError: it is nested too deep.
        """
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._place)
                after = end
                while after < len(self._text) and self._text[after] in WHITE:
                    after += 1
                if after < len(self._text):
                    if self._text[after] not in ",]":
                        raise json.JSONDecodeError("Expecting ',' delimiter", self._text, after)
                    text = self._text[self._place : end]
                    self._place = after + (self._text[after] == ",")
                    return text, value
                if not self._more(CHUNK):
                    raise json.JSONDecodeError("Expecting ']'", self._text, after)
            except json.JSONDecodeError:
                waiting = len(self._text) - self._place
                if waiting > LINE_LIMIT or not self._more(max(CHUNK, waiting)):
                    raise

    def _more(self, count: int) -> bool:
        """Reads on; whether there was anything."""
        more = self._file.read(count)
        self._lines += self._text.count("\n", 0, self._place)
        self._text = self._text[self._place :] + more
        self._place = 0
        return bool(more)
