"""What a look at data finds: rules with the rows they are about. The sentences are the server's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["error", "warning", "info"]
ROWS_NAMED = 20
"""So many rows a rule are named; the rest are counted."""


@dataclass
class Finding:
    """``rows``: the first of them, counted from 1; ``count``: all of them."""

    severity: Severity
    rows: list[int] = field(default_factory=list)
    count: int = 0
    values: dict[str, Any] = field(default_factory=dict)


class Findings:
    """Collects findings: one a rule, however often it is met."""

    def __init__(self) -> None:
        self._found: dict[str, Finding] = {}

    def add(self, severity: Severity, rule: str, row: int | None = None, /, **values: Any) -> None:
        """A rule was met, in ``row`` if it is about one; the values of the first time are kept."""
        finding = self._found.setdefault(rule, Finding(severity, values=values))
        finding.count += 1
        if row is not None and len(finding.rows) < ROWS_NAMED:
            finding.rows.append(row)

    def __contains__(self, rule: str) -> bool:
        return rule in self._found

    def count(self, rule: str) -> int:
        """How often the rule was met."""
        return self._found[rule].count if rule in self._found else 0

    def to_json(self) -> list[dict[str, Any]]:
        """``[{severity, rule, rows, count, values}]``, what is worst first."""
        order = ("error", "warning", "info")
        found = sorted(self._found.items(), key=lambda item: order.index(item[1].severity))
        return [
            {
                "severity": each.severity,
                "rule": rule,
                "rows": each.rows,
                "count": each.count,
                "values": each.values,
            }
            for rule, each in found
        ]
