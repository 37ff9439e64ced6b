"""The lines of a text file, whatever is in it: bounded in memory, damage noted instead of raised."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from transformers_agent.regular_files import open_regular, read_head
from transformers_agent.training.data_findings import Findings

LINE_LIMIT = 16 * 2**20
"""Characters of a line. A longer one is no row that anybody trains on."""
CHUNK = 2**20
SKIPPED_LIMIT = 2**31
"""Characters in lines that are too long. A file with more of them is no text: it may be one large hole."""
MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""UTF-32 first: its mark begins with that of UTF-16."""


class NoLines(Exception):
    """More than ``SKIPPED_LIMIT`` characters are in lines that nobody could read."""


ESCAPED = re.compile("[\udc80-\udcff]")


def encoding_of(path: Path, findings: Findings) -> str:
    """The encoding that the file's byte order mark names; UTF-8 without one."""
    start = read_head(path, 4)
    encoding = next((name for mark, name in MARKS if start.startswith(mark)), "utf-8")
    if encoding == "utf-8-sig":
        findings.add("info", "byte-order-mark")
    elif encoding != "utf-8":
        findings.add("warning", "other-encoding", encoding=encoding.upper())
    return encoding


def open_text(path: Path, encoding: str, newline: str) -> TextIO:
    """The file as text. Bytes that are no UTF-8 become lone surrogates, as PEP 383 has it."""
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return io.TextIOWrapper(open_regular(path), encoding, errors, newline)


def cleaned(text: str, line: int, findings: Findings) -> str:
    """The text without what no encoding has; notes that there was something."""
    if not text.isascii() and ESCAPED.search(text):
        findings.add("error", "not-utf-8", line)
        text = ESCAPED.sub("\ufffd", text)
    if "\0" in text:
        findings.add("warning", "nul-bytes", line)
        text = text.replace("\0", "\ufffd")
    return text


def lines(file: TextIO, findings: Findings) -> Iterator[tuple[int, str]]:
    """Each line with its number from 1; one that is too long is noted, and left out.

    Raises:
        NoLines: so much is left out that this is no text.
    """
    number = skipped = 0
    while text := file.readline(LINE_LIMIT):
        number += 1
        if len(text) >= LINE_LIMIT and text[-1] not in "\r\n":
            findings.add("error", "line-too-long", number, mebibytes=LINE_LIMIT >> 20)
            del text
            skipped += LINE_LIMIT
            while (rest := file.readline(CHUNK)) and rest[-1] not in "\r\n":
                skipped += len(rest)
                if skipped > SKIPPED_LIMIT:
                    raise NoLines
            continue
        yield number, cleaned(text, number, findings)


def count_lines(file: TextIO) -> int:
    """How many lines follow that are not empty. Nothing else is looked at: it is fast.

    Raises:
        NoLines: one has no end.
    """
    count = length = 0
    is_filled = False
    while text := file.readline(CHUNK):
        is_filled = is_filled or not text.isspace()
        length += len(text)
        if text[-1] in "\r\n":
            count += is_filled
            is_filled, length = False, 0
        elif length > SKIPPED_LIMIT:
            raise NoLines
    return count + is_filled
