"""Two windows that start the same server at once start one.

It is a lock of the system's: it goes with the process that holds it, however that ends, so there are no stale
ones to be recognised.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

PAUSE = 0.03


@asynccontextmanager
async def starting_lock(folder: Path) -> AsyncIterator[None]:
    """Held while a server is started.

    Raises:
        OSError: the folder cannot be written.
    """
    descriptor = os.open(folder / "starting.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        while not _taken(descriptor):  # noqa: ASYNC110  # Nobody tells when another process lets go.
            await asyncio.sleep(PAUSE)
        yield
    finally:
        with contextlib.suppress(OSError):
            os.close(descriptor)


def _taken(descriptor: int) -> bool:
    """Whether the lock is ours now; where the file system has no locks it is as if it were."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True
