"""``cache.uses``: which files are open in a process now, and which downloads are in flight."""

from __future__ import annotations

import importlib
import os
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from errno import EACCES, EAGAIN, EBUSY, ENOSYS, ENOTSUP, EWOULDBLOCK
from typing import Any, NamedTuple

from transformers_agent.task import Params

SECONDS = 2.0
"""How long looking at processes may take, unless the request says otherwise."""

HELD = frozenset({EACCES, EAGAIN, EBUSY, EWOULDBLOCK})
UNSUPPORTED = frozenset({ENOSYS, ENOTSUP})
"""File systems without locks: the library then takes the file's existence for the lock."""

INCOMPLETE = re.compile(r"(?:\.[0-9a-f]{8})?\.incomplete\Z")
"""What is added to a blob's name while it is downloaded; the library changed from one form to the other."""


class Use(NamedTuple):
    """A file that a process has open; ``process`` is its name and id, ``python (pid 123)``."""

    path: str
    process: str


def uses(params: Params) -> dict[str, Any]:
    """Who uses these files at this moment.

    Params:
        paths: absolute paths of blobs, of files in snapshots (links are followed), or of unfinished
            downloads. Files that are not there are allowed.
        repos: absolute paths of repositories' folders in a cache, optional: all their locks are looked at,
            also those of files of which nothing has been written yet.
        seconds: how long to look at processes, optional.

    Returns:
        ``{uses: [{path, process}], locked: [lock path], complete, unreadable}``. Each ``path`` is one of
        ``paths``. ``complete`` is false where the system does not tell (all of) it or the time ended;
        ``unreadable`` counts processes of other users, which may not be looked into. This process is left
        out.
    """
    links = _Links()
    hops = {path: links.hops(path) for path in dict.fromkeys(map(str, params.get("paths", ())))}
    by_real_path: dict[str, list[str]] = defaultdict(list)
    for path, on_the_way in hops.items():
        by_real_path[on_the_way[-1]].append(path)
    look = _Processes(by_real_path, time.monotonic() + float(params.get("seconds") or SECONDS))
    found = look.of_linux() if sys.platform.startswith("linux") else look.of_psutil()
    locks = _Locks()
    for on_the_way in hops.values():
        locks.add_those_of(on_the_way)
    for repo in params.get("repos", ()):
        locks.add_all_of(os.path.abspath(str(repo)))
    held = {lock: is_held(lock) for lock in locks.found}
    return {
        "uses": [use._asdict() for use in sorted(found)],
        "locked": [lock for lock, state in held.items() if state],
        "complete": look.complete and None not in held.values(),
        "unreadable": look.unreadable,
    }


class _Links:
    """Follows links as ``os.path.realpath`` does, but looks at each folder once, not once a file of it."""

    def __init__(self) -> None:
        self._folders: dict[str, str] = {}

    def hops(self, path: str) -> list[str]:
        """The path and what it leads to, link by link, the real path last. Each is in a real folder."""
        found: list[str] = []
        while len(found) < 40:
            folder, name = os.path.split(path)
            real = self._folders.get(folder)
            if real is None:
                real = self._folders[folder] = os.path.realpath(folder)
            here = os.path.join(real, name)
            found.append(here)
            try:
                path = os.path.join(real, os.readlink(here))
            except (OSError, ValueError):
                return found
        return found


class _Processes:
    """One look at all processes. ``wanted``: real path → the paths asked for."""

    def __init__(self, wanted: Mapping[str, list[str]], end: float) -> None:
        self._wanted = wanted
        self._end = end
        self.complete = True
        self.unreadable = 0

    def of_linux(self) -> set[Use]:
        """By ``/proc``. Links there are read, not followed: following one to a dead network share hangs."""
        if not self._wanted:
            return set()
        found: set[Use] = set()
        common = os.fsencode(os.path.commonpath(self._wanted))
        for pid in os.listdir("/proc"):
            if not pid.isdigit() or int(pid) == os.getpid():
                continue
            if time.monotonic() > self._end:
                self.complete = False
                break
            try:
                open_now = set(_open_files(pid))
            except PermissionError:
                self.unreadable += 1
                continue
            except OSError:
                continue  # It ended.
            with suppress(OSError):
                open_now.update(_mapped_files(pid, common))
            for real_path in self._wanted.keys() & open_now:
                found.update(Use(path, _process(pid)) for path in self._wanted[real_path])
        return found

    def of_psutil(self) -> set[Use]:
        """By psutil, where it is installed. It does not see what is only mapped into memory on macOS."""
        self.complete = False
        try:
            psutil: Any = importlib.import_module("psutil")
        except ImportError:
            return set()
        found: set[Use] = set()
        wanted = {os.path.normcase(real_path): paths for real_path, paths in self._wanted.items()}
        for process in psutil.process_iter(["name"]) if wanted else ():
            if time.monotonic() > self._end:
                break
            if process.pid == os.getpid():
                continue
            try:
                open_now = {os.path.normcase(file.path) for file in process.open_files()}
                if sys.platform == "win32":
                    open_now.update(os.path.normcase(map_.path) for map_ in process.memory_maps())
            except (psutil.Error, OSError):
                self.unreadable += 1
                continue
            name = f"{process.info['name']} (pid {process.pid})"
            for real_path in wanted.keys() & open_now:
                found.update(Use(path, name) for path in wanted[real_path])
        return found


def _open_files(pid: str) -> Iterator[str]:
    """What the links of its descriptors say.

    Raises:
        OSError: it ended, or is another user's.
    """
    folder = f"/proc/{pid}/fd"
    for descriptor in os.listdir(folder):
        with suppress(OSError):
            yield os.readlink(f"{folder}/{descriptor}")


_MAPPED = re.compile(rb" (/[^\n]*)$", re.MULTILINE)


def _mapped_files(pid: str, common: bytes) -> Iterator[str]:
    """Files mapped into its memory, as safetensors does it: they stay in use after the descriptor is closed.
    ``common`` is what the paths looked for begin with.

    Raises:
        OSError: as above.
    """
    with open(f"/proc/{pid}/maps", "rb", buffering=0) as stream:
        maps = stream.readall()
    if common.replace(b"\n", rb"\012") in maps:
        for path in set(_MAPPED.findall(maps)):
            yield os.fsdecode(path.replace(rb"\012", b"\n"))


def _process(pid: str) -> str:
    try:
        with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as stream:
            name = stream.read().strip()
    except OSError:
        name = "?"
    return f"{name} (pid {pid})"


class _Locks:
    """The locks of downloads that exist: ``<root>/.locks/<repository>/<blob>.lock``. They stay when a
    download is over, so that their existence means nothing."""

    def __init__(self) -> None:
        self.found: dict[str, None] = {}
        """Their paths, in the order added."""
        self._names: dict[str, set[str]] = {}

    def add_those_of(self, hops: Iterable[str]) -> None:
        """The locks of the blobs among ``hops``, the links that lead to a file's content."""
        for hop in hops:
            folder, name = os.path.split(hop)
            repository, kind = os.path.split(folder)
            if kind != "blobs" or "--" not in os.path.basename(repository):
                continue
            # Of an unfinished download both: a blob's own name may end like the random part.
            for blob in {INCOMPLETE.sub("", name), name.removesuffix(".incomplete")}:
                self._add(repository, f"{blob}.lock")

    def add_all_of(self, repository: str) -> None:
        """All locks of the repository in this folder."""
        for name in sorted(self._names_of(repository)):
            self._add(repository, name)

    def _add(self, repository: str, name: str) -> None:
        if name in self._names_of(repository):
            self.found[os.path.join(_locks_folder(repository), name)] = None

    def _names_of(self, repository: str) -> set[str]:
        names = self._names.get(repository)
        if names is None:
            try:
                names = {name for name in os.listdir(_locks_folder(repository)) if name.endswith(".lock")}
            except (OSError, ValueError):
                names = set()
            self._names[repository] = names
        return names


def _locks_folder(repository: str) -> str:
    root, name = os.path.split(repository)
    return os.path.join(root, ".locks", name)


def is_held(lock: str) -> bool | None:
    """Whether somebody holds the library's lock file; ``None``: the system does not tell. It is never
    created: one that is not there is held by nobody."""
    if sys.platform == "win32":
        return _is_held_on_windows(lock)
    import fcntl

    try:
        # Not blocking: a named pipe in its place would wait for a writer. Not through a link: filelock does
        # not go through one either.
        descriptor = os.open(lock, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    except OSError:
        return None
    try:
        # A shared lock tells as much as the exclusive one that filelock takes, and needs no right to write. A
        # download that begins while it is held, for microseconds, tries again.
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        fcntl.flock(descriptor, fcntl.LOCK_UN)
    except OSError as error:
        if error.errno in UNSUPPORTED:
            return True
        return True if error.errno in HELD else None
    finally:
        os.close(descriptor)
    return False


def _is_held_on_windows(lock: str) -> bool | None:
    """There filelock has changed how it locks: the installed one is asked."""
    if not os.path.isfile(lock):
        return False
    try:
        from filelock import FileLock, Timeout
    except ImportError:
        return None
    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:
        return None
