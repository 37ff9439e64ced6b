"""Interrupts Python code that runs too long, in the thread it runs in."""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable

REPEAT_SECONDS = 0.05
"""An interruption can be swallowed, by a ``__del__`` for one; then it is repeated."""


class DeadlineExceeded(BaseException):
    """Raised in the middle of what takes too long. No ``Exception``, so that no template code catches it."""


class Watchdog:
    """Raises ``DeadlineExceeded`` in the thread that created it; polls something meanwhile, if asked to."""

    def __init__(self) -> None:
        self._thread_id = ctypes.c_ulong(threading.get_ident())
        self._changed = threading.Condition(threading.Lock())
        self._expiry: float | None = None
        self._poll: Callable[[], None] | None = None
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def arm(self, seconds: float | None, poll: Callable[[], None] | None = None) -> None:
        """From now on ``DeadlineExceeded`` is raised after ``seconds``, until ``disarm``.

        ``poll`` is called every ``REPEAT_SECONDS`` from the watchdog's thread.
        """
        with self._changed:
            self._expiry = None if seconds is None else time.monotonic() + seconds
            self._poll = poll
            self._changed.notify()

    def disarm(self) -> None:
        """After this returns, no ``DeadlineExceeded`` can arrive any more."""
        while True:
            try:
                with self._changed:
                    self._expiry = None
                    self._poll = None
                    # One that was sent but has not arrived would arrive in the next request.
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(self._thread_id, None)
                return
            except DeadlineExceeded:
                continue  # It arrived while disarming: what it was meant for is over.

    def _watch(self) -> None:
        with self._changed:
            while True:
                if self._poll is not None:
                    self._poll()
                if self._expiry is not None and time.monotonic() >= self._expiry:
                    # Under the lock: a deadline that is disarmed meanwhile must not be enforced.
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(
                        self._thread_id, ctypes.py_object(DeadlineExceeded)
                    )
                    self._expiry += REPEAT_SECONDS
                self._changed.wait(self._pause())

    def _pause(self) -> float | None:
        """Seconds until there is something to do; ``None``: until armed."""
        if self._expiry is None and self._poll is None:
            return None
        remaining = REPEAT_SECONDS if self._expiry is None else max(self._expiry - time.monotonic(), 0.001)
        return remaining if self._poll is None else min(remaining, REPEAT_SECONDS)
