"""Interrupts Python code that runs too long, in the thread it runs in."""

from __future__ import annotations

import contextlib
import ctypes
import threading
import time
from collections.abc import Callable

REPEAT_SECONDS = 0.05
"""An interruption can be swallowed, by a ``__del__`` for one; then it is repeated."""


class DeadlineExceeded(BaseException):
    """Raised in the middle of what takes too long. No ``Exception``, so that no template code catches it."""


class Watchdog:
    """Raises ``DeadlineExceeded`` in the thread that created it; polls something meanwhile, if asked to.

    That thread takes no lock while it can be interrupted: an interruption between taking it and noting that
    would leave it taken for ever.
    """

    def __init__(self) -> None:
        self._thread_id = ctypes.c_ulong(threading.get_ident())
        self._nothing_new = threading.Lock()
        self._nothing_new.acquire()
        self._expiry: float | None = None
        self._poll: Callable[[], None] | None = None
        self._is_deciding = False
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def arm(self, seconds: float | None, poll: Callable[[], None] | None = None) -> None:
        """From now on ``DeadlineExceeded`` is raised after ``seconds``, until ``disarm``.

        ``poll`` is called every ``REPEAT_SECONDS`` from the watchdog's thread.
        """
        self._poll = poll
        self._expiry = None if seconds is None else time.monotonic() + seconds
        with contextlib.suppress(RuntimeError):  # It is released already: the watchdog is about to look.
            self._nothing_new.release()

    def disarm(self) -> None:
        """After this returns, no ``DeadlineExceeded`` can arrive any more."""
        while True:
            try:
                self._expiry = None
                self._poll = None
                while self._is_deciding:
                    time.sleep(0)
                # One that was sent but has not arrived would arrive in the next request.
                ctypes.pythonapi.PyThreadState_SetAsyncExc(self._thread_id, None)
                return
            except DeadlineExceeded:
                continue  # It arrived while disarming: what it was meant for is over.

    def _watch(self) -> None:
        while True:
            if (poll := self._poll) is not None:
                poll()
            self._interrupt_if_due()
            self._nothing_new.acquire(timeout=self._pause())

    def _interrupt_if_due(self) -> None:
        # ``disarm`` takes the expiry away and then waits for the end of this: afterwards it is not enforced.
        self._is_deciding = True
        expiry = self._expiry
        if expiry is not None and time.monotonic() >= expiry:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(self._thread_id, ctypes.py_object(DeadlineExceeded))
        self._is_deciding = False

    def _pause(self) -> float:
        """Seconds until there is something to do; -1: until armed."""
        expiry, poll = self._expiry, self._poll
        pauses = [] if poll is None else [REPEAT_SECONDS]
        if expiry is not None:
            remaining = expiry - time.monotonic()
            pauses.append(max(remaining, 0.001) if remaining > 0 else REPEAT_SECONDS)
        return min(pauses, default=-1)
