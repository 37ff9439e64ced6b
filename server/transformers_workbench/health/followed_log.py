"""A log that is followed, whatever it is: its runs, and whether points that there were are still there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol

import attrs

from transformers_workbench.errors import WorkbenchError
from transformers_workbench.health.curves import Curves
from transformers_workbench.health.followed_run import FollowedRun, Found
from transformers_workbench.health.log_problem import log_problem
from transformers_workbench.health.reading import Note

Kind = Literal["run", "metrics", "trainer-state", "console", "events"]
LOOK_SECONDS = 0.2
"""Between two looks at whether a file changed."""


class Source(Protocol):
    """Reads one kind of log, a moment at a time."""

    reading: bool
    """What was there at first is not all read yet."""

    @property
    def busy(self) -> bool:
        """Whether it can go on right now."""

    @property
    def notes(self) -> Sequence[Note]:
        """What may surprise about what was read."""

    def advance(self, until: float) -> bool:
        """Goes on until a moment at most (``time.monotonic``); whether there is something new.

        Raises:
            OSError, WorkbenchError: it cannot be read, or not any more; what was read stays.
        """

    def found(self) -> Sequence[Found]:
        """The runs as they are now."""


@attrs.frozen
class Place:
    """What a log is called, and where its parts are. ``folder``: of a run of ours, else ``None``;
    ``text_log``: what was printed."""

    kind: Kind
    name: str
    source: Source
    folder: Path | None = None
    text_log: Path | None = None


class FollowedLog:
    """The newest state of a log. ``generation`` grows when points that there were are others now."""

    def __init__(self, path: Path, place: Place) -> None:
        self.path = path
        self.place = place
        self.generation = 1
        self.problem: WorkbenchError | None = None
        self.runs: Mapping[str, FollowedRun] = {}
        self._curves: dict[str, Curves] = {}
        self._next_look = 0.0

    @property
    def reading(self) -> bool:
        return self.place.source.reading and self.problem is None

    @property
    def busy(self) -> bool:
        return self.place.source.busy and self.problem is None

    @property
    def rows(self) -> int:
        return sum(len(run) for run in self.runs.values())

    def wait(self, now: float) -> float:
        """Seconds until there is something to do."""
        return 0.0 if self.busy else max(0.0, self._next_look - now)

    def advance(self, now: float, until: float) -> bool:
        """Goes on reading; whether something is new."""
        if self.wait(now) > 0:
            return False
        self._next_look = now + LOOK_SECONDS
        problem: WorkbenchError | None = None
        before = self.problem
        changed = False
        try:
            changed = self.place.source.advance(until)
        except OSError as error:
            problem = log_problem(self.path, error)
        except WorkbenchError as error:
            problem = error
        if changed:
            self._take(self.place.source.found())
        if problem is None and not self.place.source.reading and not self.rows and self.place.folder is None:
            problem = WorkbenchError("log-empty", path=str(self.path))
        self.problem = problem
        return changed or _told(before) != _told(problem)

    def curves(self, run: str) -> Curves | None:
        """Of one of its runs."""
        if run in self.runs and run not in self._curves:
            self._curves[run] = Curves(self.runs[run])
        return self._curves.get(run)

    def _take(self, found: Sequence[Found]) -> None:
        runs = dict(self.runs)
        now = {each.key: each for each in found}
        stays = all(key in now and run.takes(now[key]) for key, run in runs.items())
        if not stays:
            self.generation += 1
            self._curves.clear()
            runs = {}
        self.runs = {key: runs.get(key) or FollowedRun(each) for key, each in now.items()}


def _told(problem: WorkbenchError | None) -> tuple[str, str]:
    return ("", "") if problem is None else (problem.reason, str(problem.values))
