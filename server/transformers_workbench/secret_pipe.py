"""The pipe that secrets go through, tokens and addresses that open something, so that no message of the
language server ever holds one.

One JSON object a line in both directions: ``{"handle": "…", "secret": "…"}``. A message names the handle; it
may overtake the pipe. Nothing is read but while somebody waits for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import uuid

from transformers_workbench.errors import WorkbenchError

PATIENCE = 5.0
"""Seconds in which the line of a handle must arrive."""
LINE_LIMIT = 64 * 1024
"""Bytes; a longer line is none of ours."""
MOST_KEPT = 16
"""Secrets that arrived and were not asked for."""
PAUSE = 0.02
"""Seconds between two looks, where pipes cannot be watched."""


class SecretPipe:
    """The server's end; ``None``: the client has no such pipe."""

    def __init__(self, descriptor: int | None) -> None:
        self._descriptor = descriptor
        self._arrived: dict[str, str] = {}
        self._waiting: dict[str, asyncio.Future[str]] = {}
        self._received = b""
        self._skipping = False
        self._polling: asyncio.Task[None] | None = None

    def descriptor(self) -> int:
        """Where it is.

        Raises:
            WorkbenchError: ``secrets-unsupported``.
        """
        if self._descriptor is None:
            raise WorkbenchError("secrets-unsupported")
        return self._descriptor

    async def take(self, handle: str, patience: float = PATIENCE) -> str:
        """The secret of a handle, which is good once.

        Raises:
            WorkbenchError: ``secrets-unsupported``, ``secret-lost``.
        """
        descriptor = self.descriptor()
        if handle in self._arrived:
            return self._arrived.pop(handle)
        if handle in self._waiting:
            raise WorkbenchError("secret-lost")
        waiting = self._waiting[handle] = asyncio.get_running_loop().create_future()
        try:
            self._watch(descriptor)
            return await asyncio.wait_for(waiting, patience)
        except (asyncio.TimeoutError, OSError):
            raise WorkbenchError("secret-lost") from None
        finally:
            del self._waiting[handle]
            if not self._waiting:
                self._rest(descriptor)

    def give(self, secret: str) -> str:
        """Sends a secret and returns its handle.

        Raises:
            WorkbenchError: ``secrets-unsupported``, ``secret-lost``.
        """
        descriptor, handle = self.descriptor(), str(uuid.uuid4())
        line = json.dumps({"handle": handle, "secret": secret}).encode("ascii") + b"\n"
        try:
            while line:
                line = line[os.write(descriptor, line) :]
        except OSError:  # Nobody reads it, or not any more.
            raise WorkbenchError("secret-lost") from None
        return handle

    def _watch(self, descriptor: int) -> None:
        """Reads what arrives from now on.

        Raises:
            OSError: it is no pipe.
        """
        if sys.platform != "win32":
            os.set_blocking(descriptor, False)
            asyncio.get_running_loop().add_reader(descriptor, self._read, descriptor)
        elif self._polling is None:
            self._polling = asyncio.ensure_future(self._poll(descriptor))

    def _rest(self, descriptor: int) -> None:
        if self._polling is not None:
            self._polling.cancel()
            self._polling = None
        if sys.platform != "win32":
            with contextlib.suppress(OSError, ValueError):
                asyncio.get_running_loop().remove_reader(descriptor)

    async def _poll(self, descriptor: int) -> None:
        """Windows cannot watch such a pipe, and while a read of it waits, no write goes through."""
        while True:
            if _is_readable(descriptor):
                self._read(descriptor)
            await asyncio.sleep(PAUSE)

    def _read(self, descriptor: int) -> None:
        try:
            chunk = os.read(descriptor, LINE_LIMIT)
        except BlockingIOError:
            return
        except OSError:
            chunk = b""
        if not chunk:
            self._end(descriptor)
            return
        *lines, rest = (self._received + chunk).split(b"\n")
        for line in lines:
            if not self._skipping:
                self._take_in(line)
            self._skipping = False
        self._skipping = self._skipping or len(rest) > LINE_LIMIT
        self._received = b"" if self._skipping else rest

    def _take_in(self, line: bytes) -> None:
        """Whatever is not a secret is ignored without a word: it might be part of one."""
        try:
            message = json.loads(line)
            handle, secret = message["handle"], message["secret"]
        except (ValueError, TypeError, KeyError, RecursionError):
            return
        if not isinstance(handle, str) or not isinstance(secret, str):
            return
        waiting = self._waiting.get(handle)
        if waiting is not None and not waiting.done():
            waiting.set_result(secret)
            return
        self._arrived[handle] = secret
        while len(self._arrived) > MOST_KEPT:
            del self._arrived[next(iter(self._arrived))]

    def _end(self, descriptor: int) -> None:
        """The client closed it: nobody needs to wait."""
        self._rest(descriptor)
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(WorkbenchError("secret-lost"))


def _is_readable(descriptor: int) -> bool:
    """``PeekNamedPipe`` of the Windows API; ``True`` also at the end, which reading then tells."""
    if sys.platform != "win32":
        return True
    import ctypes
    import msvcrt

    available = ctypes.c_ulong()
    windows = getattr(ctypes, "windll")  # noqa: B009 - the attribute exists on Windows only
    peek = windows.kernel32.PeekNamedPipe
    pipe = ctypes.c_void_p(msvcrt.get_osfhandle(descriptor))
    done = peek(pipe, None, 0, None, ctypes.byref(available), None)
    return not done or available.value > 0
