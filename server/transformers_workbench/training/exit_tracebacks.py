"""Errors that a log tells of, for processes that could not note them."""

from __future__ import annotations

import re

from transformers_workbench.auth.error_text import episode, plain_lines
from transformers_workbench.training.exit_evidence import Failure

_RANK = re.compile(r"^\[?(?:rank|default)(\d+)\]?:\s?")
"""As torch and its launcher put before what several processes print."""
_BEGIN = "Traceback (most recent call last):"
_ERROR = re.compile(
    r"^(?P<type>(?:[A-Za-z_]\w*\.)*[A-Za-z_]\w*(?:Error|Exception|Exit|Interrupt|Warning|Failure|Iteration))"
    r"(?::\s*(?P<message>.*))?$"
)
_MODULE = re.compile(r"No module named '([^']{1,200})'")
_ERRNO = re.compile(r"\[Errno (\d+)\]")


def errors_of_log(text: str) -> tuple[Failure, ...]:
    """Uncaught or printed errors, in the order of the log."""
    found: list[Failure] = []
    lines: list[str] = []
    ranks: list[int | None] = []
    for line in plain_lines(text):
        rank = _RANK.match(line)
        lines.append(line[rank.end() :] if rank else line)
        ranks.append(int(rank[1]) if rank else None)
    inside = False
    for number, line in enumerate(lines):
        # A script that is no Python has no traceback, only its place.
        if _BEGIN in line or line.startswith('  File "'):
            inside = True
        matched = _ERROR.match(line) if inside and line[:1] not in ("", " ") else None
        if matched is None:
            continue
        inside = False
        first, end = episode(lines, number)
        message = "\n".join([matched["message"] or "", *_more_of(lines, number + 1, end)])
        module, errno = _MODULE.search(message), _ERRNO.search(message)
        found.append(
            Failure(
                type=matched["type"],
                message=message.strip(),
                traceback="\n".join(lines[first:end]),
                rank=ranks[number],
                time=float(number),
                errno=int(errno[1]) if errno else None,
                name=module[1] if module else None,
            )
        )
    return tuple(found)


def _more_of(lines: list[str], first: int, end: int) -> list[str]:
    """A message of several lines goes on until an empty one or another error."""
    more: list[str] = []
    for line in lines[first:end]:
        if not line.strip() or _BEGIN in line or _ERROR.match(line):
            break
        more.append(line)
    return more
