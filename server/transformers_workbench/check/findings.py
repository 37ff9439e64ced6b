"""What a rule finds in a file."""

from __future__ import annotations

from typing import Literal

import attrs

Severity = Literal["error", "warning", "info"]


@attrs.frozen
class Replacement:
    """Offsets are in code points of the file's text."""

    start: int
    end: int
    text: str


@attrs.frozen
class Fix:
    """An edit that makes the finding go away, and what it does in words."""

    description: str
    replacements: tuple[Replacement, ...]


@attrs.frozen
class Finding:
    """One place of a file. Offsets are in code points of its text."""

    rule: str
    start: int
    end: int
    message: str
    fingerprint: str
    """What tells it apart from others of its rule in the file, line numbers aside; shown to anybody."""
    severity: Severity = "warning"
    fix: Fix | None = None
