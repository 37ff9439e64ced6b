"""``findings.json`` in a run's folder: what its supervisor found in its rows, in every language, so that each
window shows its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import attrs

from transformers_workbench.health.findings import Argument, Severity
from transformers_workbench.training.run_folder import FINDINGS
from transformers_workbench.training.run_notes import Note, number, read_note, text, whole, write_note

SEVERITIES: Sequence[Severity] = ("error", "warning", "info")
"""The gravest first."""
ENGLISH = "en"


@attrs.frozen
class Words:
    """What is said in one language. ``causes``: the likeliest first."""

    message: str
    causes: tuple[str, ...]
    advice: str


@attrs.frozen
class NotedFinding:
    """``steps``: the first and the last it is about. ``found``: when it was found first, in seconds since the
    epoch; it tells news from what was told already. ``words`` by language: ``en``, ``ja``…"""

    rule: str
    severity: Severity
    steps: tuple[int, int]
    found: float
    argument: Argument | None
    words: Mapping[str, Words]

    def words_in(self, language: str) -> Words:
        """Those of a language, else the English ones."""
        return self.words.get(language) or self.words[ENGLISH]


@attrs.frozen
class Findings:
    """``time``: when this was noted, seconds since the epoch; ``rows``: how many had been looked at.
    ``known``: rule → ``found`` of all that were found so far, those that healed too: one that comes back is
    no news."""

    attempt: int
    time: float
    rows: int
    findings: tuple[NotedFinding, ...]
    known: Mapping[str, float] = attrs.field(factory=dict)


def read_findings(folder: Path) -> Findings | None:
    """What is noted of a run; ``None``: nothing was ever found, or the file is damaged. It reads a disk."""
    return findings_of(read_note(folder / FINDINGS))


def findings_of(note: Note | None) -> Findings | None:
    """The same out of the file's object. A finding that is damaged is left out."""
    attempt, time, each = whole(note, "attempt"), number(note, "time"), (note or {}).get("findings")
    if note is None or attempt is None or time is None or not isinstance(each, list):
        return None
    found = tuple(one for one in map(_finding, each) if one is not None)
    told = note.get("known")
    known = told if isinstance(told, dict) else {}
    return Findings(
        attempt,
        time,
        whole(note, "rows") or 0,
        found,
        {name: at for name in known if (at := number(known, name)) is not None},
    )


def write_findings(folder: Path, noted: Findings) -> None:
    """Puts them in the place of what was noted before, in one step.

    Raises:
        OSError: they could not be written; what was there stays.
    """
    write_note(folder / FINDINGS, attrs.asdict(noted))


def _finding(value: object) -> NotedFinding | None:
    if not isinstance(value, dict):
        return None
    rule, severity, found = text(value, "rule"), text(value, "severity"), number(value, "found")
    steps, given = value.get("steps"), value.get("words")
    if not rule or severity not in SEVERITIES or found is None or not isinstance(given, dict):
        return None
    if not isinstance(steps, list) or len(steps) != 2 or not all(type(step) is int for step in steps):
        return None
    words = {str(name): told for name, one in given.items() if (told := _words(one)) is not None}
    if ENGLISH not in words:
        return None
    argument = _argument(value.get("argument"))
    return NotedFinding(rule, cast(Severity, severity), (steps[0], steps[1]), found, argument, words)


def _words(value: object) -> Words | None:
    if not isinstance(value, dict) or not text(value, "message"):
        return None
    causes = value.get("causes")
    told = tuple(str(cause) for cause in causes) if isinstance(causes, list) else ()
    return Words(text(value, "message"), told, text(value, "advice"))


def _argument(value: object) -> Argument | None:
    if not isinstance(value, dict) or not text(value, "name"):
        return None
    suggested, now = _plain(value.get("suggested")), _plain(value.get("value"))
    return None if suggested is None else Argument(text(value, "name"), suggested, now)


def _plain(value: Any) -> float | bool | str | None:
    return value if isinstance(value, (float, int, bool, str)) else None
