"""The cache as last seen: what did not change is not read again, and survives restarts on disk.

The file system always has the last word: every refresh looks at every folder.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from transformers_agent.cache.layout import SHARED_BLOBS
from transformers_agent.cache.library_scan import Damaged, incomplete_in
from transformers_agent.cache.root import (
    entries_of,
    has_shared_blobs,
    read_repo,
    without_garbage_collection,
)
from transformers_agent.cache.scan import Scanned
from transformers_agent.cache.signature import Stamp, contents_of, is_settled, stamp, unchanged
from transformers_agent.cache.summary import Summary, summarize, summarize_damage
from transformers_agent.regular_files import read_bytes

FORMAT = 1
"""Of the file on disk. Another number: the file is not read."""


class Entry(NamedTuple):
    """A repository as last read. Without stamps it is read again each time."""

    summary: Summary
    stamps: list[Stamp]
    read_at: int
    contents: int | None
    """What its blobs looked like, see ``contents_of``; ``None``: not looked at yet."""


LARGEST = 2**28
"""Bytes of the file that keeps an index: some ten thousand repositories."""


class Refreshed(NamedTuple):
    """What a refresh found. ``pending`` are names not read yet, when its time was over."""

    changed: list[str]
    removed: list[str]
    pending: list[str]


class Index:
    """One root's repositories by the name of their folder."""

    def __init__(
        self, root: str, file: Path | None = None, read: Callable[[str], Scanned] = read_repo
    ) -> None:
        self.root = root
        self._file = file
        self._read_repo = read
        self.entries: dict[str, Entry] = {}
        self.generation = 0
        """Grows with every change of the entries."""
        self._dirty = False

    def load(self) -> None:
        """Reads what an earlier process wrote; anything wrong with it, and everything is scanned anew."""
        if self._file is None:
            return
        try:
            content = json.loads(read_bytes(self._file, LARGEST))
            if content["format"] != FORMAT or content["root"] != self.root:
                return
            self.entries = {
                name: Entry(summary, [_stamp(each) for each in stamps], int(read_at), contents)
                for name, (summary, stamps, read_at, contents) in content["entries"].items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self.entries = {}

    def save(self) -> None:
        """Writes it, whole or not at all. A disk that is full costs the next start some time, nothing
        else."""
        if self._file is None or not self._dirty:
            return
        content = {"format": FORMAT, "root": self.root, "entries": self.entries}
        beside = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(json.dumps(content, separators=(",", ":")).encode("ascii"))
            beside.replace(self._file)
        except OSError:
            with suppress(OSError):
                beside.unlink()
        self._dirty = False

    def refresh(
        self,
        *,
        thorough: bool = False,
        seconds: float | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> Refreshed:
        """Brings the entries up to date. ``thorough`` looks at the size and times of every blob too. After
        ``seconds`` of reading it stops and says what is pending; the next call goes on there.

        Raises:
            OSError: the root cannot be read.
        """
        names = entries_of(self.root)
        here = set(names)
        removed = [name for name in self.entries if name not in here]
        for name in removed:
            del self.entries[name]
        end = None if seconds is None else clock() + seconds
        changed: list[str] = []
        pending: list[str] = []
        count = 0
        with _descriptor(self.root) as descriptor, without_garbage_collection():
            for position, name in enumerate(names):
                entry = self.entries.get(name)
                if entry is not None and self._holds(entry, descriptor, thorough):
                    continue
                # At least one: a slow disk must not keep it from ever coming to an end.
                if count > 0 and end is not None and clock() > end:
                    pending = names[position:]
                    break
                count += 1
                read = self._read(name, thorough)
                if entry is None or entry.summary != read.summary:
                    changed.append(name)
                self.entries[name] = read
        self._dirty = self._dirty or bool(count or removed)
        self.generation += bool(changed or removed)
        return Refreshed(changed, removed, pending)

    def _store(self) -> str | None:
        """The folder of the root's shared blobs, where it has one."""
        return f"{self.root}/{SHARED_BLOBS}" if has_shared_blobs(self.root) else None

    def _holds(self, entry: Entry, descriptor: int | None, thorough: bool) -> bool:
        if not is_settled(entry.stamps, entry.read_at) or not unchanged(entry.stamps, descriptor, self.root):
            return False
        return not thorough or entry.contents == contents_of(f"{self.root}/{entry.summary['name']}")

    def _read(self, name: str, thorough: bool) -> Entry:
        path = f"{self.root}/{name}"
        begun = time.time_ns()
        contents = contents_of(path) if thorough else None
        try:
            scanned = self._read_repo(path)
            stamps = stamp(self.root, scanned.folders + scanned.ref_files)
            return Entry(summarize(scanned, self._store()), stamps, begun, contents)
        except Damaged as damage:
            words = str(damage)
        except OSError as error:  # Changed while it was read: half of it may be the old one, half the new.
            words = str(error)
        incomplete = [[os.path.basename(each.path), each.size] for each in incomplete_in(path)]
        return Entry(summarize_damage(name, words, incomplete), [], begun, None)


def _stamp(values: list[Any]) -> Stamp:
    path, changed, modified, inode = values
    return str(path), int(changed), int(modified), int(inode)


@contextmanager
def _descriptor(root: str) -> Iterator[int | None]:
    """The root's descriptor, where paths below it can be looked at through it: that is a third faster."""
    if os.stat not in os.supports_dir_fd:
        yield None
        return
    descriptor = os.open(root, os.O_RDONLY)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
