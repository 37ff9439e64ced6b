"""Whether a scanned repository is still what it was, told by its folders alone.

A folder's times change whenever an entry is added, removed or replaced; huggingface_hub never writes into
a blob
that a snapshot points at, it renames a finished one into place. Refs it does write in place: their files are
looked at too. What this cannot see, a blob's own times and a size changed from outside, is read by
``Index.refresh(thorough=True)``.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

Stamp = tuple[str, int, int, int]
"""A path relative to the cache's root, and what ``stat`` said of it: changed, modified (ns), inode."""

SETTLED = 2_000_000_000
"""Nanoseconds. What changed less than this before it was read may have changed again in the same tick of the
file system's clock, the coarsest of which (FAT) counts two seconds."""


def stamp(root: str, paths: Sequence[str]) -> list[Stamp]:
    """The stamps of ``paths``, which lie below ``root``.

    Raises:
        OSError: one of them is gone.
    """
    skip = len(root) + 1
    stamps = []
    for path in paths:
        facts = os.stat(path)
        stamps.append((path[skip:], facts.st_ctime_ns, facts.st_mtime_ns, facts.st_ino))
    return stamps


def is_settled(stamps: Sequence[Stamp], read_at: int) -> bool:
    """Whether a change after ``read_at`` (ns since the epoch) would certainly show in the stamps."""
    return bool(stamps) and max(modified for _, _, modified, _ in stamps) < read_at - SETTLED


def unchanged(stamps: Sequence[Stamp], descriptor: int | None, root: str) -> bool:
    """Whether everything still looks as stamped. ``descriptor`` is that of the root, where it can be used."""
    look = os.stat
    try:
        if descriptor is None:
            for path, changed, modified, inode in stamps:
                facts = look(f"{root}/{path}")
                if facts.st_ctime_ns != changed or facts.st_mtime_ns != modified or facts.st_ino != inode:
                    return False
        else:
            for path, changed, modified, inode in stamps:
                facts = look(path, dir_fd=descriptor)
                if facts.st_ctime_ns != changed or facts.st_mtime_ns != modified or facts.st_ino != inode:
                    return False
    except OSError:
        return False
    return True


def contents_of(path: str) -> int:
    """A number that changes with the size and the times of any blob of the repository in ``path``."""
    total = 0
    try:
        with os.scandir(f"{path}/blobs") as entries:
            for entry in entries:
                facts = entry.stat()
                total += hash((facts.st_ino, facts.st_size, facts.st_mtime_ns, facts.st_atime_ns))
    except OSError:
        return -1
    return total & 0xFFFFFFFFFFFFFFF
