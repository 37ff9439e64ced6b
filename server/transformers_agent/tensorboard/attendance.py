"""Whether anybody looks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Attendance:
    """When a request was last answered. Any thread may ask or tell."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._visits = 0
        self._last = clock()

    @contextmanager
    def visit(self) -> Iterator[None]:
        """While a request is being answered."""
        with self._lock:
            self._visits += 1
        try:
            yield
        finally:
            with self._lock:
                self._visits -= 1
                self._last = self._clock()

    def idle(self) -> float:
        """Seconds since the last request; 0 while one is being answered."""
        with self._lock:
            return 0.0 if self._visits else self._clock() - self._last
