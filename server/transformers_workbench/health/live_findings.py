"""Looks at a run while it goes on: rows as they come, through the rules, into ``findings.json``."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path

from transformers_workbench.health.about_run import about_of_note
from transformers_workbench.health.examine import examine
from transformers_workbench.health.finding_notes import (
    SEVERITIES,
    Findings,
    NotedFinding,
    Words,
    read_findings,
    write_findings,
)
from transformers_workbench.health.findings import Finding
from transformers_workbench.health.growing_rows import MOST_ROWS, GrowingRows
from transformers_workbench.training.run_facts import Facts
from transformers_workbench.training.run_folder import METRICS
from transformers_workbench.training.run_notes import whole
from transformers_workbench.wording import every_wording

LEAST_PAUSE = 0.5
"""Seconds between two looks."""
SHARE = 50
"""A pause is so many times as long as the look before it took: two hundredths of the time at most."""
REFRESH_SECONDS = 10.0
"""A finding that only goes on, with new numbers in its words, is written again after so long."""
RETRY_SECONDS = 5.0
"""After a file that could not be read or written, as on a full disk."""
LAST_LOOK_SECONDS = 3.0
"""For rows that were not read yet when the run ends: its end is told after that."""

Told = Mapping[str, Finding]
"""One finding by language."""


class LiveFindings:
    """An attendant of a run's supervisor.

    What is noted is what the rules say of all rows so far, and nothing else. A run may heal: that its loss
    climbs was true, and is so no more once it has fallen again. Nobody is told twice of what comes and goes,
    since the first time of each rule is kept. What cannot heal, as a loss that was no number, stays because
    its rows do.
    """

    def __init__(
        self, folder: Path, *, most_rows: int = MOST_ROWS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._english, *self._others = every_wording()  # Now: an update may delete the files.
        self._rows = GrowingRows(folder / METRICS, most_rows)
        self._written = read_findings(folder)
        self._known = dict(self._written.known) if self._written is not None else {}
        self._attempt = self._written.attempt if self._written is not None else 0
        self._again = False
        self._stale = False
        self._grown: set[int] = set()
        self._found: dict[int, list[Told]] = {}
        self._examined = False
        self._next = self._refresh = float("-inf")

    def attend(self, facts: Facts, now: float) -> None:
        """A look, when it is time for one. ``now``: seconds since the epoch."""
        begun = self._clock()
        if begun < self._next:
            return
        try:
            self._read(facts)
            self._note(facts, now, at_once=False)
        except OSError:
            self._next = self._clock() + RETRY_SECONDS
        else:
            ended = self._clock()
            self._next = ended + max(LEAST_PAUSE, SHARE * (ended - begun))

    def ended(self, facts: Facts) -> None:
        """The last look, at all there is to read in a short time."""
        end = self._clock() + LAST_LOOK_SECONDS
        try:
            while not self._read(facts) and self._clock() < end:
                pass
            self._note(facts, time.time(), at_once=True)
        except OSError:
            return
        finally:
            self._next = float("-inf")  # Another attempt may begin.

    def _read(self, facts: Facts) -> bool:
        """Takes the next piece, and examines what is new once all is read: half of what is there may look
        sick where the whole does not. Whether all is read."""
        piece = self._rows.read()
        if piece.anew:
            self._found, self._grown = {}, set()
            self._stale = self._again = True
        self._grown |= piece.trainings
        if not piece.complete:
            return False
        if self._grown or self._stale:
            self._examine(facts)
        return True

    def _examine(self, facts: Facts) -> None:
        about = about_of_note(facts.trainer)
        builders = self._rows.trainings.builders
        current = builders.get(whole(facts.progress, "training") or 1)
        total = whole(facts.progress, "total")
        if current is not None and total is not None:
            current.total_steps = total
        for training in self._grown:
            run = builders[training].series()
            found = examine(run, about, self._english)
            told: list[dict[str, Finding]] = [{self._english.language: each} for each in found]
            for say in self._others if found else ():
                # The rules are pure: the same findings in the same order.
                for each, again in zip(told, examine(run, about, say), strict=True):
                    each[say.language] = again
            self._found[training] = list(told)
        self._grown, self._stale = set(), False
        self._examined = True

    def _note(self, facts: Facts, now: float, *, at_once: bool) -> None:
        """Writes what is found if it is other than what is written."""
        if not self._examined:
            return
        if facts.attempt != self._attempt:
            self._attempt, self._again = facts.attempt, True
        found = self._merged(now)
        if self._again:
            # Steps are done again: what is found in them then is news, even if it was found before.
            standing = {each.rule for each in found}
            self._known = {rule: at for rule, at in self._known.items() if rule in standing}
            self._again = False
        before = self._written.findings if self._written is not None else ()
        if found == before:
            return
        same = [(each.rule, each.severity) for each in found] == [
            (each.rule, each.severity) for each in before
        ]
        if same and not at_once and self._clock() < self._refresh:
            return
        noted = Findings(facts.attempt, now, self._rows.rows, found, dict(self._known))
        write_findings(self._folder, noted)
        self._written = noted
        self._refresh = self._clock() + REFRESH_SECONDS

    def _merged(self, now: float) -> tuple[NotedFinding, ...]:
        """Each rule once, the gravest first; of a script that trains several times, the newest training's
        before that of others."""
        told = [each for training in sorted(self._found, reverse=True) for each in self._found[training]]
        told.sort(key=lambda each: SEVERITIES.index(each[self._english.language].severity))
        found: dict[str, NotedFinding] = {}
        for each in told:
            english = each[self._english.language]
            if english.rule not in found:
                at = self._known.setdefault(english.rule, now)
                found[english.rule] = NotedFinding(
                    english.rule,
                    english.severity,
                    english.steps,
                    at,
                    english.argument,
                    {language: _words(one) for language, one in each.items()},
                )
        return tuple(found.values())


def _words(finding: Finding) -> Words:
    return Words(finding.message, tuple(cause.text for cause in finding.causes), finding.advice)
