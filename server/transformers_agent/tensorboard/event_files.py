"""Where event files lie below some folders, without ever opening one.

A folder whose time has not changed is not read again, only its event files are asked for their sizes: another
look at a thousand runs costs a thousand small questions and no listing.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable
from typing import NamedTuple

MARK = "tfevents"
"""In the name of every event file."""
SETTLED = 2.0
"""Seconds after which a change of a folder is sure to show in its time: clocks of file systems are coarse."""
DEEPEST = 40
PASSED_OVER = frozenset(
    ["node_modules", "bower_components", "site-packages", "__pycache__", "venv", "env", "build", "dist"]
)
"""Folders in which nobody's training writes; those that begin with a dot are passed over too."""
ENVIRONMENT_MARKS = frozenset(["pyvenv.cfg", "conda-meta"])


class RunFolder(NamedTuple):
    """A folder that has event files itself. ``size`` in bytes, ``written`` in seconds since the epoch."""

    path: str
    size: int
    written: float


class Listing(NamedTuple):
    """What was read of a folder."""

    modified: int
    folders: list[str]
    links: list[str]
    events: list[str]
    is_environment: bool


class EventFiles:
    """Looks through folders; remembers what did not change."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[str, Listing] = {}
        self.truncated = False
        self.empty: list[str] = []
        """Folders without anything in them that the last search came by."""

    def find(self, tops: list[str], seconds: float) -> list[RunFolder]:
        """The run folders below ``tops``, those nearest to the top first, links last.

        ``truncated`` tells then whether the time ended first.
        """
        end = self._clock() + seconds
        self.truncated = False
        visited: set[tuple[int, int]] = set()
        found: list[RunFolder] = []
        waiting = deque((os.path.abspath(top), 0) for top in tops)
        linked: deque[tuple[str, int]] = deque()
        known, self._known, self.empty = self._known, {}, []
        while waiting or linked:
            if self._clock() > end:
                self.truncated = True
                self._known = {**known, **self._known}
                break
            path, depth = (waiting or linked).popleft()
            listing = self._listing(path, known, visited)
            if listing is None or listing.is_environment:
                continue
            self._known[path] = listing
            if listing.events and (run := _run(path, listing.events)) is not None:
                found.append(run)
            if not (listing.events or listing.folders or listing.links):
                self.empty.append(path)
            if depth < DEEPEST:
                waiting.extend((os.path.join(path, name), depth + 1) for name in listing.folders)
                linked.extend((os.path.join(path, name), depth + 1) for name in listing.links)
        return found

    def _listing(self, path: str, known: dict[str, Listing], visited: set[tuple[int, int]]) -> Listing | None:
        """``None``: it cannot be read, or was visited by another way."""
        try:
            facts = os.stat(path)
            if (facts.st_dev, facts.st_ino) in visited:
                return None
            visited.add((facts.st_dev, facts.st_ino))
            before = known.get(path)
            if before is not None and before.modified == facts.st_mtime_ns:
                return before
            listing = read(path, facts.st_mtime_ns)
        except (OSError, ValueError):
            return None
        if time.time() - facts.st_mtime_ns / 1e9 < SETTLED:
            return listing._replace(modified=-1)
        return listing


def read(path: str, modified: int) -> Listing:
    """One folder.

    Raises:
        OSError: it cannot be read.
    """
    listing = Listing(modified, [], [], [], False)
    with os.scandir(path) as entries:
        for entry in entries:
            name = entry.name
            if name in ENVIRONMENT_MARKS:
                return listing._replace(is_environment=True)
            if MARK in name:
                listing.events.append(name)
            elif name.startswith(".") or name in PASSED_OVER:
                continue
            elif entry.is_symlink():
                # What it leads to is asked later: there may be nothing, and it may be far away.
                if os.path.isdir(entry.path):
                    listing.links.append(name)
            elif entry.is_dir():
                listing.folders.append(name)
    return listing


def _run(path: str, names: list[str]) -> RunFolder | None:
    size, written, any_file = 0, 0.0, False
    for name in names:
        try:
            facts = os.stat(os.path.join(path, name))
        except OSError:
            continue
        any_file = True
        size += facts.st_size
        written = max(written, facts.st_mtime)
    return RunFolder(path, size, written) if any_file else None
