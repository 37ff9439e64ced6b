"""Whether somebody asked this attempt to save a checkpoint and end."""

from __future__ import annotations

import os
import time

from .files import read_json
from .run import STOP, Run

_BETWEEN_LOOKS = 0.2
"""Seconds."""


class StopRequest:
    """Looks at the folder now and then; once asked, always asked."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._path = run.path(STOP)
        self._next_look = 0.0
        self._asked = False

    def asked(self) -> bool:
        """Cheap: most calls only look at the clock."""
        now = time.monotonic()
        if self._asked or now < self._next_look:
            return self._asked
        self._next_look = now + _BETWEEN_LOOKS
        if os.path.exists(self._path):
            # A request to another attempt of this run is none.
            self._asked = read_json(self._path).get("attempt") == self._run.attempt
        return self._asked
