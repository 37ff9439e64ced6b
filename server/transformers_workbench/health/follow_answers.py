"""What the process that follows a log answers: its state, its curves, its lines, its rows."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs

from transformers_workbench.errors import WorkbenchError
from transformers_workbench.health.beside_rows import BesideRows
from transformers_workbench.health.curves import Part
from transformers_workbench.health.follow_examine import Examiner
from transformers_workbench.health.follow_state import state_of
from transformers_workbench.health.followed_log import FollowedLog
from transformers_workbench.health.rows_table import add_rows
from transformers_workbench.health.series import About
from transformers_workbench.health.text_lines import TextLines, text_lines
from transformers_workbench.wording import Wording

Json = dict[str, Any]
Answer = Callable[["Json | WorkbenchError"], None]

QUICK = 0.15
"""Seconds of an examination that is worth waiting for."""
SEARCH_SECONDS = 0.3
"""Of one question: rows that are written meanwhile wait for no longer than that."""


class Answers:
    """``later`` is called from threads, with what is to be done in this one."""

    def __init__(
        self, log: FollowedLog, asked: Json, say: Wording, later: Callable[[Callable[[], None]], None]
    ) -> None:
        self._log = log
        self._say = say
        self._later = later
        self._told = _told(asked)
        self._beside = BesideRows(log.place.folder)
        self._examiner = Examiner(say, lambda: later(self._examiner.end))

    @property
    def examining_is_quick(self) -> bool:
        """Whether it is being examined, and that took little time before."""
        return self._examiner.busy and self._examiner.took < QUICK

    @property
    def examining_since(self) -> float:
        return self._examiner.began

    @property
    def about(self) -> About:
        """What the user said, else what the run tells."""
        about = self._beside.about
        return attrs.evolve(
            about, method=self._told.method or about.method, classes=self._told.classes or about.classes
        )

    def wait(self, now: float) -> float:
        """Seconds until there is something to do."""
        wait = self._examiner.wait(now)
        return 1.0 if wait is None else wait

    def go_on(self, now: float, until: float) -> bool:
        """Reads on and examines; whether something is new."""
        looked = self._log.wait(now) == 0
        reading = self._log.reading
        changed = self._log.advance(now, until)
        if changed and not self._log.reading:
            self._examiner.want(soon=reading)
        if looked and not self._log.busy and self._beside.look():
            self._examiner.want(soon=True)
            changed = True
        self._tell_total()
        self._examiner.go_on(now, self._log, self.about)
        return changed

    def state(self) -> Json:
        """The newest."""
        return state_of(self._log, self.about, self._examiner.findings, self._say)

    def text_size(self) -> int:
        """Bytes of what was printed."""
        path = self._log.place.text_log
        try:
            return path.stat().st_size if path is not None else 0
        except OSError:
            return 0

    def answer(self, method: str, params: Json, answer: Answer) -> None:
        """Answers now, or later.

        Raises:
            WorkbenchError: it cannot be answered.
            LookupError, TypeError, ValueError: the request is none.
        """
        if method == "curve":
            answer(self._curve(params))
        elif method == "lines":
            answer(self._lines(params).json())
        elif method == "rows":
            self._rows(params, answer)
        elif method == "about":
            self._told = _told(params)
            self._examiner.want(soon=True)
            answer(self.state())
        else:
            raise ValueError(method)

    def _curve(self, params: Json) -> Json:
        after, generation = int(params["after"]), self._log.generation
        curves = self._log.curves(params["run"])
        if params["generation"] != generation or curves is None:
            return Part(array("d"), array("f")).json(generation, after)
        return curves.part(params["metric"], params["axis"], after).json(generation, after)

    def _lines(self, params: Json) -> TextLines:
        search, before, limit = str(params["search"]), int(params["before"]), int(params["limit"])
        path = self._log.place.text_log
        if path is None or (self._log.place.folder is not None and not path.is_file()):
            return TextLines((), 0, True)
        return text_lines(path, search, before, limit, SEARCH_SECONDS)

    def _rows(self, params: Json, answer: Answer) -> None:
        runs = [(run.name, run.copy()) for run in self._log.runs.values()]
        target, header, columns = Path(params["target"]), bool(params["header"]), list(params["columns"])

        def write() -> None:
            try:
                copied = [(name, run()) for name, run in runs]
                rows = add_rows(target, self._log.place.name, copied, columns, header=header)
                self._later(lambda: answer({"rows": rows}))
            except WorkbenchError as error:
                failed = error
                self._later(lambda: answer(failed))

        threading.Thread(target=write, daemon=True).start()

    def _tell_total(self) -> None:
        """How many steps there are to be is noted for the run that goes on."""
        if self._beside.total_steps and self._log.runs:
            list(self._log.runs.values())[-1].total_steps = self._beside.total_steps


def _told(asked: Json) -> About:
    return About(method=asked.get("method") or None, classes=int(asked.get("classes") or 0) or None)
