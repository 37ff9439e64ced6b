"""The pipe to the server: one JSON object a line, on descriptors that no library can write to."""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any, BinaryIO


class Channel:
    """Requests in, answers out. Takes the standard streams away from everything else in the process.

    A ``print`` in a library would otherwise be an answer, and an ``input()`` would eat a request.
    """

    def __init__(self) -> None:
        self._incoming: BinaryIO = os.fdopen(_binary(os.dup(0)), "rb")
        self._outgoing: BinaryIO = os.fdopen(_binary(os.dup(1)), "wb")
        self._writing = threading.Lock()
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)
        os.dup2(2, 1)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
        sys.stdout = sys.stderr

    def read_line(self) -> bytes | None:
        """The next request's line; ``None`` at the end, when the server closed the pipe or died."""
        return self._incoming.readline() or None

    def write(self, message: dict[str, Any]) -> None:
        """Sends one object, from any thread."""
        self.write_line(line_of(message))

    def write_line(self, line: bytes) -> None:
        """Sends a line, from any thread."""
        with self._writing:
            self._outgoing.write(line)
            self._outgoing.flush()


def line_of(message: dict[str, Any]) -> bytes:
    """One object as a line. ASCII only: a lone surrogate in a text must survive the pipe.

    Raises:
        TypeError, ValueError, RecursionError: it is no JSON.
        MemoryError: a text of escapes takes six times its own size.
    """
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"


def _binary(descriptor: int) -> int:
    """The same descriptor; on Windows without the translation of line ends."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(descriptor, os.O_BINARY)
    return descriptor
