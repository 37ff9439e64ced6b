"""The part of a log or a terminal's text that tells of its last error, readable."""

from __future__ import annotations

import re

LARGEST = 2**20
"""Code points from the end of the text. An error stands at the end of a log."""
_LINES_OF_A_TRACEBACK = 400
_LINES_BEFORE = 20
_LINES_AFTER = 15
_CONTROL = re.compile(
    r"\x1b(?:\[[0-9;:?]*[ -/]*[@-~]|\][^\x07\x1b]{0,500}(?:\x07|\x1b\\)|[@-Z\\^_])"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f]"
)
_SECRET = re.compile(
    r"(?:hf|api|hf_oauth|hf_jwt)_[A-Za-z0-9_\-.]{8,}|(?i:(bearer|authorization:|token=)\s*)[\w.~+/=-]{8,}"
    r"|(?<=://)[^/\s@]{1,200}@"
)
_TRACEBACK = "Traceback (most recent call last)"
_CHAINED = ("During handling of the above exception", "The above exception was the direct cause")
_LONGEST = 300


def plain_lines(text: str) -> list[str]:
    """The last lines of a text as a terminal leaves them: without colours, a progress bar's states one a
    line."""
    text = _CONTROL.sub("", text[-LARGEST:])
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def episode(lines: list[str], index: int) -> tuple[int, int]:
    """The lines that belong to the same error as line ``index``: first and last, exclusive."""
    first = max(0, index - _LINES_BEFORE)
    for number in range(index, max(-1, index - _LINES_OF_A_TRACEBACK), -1):
        if _TRACEBACK in lines[number]:
            if not _is_chained(lines, number):
                first = number
                break
            # The cause has no traceback of its own when it was never raised.
            first = min(first, max(0, number - _LINES_BEFORE))
    last = min(len(lines), index + _LINES_AFTER + 1)
    for number in range(index + 1, last):
        if _TRACEBACK in lines[number] and not _is_chained(lines, number):
            return first, number
    return first, last


def _is_chained(lines: list[str], number: int) -> bool:
    before = "\n".join(lines[max(0, number - 3) : number])
    return any(words in before for words in _CHAINED)


def excerpt_of(line: str) -> str:
    """A line to be shown: trimmed, and without what gives access."""
    hidden = _SECRET.sub(lambda found: (found[1] or "") + "…", line)
    return " ".join(hidden.split())[:_LONGEST]
