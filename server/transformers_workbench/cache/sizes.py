"""Sizes and times for people, in one style."""

from __future__ import annotations

import time

from transformers_workbench.wording import Wording

UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


def size_words(count: int) -> str:
    """Bytes in decimal units, as huggingface_hub counts: ``999 B``, ``1.5 GB``, ``312 GB``."""
    value = float(count)
    for unit in UNITS:
        if value < 999.5 or unit == UNITS[-1]:
            digits = 0 if unit == "B" or value >= 99.95 else 1
            return f"{value:.{digits}f} {unit}"
        value /= 1000
    raise AssertionError("the last unit takes everything")


def time_words(then: float, say: Wording, now: float | None = None) -> str:
    """How long ago ``then`` (seconds since the epoch) was."""
    passed = (time.time() if now is None else now) - then
    steps = (
        (86400 * 365, say("y")),
        (86400 * 30, say("mo")),
        (86400, say("d")),
        (3600, say("h")),
        (60, say("min")),
    )
    for seconds, unit in steps:
        if passed >= seconds:
            return say("{count} {unit} ago", count=int(passed // seconds), unit=unit)
    return say("now")
