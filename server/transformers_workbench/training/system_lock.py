"""A lock of the system's on a file: it goes with the process that holds it, however that ends, so there are
no stale ones to be recognised."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from transformers_workbench.errors import WorkbenchError

PAUSE = 0.02
SECONDS = 60.0
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
NO_WAIT = getattr(os, "O_NONBLOCK", 0)


@contextmanager
def held(path: Path, seconds: float = SECONDS) -> Iterator[None]:
    """Held within; whoever comes second waits. It blocks, so not on the event loop.

    Raises:
        OSError: the file cannot be written.
        WorkbenchError: ``run-busy``: another process has held it for so long.
    """
    end = time.monotonic() + seconds
    while (descriptor := taken(path)) is None:
        if time.monotonic() > end:
            raise WorkbenchError("run-busy", path=str(path.parent))
        time.sleep(PAUSE)
    try:
        yield
    finally:
        release(descriptor)


def taken(path: Path) -> int | None:
    """The descriptor that holds the lock from now on; ``None``: another process does. Where the file system
    has no locks it is as if it were held.

    Raises:
        OSError: the file cannot be written.
    """
    # A lock's name that is a link, or a pipe, is not ours.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | NO_LINK | NO_WAIT, 0o600)
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        os.close(descriptor)
        return None
    except OSError:
        return descriptor
    return descriptor


def release(descriptor: int) -> None:
    """Lets go of it."""
    with contextlib.suppress(OSError):
        os.close(descriptor)
