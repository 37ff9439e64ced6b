"""The arguments of every process below this one."""

from __future__ import annotations

import os
import threading

import psutil


class CommandLines:
    """Reads them again and again for as long as it is entered."""

    def __init__(self) -> None:
        self.seen: set[str] = set()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> CommandLines:
        self._thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._over.set()
        self._thread.join()

    def _read(self) -> None:
        while not self._over.wait(0.001):
            for process in psutil.Process(os.getpid()).children(recursive=True):
                try:
                    self.seen.update(process.cmdline())
                except psutil.Error:
                    continue  # It has ended.
