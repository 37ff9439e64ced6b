"""``progress.json``: how far a training is."""

from __future__ import annotations

import time
from typing import Any

from .files import write_json
from .rows import plain
from .run import PROGRESS, Run

_BETWEEN = 1.0
"""Seconds between two that nothing but the time calls for."""


class Progress:
    """Of one training of a script."""

    def __init__(self, run: Run, training: int, step: int) -> None:
        self._run = run
        self._training = training
        self._first_step = step
        self._first_time = time.time()
        self._next = 0.0

    def tell(self, state: Any, saving: bool = False, ended: bool = False, at_once: bool = False) -> None:
        """Writes it when it is time, or ``at_once``. A full disk is met again at the next."""
        now = time.monotonic()
        if now < self._next and not at_once:
            return
        self._next = now + _BETWEEN
        value = {
            "attempt": self._run.attempt,
            "training": self._training,
            "step": state.global_step,
            "total": max(0, state.max_steps),
            "epoch": plain(state.epoch),
            "time": time.time(),
            "first_step": self._first_step,
            "first_time": self._first_time,
            "saving": saving,
            "ended": ended,
        }
        try:
            write_json(self._run.path(PROGRESS), value)
        except OSError:
            return
