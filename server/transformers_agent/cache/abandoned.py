"""What killed downloads leave behind when the library never goes on with it.

Newer versions give each download a file of its own, ``<etag>.<random>.incomplete``. One whose process was
killed is never used again: every cancelled download would fill the disk a little more.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

OF_ONE_DOWNLOAD = re.compile(r"([0-9a-f]+)\.[0-9a-f]{8}\.incomplete")


def remove_abandoned(folder: str, names: Iterable[str]) -> None:
    """Removes those of ``names`` in the repository's ``blobs`` that nobody goes on with: the blob itself is
    there, and nobody holds the library's lock on it."""
    for name in names:
        found = OF_ONE_DOWNLOAD.fullmatch(name)
        if found is None or not os.path.exists(os.path.join(folder, "blobs", found[1])):
            continue
        root, repo = os.path.split(folder)
        if _is_nobody_s(os.path.join(root, ".locks", repo, f"{found[1]}.lock")):
            try:
                os.remove(os.path.join(folder, "blobs", name))
            except OSError:
                continue  # It stays listed among the interrupted downloads.


def _is_nobody_s(lock: str) -> bool:
    """Whether no process holds the lock; ``False`` where that cannot be told."""
    try:
        from filelock import FileLock

        with FileLock(lock, timeout=0):
            return True
    except Exception:  # ``Timeout`` when it is held; no package, no lock files on this file system.
        return False
