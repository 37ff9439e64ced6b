"""What looks at a run beside its supervisor, in the supervisor's process: other rooms', handed in by whoever
puts it together."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Protocol

from transformers_workbench.training.run_facts import Facts


class Attendant(Protocol):
    """Takes a little time only: whoever stops the run waits meanwhile."""

    def attend(self, facts: Facts, now: float) -> None:
        """Again and again while the attempt waits or runs. ``now``: seconds since the epoch."""

    def ended(self, facts: Facts) -> None:
        """An attempt is over, and its end is about to be noted; again, where that could not be written."""


class Attendants:
    """Keeps from the supervision whatever goes wrong with them: one that fails is told of in one line of the
    supervisor's log, and asked no more."""

    def __init__(self, each: Iterable[Attendant] = ()) -> None:
        self._each = list(each)

    def attend(self, facts: Facts, now: float) -> None:
        self._safely(lambda one: one.attend(facts, now))

    def ended(self, facts: Facts) -> None:
        self._safely(lambda one: one.ended(facts))

    def _safely(self, act: Callable[[Attendant], None]) -> None:
        for one in list(self._each):
            try:
                act(one)
            except Exception as error:
                self._each.remove(one)
                told(f"{type(one).__name__} looks no more", error)


def told(what: str, error: Exception) -> None:
    """One line in the supervisor's log, if there is room for it."""
    try:
        print(f"{what}: {error!r}", file=sys.stderr, flush=True)
    except OSError:
        return
