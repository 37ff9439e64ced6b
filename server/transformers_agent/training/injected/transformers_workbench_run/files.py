"""Files of the run's folder: whole ones put in place at once, and one of lines that only grows."""

from __future__ import annotations

import contextlib
import json
import os
from collections import deque
from typing import Any


def write_json(path: str, value: dict[str, Any]) -> None:
    """Puts a file in the place of another in one step.

    Raises:
        OSError: it could not be written; what was there stays.
    """
    beside = f"{path}.{os.getpid()}"
    try:
        with open(beside, "w", encoding="utf-8") as file:
            json.dump(value, file, allow_nan=False)
        os.replace(beside, path)
    finally:
        with contextlib.suppress(OSError):
            os.unlink(beside)


def read_json(path: str) -> dict[str, Any]:
    """The object in a file; empty when there is none, or it is not one."""
    try:
        with open(path, encoding="utf-8") as file:
            value = json.load(file)
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


class GrowingFile:
    """A file of records. A record is in it whole or not at all; what finds no room waits in memory.

    One process writes. A short write (a full disk) is taken back, so a reader never meets half a record
    that another follows.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._waiting: deque[bytes] = deque()

    def append(self, record: bytes) -> bool:
        """Whether it, and all before it, are in the file now."""
        self._waiting.append(record)
        return self.flush()

    def flush(self, durable: bool = False) -> bool:
        """Tries again what found no room. ``durable``: it also survives the machine's going down."""
        if not self._waiting and not durable:
            return True
        try:
            # Opened each time: once a log, and a folder that was moved or a file that was replaced is met
            # as it is.
            target = os.open(
                self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666
            )
        except OSError:
            return False
        try:
            return self._write(target, durable)
        except OSError:
            return False
        finally:
            os.close(target)

    def _write(self, target: int, durable: bool) -> bool:
        while self._waiting:
            before = os.fstat(target).st_size
            if os.write(target, self._waiting[0]) != len(self._waiting[0]):
                os.ftruncate(target, before)
                return False
            self._waiting.popleft()
        if durable:
            os.fsync(target)
        return True
