"""The answer of ``check`` as text and as JSON."""

from __future__ import annotations

from bisect import bisect_right
from pathlib import Path
from typing import Any

import attrs

from transformers_workbench.check.findings import Finding
from transformers_workbench.positions import split_lines

Json = dict[str, Any]


class Lines:
    """Lines and columns of a text, both from 1, columns in code points."""

    def __init__(self, text: str) -> None:
        self._starts = [0]
        for line in split_lines(text):
            self._starts.append(self._starts[-1] + len(line))
        if len(self._starts) > 1 and not text.endswith(("\n", "\r")):
            self._starts.pop()

    def place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


@attrs.frozen
class Found:
    """A finding in its file."""

    path: Path
    finding: Finding
    lines: Lines


@attrs.frozen
class Report:
    """What one run looked at and found."""

    files: int
    found: tuple[Found, ...]
    warnings: tuple[tuple[Path, str], ...]
    """Files and folders that could not be looked at, and why."""


def text_lines(report: Report) -> list[str]:
    """One line a finding: ``path:line:column: severity: message [rule]``."""
    return [
        f"{found.path}:{line}:{column}: {found.finding.severity}: {found.finding.message} "
        f"[{found.finding.rule}]"
        for found in report.found
        for line, column in [found.lines.place(found.finding.start)]
    ]


def json_report(report: Report) -> Json:
    """``findings`` and ``warnings``."""
    return {
        "findings": [_finding(found) for found in report.found],
        "warnings": [{"path": str(path), "message": message} for path, message in report.warnings],
    }


def _finding(found: Found) -> Json:
    finding = found.finding
    line, column = found.lines.place(finding.start)
    return {
        "path": str(found.path),
        "line": line,
        "column": column,
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "fix": None
        if finding.fix is None
        else {
            "description": finding.fix.description,
            "edits": [
                {**region(found.lines, each.start, each.end), "text": each.text}
                for each in finding.fix.replacements
            ],
        },
    }


def region(lines: Lines, start: int, end: int) -> Json:
    """``line``, ``column``, ``end_line``, ``end_column``; the end is behind the last character."""
    line, column = lines.place(start)
    end_line, end_column = lines.place(end)
    return {"line": line, "column": column, "end_line": end_line, "end_column": end_column}
