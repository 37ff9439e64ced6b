"""A whole cache, repository by repository."""

from __future__ import annotations

import gc
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from transformers_agent.cache.facts import Incomplete, Repo
from transformers_agent.cache.layout import (
    SHARED_BLOBS,
    SKIPPED,
    left_behind_by_systems,
    repo_types,
    shared_blobs,
)
from transformers_agent.cache.library_scan import Damaged, ask_library, incomplete_in
from transformers_agent.cache.scan import Scanned, Unusual, scan_repo


class CacheMissing(Exception):
    """There is no folder at the root; the message says what is there."""


class Cache(NamedTuple):
    """What a whole root holds: the facts of huggingface_hub's ``HFCacheInfo``."""

    root: str
    repos: list[Repo]
    incomplete: list[Incomplete]
    warnings: list[str]
    size_on_disk: int


def real_root(root: str | Path) -> str:
    """The root without links and ``~``, as the library reports it.

    Raises:
        CacheMissing: nothing is there, or a file.
    """
    path = Path(root).expanduser().resolve()
    if not path.is_dir():
        raise CacheMissing(f"{path} is a file" if path.exists() else str(path))
    return str(path)


def entries_of(root: str) -> list[str]:
    """The names in a root that are, or should be, repositories.

    Raises:
        OSError: the root cannot be read.
    """
    with os.scandir(root) as entries:
        names = [entry.name for entry in entries if entry.name not in SKIPPED]
    types = known_types()
    usual = [name for name in names if name.partition("--")[0] in types and "--" in name]
    if len(usual) == len(names):
        return names
    passed_over = left_behind_by_systems()
    return [
        name
        for name in names
        if name not in passed_over and not (name == SHARED_BLOBS and has_shared_blobs(root))
    ]


def known_types() -> Mapping[str, str]:
    """The library's repo types; none where it is not installed: then each repository is asked about in
    vain."""
    try:
        return repo_types()
    except ImportError:
        return {}


def has_shared_blobs(root: str) -> bool:
    """Whether the root has a store of blobs that several repositories share."""
    return (
        os.path.lexists(f"{root}/{SHARED_BLOBS}")
        and shared_blobs() is not None
        and bool(shared_blobs().is_shared_blobs_dir(Path(root, SHARED_BLOBS)))
    )


def read_repo(path: str) -> Scanned:
    """One repository, by the fast way or the library's.

    Raises:
        Damaged: why the library does not count it.
    """
    try:
        return scan_repo(path, known_types())
    except Unusual:
        # Its folders are not known: nothing tells later whether it changed, so it is read each time.
        return Scanned(ask_library(path), incomplete_in(path), [], [])


def scan_cache(root: str | Path) -> Cache:
    """Everything at once, equal to the library's ``scan_cache_dir``, but that it never ends at what it cannot
    read: that becomes a warning.

    Raises:
        CacheMissing: there is no such folder.
        OSError: the root itself cannot be read.
    """
    root = real_root(root)
    repos: list[Repo] = []
    incomplete: list[Incomplete] = []
    warnings: list[str] = []
    linked_out = False
    with without_garbage_collection():
        for name in entries_of(root):
            path = f"{root}/{name}"
            try:
                scanned = read_repo(path)
            except Damaged as damage:
                warnings.append(str(damage))
                incomplete.extend(incomplete_in(path))
            else:
                repos.append(scanned.repo)
                linked_out = linked_out or (not scanned.folders and _linked_out(scanned.repo))
                incomplete.extend(scanned.incomplete)
        incomplete.extend(_incomplete_elsewhere(root))
        size = physical_size(root, repos, linked_out)
    return Cache(root, repos, incomplete, warnings, size)


def _incomplete_elsewhere(root: str) -> list[Incomplete]:
    """The library looks for unfinished downloads also below what it passes over as a repository."""
    names = [*SKIPPED, *left_behind_by_systems()]
    if has_shared_blobs(root):
        names.append(SHARED_BLOBS)
    return [
        each for name in names if os.path.isdir(f"{root}/{name}") for each in incomplete_in(f"{root}/{name}")
    ]


def physical_size(root: str, repos: list[Repo], linked_out: bool) -> int:
    """The bytes that lie on the disk: a blob shared by repositories is counted once, and so is what lies in
    the shared store without being used any more. ``linked_out``: a file of some repository lies outside of
    it; only those that the library had to read are like that."""
    store = store_sizes(root)
    if not store and not linked_out:
        return sum(repo.size_on_disk for repo in repos)
    own: dict[str, int] = {}
    for repo in repos:
        for blob in repo.blobs:
            if not store or shared_blobs().shared_blob_target(blob.path, root) is None:
                own[blob.path] = blob.size
    return sum(own.values()) + sum(store.values())


def store_sizes(root: str) -> dict[str, int]:
    """Path → size in bytes of the blobs in the shared store."""
    if not has_shared_blobs(root):
        return {}
    sizes = {}
    for path in shared_blobs().shared_store_blob_paths(root):
        try:
            sizes[str(path)] = path.stat().st_size
        except OSError:
            continue
    return sizes


def _linked_out(repo: Repo) -> bool:
    """Whether a file of it lies outside of it, where another repository's may lie too."""
    start = repo.path + os.sep
    return not all(blob.path.startswith(start) for blob in repo.blobs)


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """A scan makes many small values and no cycles: looking for cycles among them takes a tenth of its
    time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def is_folder(path: str) -> bool:
    """Whether a folder, and no link to one, is at ``path``."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False
