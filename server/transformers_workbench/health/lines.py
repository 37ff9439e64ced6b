"""The lines of a log file, however they end, cleaned of what terminals draw."""

from __future__ import annotations

import codecs
import errno
import io
import re
from collections.abc import Iterator
from pathlib import Path

from transformers_agent.regular_files import open_regular, read_head

LONGEST_LINE = 2**20
"""Characters. A longer one is cut: nothing that is logged comes near."""
ENDLESS = 2**28
"""Characters. A file with such a line is no log: it may be one large hole."""
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_])")
_MARKS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16", codecs.BOM_UTF8: "utf-8-sig"}


def lines_of(path: Path) -> Iterator[str]:
    """Each line; a carriage return ends one, too: tqdm draws over itself. Bytes that are no text are
    replaced.

    Raises:
        OSError: the file cannot be read, or one of its lines does not end.
    """
    encoding, length = encoding_of(path), 0
    with io.TextIOWrapper(open_regular(path), encoding, "replace", newline=None) as file:
        while line := file.readline(LONGEST_LINE):
            length = 0 if line.endswith("\n") else length + len(line)
            if length > ENDLESS:
                raise OSError(errno.EFBIG, "One of its lines is endless", str(path))
            yield ESCAPES.sub("", line) if "\x1b" in line else line


def encoding_of(path: Path) -> str:
    """UTF-8, unless a byte order mark says otherwise: PowerShell's ``>`` writes UTF-16.

    Raises:
        OSError: the file cannot be read.
    """
    head = read_head(path, 4)
    return next((name for mark, name in _MARKS.items() if head.startswith(mark)), "utf-8")
