"""Looks at the runs of a followed log with every rule, beside the reading and never all of the time."""

from __future__ import annotations

import math
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from typing import Any

from transformers_workbench.health.examine import examine
from transformers_workbench.health.findings import Finding
from transformers_workbench.health.followed_log import FollowedLog
from transformers_workbench.health.series import About, Series
from transformers_workbench.wording import Wording

Json = dict[str, Any]

PATIENCE = 19.0
"""Times as long as an examination took is waited before the next: it takes a twentieth of the time."""


class Examiner:
    """``ended`` is called, from a thread, when there are findings."""

    def __init__(self, say: Wording, ended: Callable[[], None]) -> None:
        self.findings: Sequence[Json] = ()
        self.began = self.took = 0.0
        self._say = say
        self._ended = ended
        self._wanted = False
        self._next = 0.0
        self._thread: threading.Thread | None = None

    @property
    def busy(self) -> bool:
        return self._thread is not None

    def want(self, *, soon: bool = False) -> None:
        """There are new rows. ``soon``: something else is to be known of them, or it was their end."""
        self._wanted = True
        if soon:
            self._next = 0.0

    def wait(self, now: float) -> float | None:
        """Seconds until it wants to begin; ``None``: there is nothing to do."""
        return max(0.0, self._next - now) if self._wanted and not self.busy else None

    def go_on(self, now: float, log: FollowedLog, about: About) -> None:
        """Begins when it is time."""
        if self.wait(now) != 0.0:
            return
        self._wanted = False
        self.began = now
        runs = [(run.key, run.copy()) for run in log.runs.values()]
        self._thread = threading.Thread(target=self._examine, args=(runs, about), daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Of an examination; to be called after ``ended`` was, by whoever calls the rest."""
        now = time.monotonic()
        self.took = now - self.began
        self._next = now + PATIENCE * self.took
        self._thread = None

    def _examine(self, runs: Sequence[tuple[str, Callable[[], Series]]], about: About) -> None:
        try:
            self.findings = [
                finding_json(key, finding)
                for key, run in runs
                for finding in examine(run(), about, self._say)
            ]
        except Exception:  # The curves are worth as much without it.
            traceback.print_exc()
        self._ended()


def finding_json(key: str, finding: Finding) -> Json:
    """As ``LogFinding`` has it; the values of its argument as they are."""
    argument = finding.argument
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "run": key,
        "first_step": finding.steps[0],
        "last_step": finding.steps[1],
        "message": finding.message,
        "causes": [cause.text for cause in finding.causes],
        "advice": finding.advice,
        "argument": None
        if argument is None
        else {
            "name": argument.name,
            "value": _plain(argument.value),
            "suggested": _plain(argument.suggested),
        },
    }


def _plain(value: float | bool | str | None) -> float | bool | str | None:
    return None if isinstance(value, float) and not math.isfinite(value) else value
