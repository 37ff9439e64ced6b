"""A fast scan of one repository of the cache: what huggingface_hub's ``scan_cache_dir`` finds there.

It reads each folder once and each blob's facts once, where the library asks several times for every link. It
does so for a repository that is laid out as the library writes it. Whatever looks different raises
``Unusual``:
then the library itself is asked (``library_scan``), so that its judgement of damage is never imitated.
"""

from __future__ import annotations

import os
import stat
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from transformers_agent.cache.facts import Blob, Incomplete, Repo, Revision
from transformers_agent.regular_files import read_head

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

IN_DESCRIPTORS = os.scandir in os.supports_fd and os.readlink in os.supports_dir_fd
"""Whether a folder's entries can be examined through its descriptor: the system walks no path for each."""

ACCESSED, MODIFIED, BLOB = itemgetter(2), itemgetter(3), itemgetter(1)
"""Of a ``Blob``; and the blob of a file's pair."""
KIND, FOLDER = 0o170000, stat.S_IFDIR


class Unusual(Exception):
    """Not laid out as the library writes it, or not readable."""


class Scanned(NamedTuple):
    """A repository, and beside it what belongs to no revision."""

    repo: Repo
    incomplete: list[Incomplete]
    folders: list[str]
    """The folders whose entries were read, the repository's own first."""
    ref_files: list[str]


def scan_repo(path: str, types: Mapping[str, str]) -> Scanned:
    """Reads the repository in the folder ``path``; ``types`` are the library's (``layout.repo_types``).

    Raises:
        Unusual: only the library knows what to make of it.
    """
    name = os.path.basename(path)
    prefix, separator, rest = name.partition("--")
    if not separator or prefix not in types:
        raise Unusual(name)
    folders = [path]
    ref_files: list[str] = []
    try:
        refs = _read_refs(f"{path}/refs", folders, ref_files)
        blobs = _Blobs(f"{path}/blobs", folders)
        try:
            revisions = [
                _scan_revision(entry, refs, blobs, folders)
                for entry in _snapshots(f"{path}/snapshots", folders)
            ]
            incomplete = blobs.incomplete()
        finally:
            blobs.close()
        if refs:
            raise Unusual("a ref to a snapshot that is not there")
        used = blobs.used
        if used:
            accessed, modified = max(map(ACCESSED, used)), max(map(MODIFIED, used))
        else:
            facts = os.stat(path)
            accessed, modified = facts.st_atime, facts.st_mtime
    except (OSError, ValueError) as error:
        raise Unusual(str(error)) from error
    repo = Repo(path, rest.replace("--", "/"), types[prefix], revisions, used, accessed, modified)
    return Scanned(repo, incomplete, folders, ref_files)


class _Blobs:
    """The entries of a repository's ``blobs``, examined when a file first points at one."""

    def __init__(self, path: str, folders: list[str]) -> None:
        self._path = path
        self.found: dict[str, Blob] = {}
        """Name → blob, of those that some file pointed at."""
        self._unlinked: list[Blob] = []
        self._start = path + "/"
        self._descriptor: int | None = None
        self._entries: dict[str, os.DirEntry[str]] = {}
        try:
            self._entries = self._list()
        except FileNotFoundError:
            return  # Where links are not possible, files lie in the snapshots themselves.
        folders.append(path)

    def _list(self) -> dict[str, os.DirEntry[str]]:
        if IN_DESCRIPTORS:
            self._descriptor = os.open(self._path, os.O_RDONLY)
        with os.scandir(self._path if self._descriptor is None else self._descriptor) as entries:
            return {entry.name: entry for entry in entries}

    def close(self) -> None:
        """Gives the descriptor back; nothing can be examined after this."""
        if self._descriptor is not None:
            os.close(self._descriptor)

    def named(self, name: str) -> Blob:
        """The blob of that name, for the first time; a link into the shared store is followed.

        Raises:
            Unusual: there is none, or it is a folder.
        """
        entry = self._entries.get(name)
        if entry is None:
            raise Unusual(f"no blob {name}")
        facts = entry.stat()
        if facts.st_mode & KIND == FOLDER:
            raise Unusual(f"a folder where a blob should be: {name}")
        blob = self.found[name] = Blob(self._start + name, facts.st_size, facts.st_atime, facts.st_mtime)
        return blob

    def beside(self, path: str, entry: os.DirEntry[str]) -> Blob:
        """A file that is no link is its own blob."""
        facts = entry.stat()
        blob = Blob(path, facts.st_size, facts.st_atime, facts.st_mtime)
        self._unlinked.append(blob)
        return blob

    @property
    def used(self) -> list[Blob]:
        """Those that some file pointed at, or that lie in a snapshot themselves."""
        return [*self.found.values(), *self._unlinked]

    def incomplete(self) -> list[Incomplete]:
        """What downloads left unfinished."""
        found = [(name, entry) for name, entry in self._entries.items() if name.endswith(".incomplete")]
        return [Incomplete(f"{self._path}/{name}", entry.stat().st_size) for name, entry in found]


def _snapshots(path: str, folders: list[str]) -> list[os.DirEntry[str]]:
    with os.scandir(path) as entries:
        found = list(entries)
    folders.append(path)
    for entry in found:
        if not entry.is_dir(follow_symlinks=False) or _may_be_a_system_s(entry.name):
            raise Unusual(f"not a snapshot: {entry.path}")
    return found


def _may_be_a_system_s(name: str) -> bool:
    """Whether the library may pass over the name: it does so for ``.DS_Store``, ``Thumbs.db``,
    ``desktop.ini``."""
    return name.startswith(".") or name.endswith((".db", ".ini"))


def _scan_revision(
    entry: os.DirEntry[str], refs: dict[str, list[str]], blobs: _Blobs, folders: list[str]
) -> Revision:
    files: list[tuple[str, Blob]] = []
    _read_files(entry.path, "", "../../blobs/", blobs, folders, files)
    modified = max(map(MODIFIED, map(BLOB, files))) if files else os.stat(entry.path).st_mtime
    return Revision(entry.name, tuple(refs.pop(entry.name, ())), files, modified)


def _read_files(
    folder: str, inside: str, to_blobs: str, blobs: _Blobs, folders: list[str], files: list[tuple[str, Blob]]
) -> None:
    """Adds the files below a folder of a snapshot. ``inside`` is its path in there, ``to_blobs`` what
    links in
    it begin with. This loop runs once a file of the whole cache: it calls nothing it need not."""
    folders.append(folder)
    length = len(to_blobs)
    below: list[str] = []
    readlink, known, named = os.readlink, blobs.found, blobs.named
    start = folder + "/"
    descriptor = os.open(folder, os.O_RDONLY) if IN_DESCRIPTORS else None
    try:
        with os.scandir(folder if descriptor is None else descriptor) as entries:
            for entry in entries:
                name = entry.name
                if entry.is_symlink():
                    target = (
                        readlink(start + name) if descriptor is None else readlink(name, dir_fd=descriptor)
                    )
                    blob_name = target[length:]
                    blob = known.get(blob_name)
                    if blob is None or target[:length] != to_blobs:
                        if target[:length] != to_blobs or "/" in blob_name or blob_name in ("", ".", ".."):
                            raise Unusual(f"a link elsewhere: {target}")
                        blob = named(blob_name)
                    files.append((inside + name, blob))
                elif entry.is_dir():
                    below.append(name)
                elif entry.is_file():
                    files.append((inside + name, blobs.beside(start + name, entry)))
                else:
                    raise Unusual(f"neither file nor folder: {name}")
    finally:
        if descriptor is not None:
            os.close(descriptor)
    for name in below:
        _read_files(start + name, f"{inside}{name}/", f"../{to_blobs}", blobs, folders, files)


def _read_refs(path: str, folders: list[str], ref_files: list[str]) -> dict[str, list[str]]:
    """Commit hash → the refs that name it."""
    refs: dict[str, list[str]] = {}
    try:
        found = list(_ref_files(path, "", folders))
    except FileNotFoundError:
        return refs
    for name in found:
        file = f"{path}/{name}"
        content = read_head(file, 4096)
        if b"\r" in content or not content.isascii():
            raise Unusual(f"not a commit hash: {file}")
        ref_files.append(file)
        refs.setdefault(content.decode("ascii"), []).append(name)
    return refs


def _ref_files(path: str, inside: str, folders: list[str]) -> Iterator[str]:
    with os.scandir(path) as entries:
        found = list(entries)
    folders.append(path)
    for entry in found:
        if entry.is_symlink() or _may_be_a_system_s(entry.name):
            raise Unusual(f"not a ref: {entry.path}")
        if entry.is_dir():
            yield from _ref_files(entry.path, f"{inside}{entry.name}/", folders)
        else:
            yield inside + entry.name
