"""How far a request is, told to whoever waits for its answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Literal

Unit = Literal["bytes", "items"]

PAUSE = 0.1
"""Seconds between two reports that are sent."""

REPEAT = 5.0
"""Seconds after which the same state is sent again: work that is slow is not silent."""

State = dict[str, Any]
"""``done``, ``total`` (0: not known yet), ``unit``, ``label`` (what is being worked on)."""


class Progress:
    """Sends at most one state every ``PAUSE`` seconds, and the last one always. Any thread may report."""

    def __init__(self, send: Callable[[State], None]) -> None:
        self._send = send
        self._lock = threading.Lock()
        self._sent_at = float("-inf")
        self._sent: State | None = None
        self._waiting: State | None = None
        self._closed = False

    def __call__(self, done: int, total: int, unit: Unit, label: str) -> None:
        """Work has come this far."""
        state = {"done": done, "total": total, "unit": unit, "label": label}
        with self._lock:
            if self._closed:
                return
            self._waiting = state
            if time.monotonic() - self._sent_at >= PAUSE:
                self._flush()

    def close(self) -> None:
        """The work is over: what was not sent yet is, and nothing after this. The answer comes next."""
        with self._lock:
            if self._waiting != self._sent:
                self._flush()
            self._closed = True

    def _flush(self) -> None:
        state, self._waiting = self._waiting, None
        now = time.monotonic()
        if state is None or (state == self._sent and now - self._sent_at < REPEAT):
            return
        self._sent, self._sent_at = state, now
        self._send(state)


def unheard(state: State) -> None:
    """Where nobody asked for progress."""
