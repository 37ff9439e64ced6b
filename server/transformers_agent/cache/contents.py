"""The bytes that a deletion frees.

What counts is content, as in every size the library tells: blobs, files that lie in a snapshot themselves,
unfinished downloads and the shared store's blobs. Refs, manifests and listings are not counted.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from transformers_agent.cache.layout import shared_blobs
from transformers_agent.cache.library_objects import NOTHING, Strategy
from transformers_agent.cache.root import has_shared_blobs
from transformers_agent.walk import walk

NOT_CONTENT = ("refs", "trees")
"""Folders of a repository with what the library remembers about it."""


class Contents(NamedTuple):
    """What goes: path → size in bytes of plain files, and links into the shared store by their paths."""

    files: dict[str, int]
    links: dict[str, str]
    """Path of the repository's link → path of the shared blob."""


def contents_of(root: str, steps: Iterable[Strategy]) -> Contents:
    """What the steps of a deletion would remove."""
    found = Contents({}, {})
    shares = has_shared_blobs(root)
    for step in steps:
        paths = [str(path) for path in [*step.blobs, *getattr(step, "files", NOTHING)]]
        for folder in step.snapshots:
            paths += _files_below(str(folder), without=())
        for folder in step.repos:
            paths += _files_below(str(folder), without=NOT_CONTENT)
        for path in paths:
            _add(found, path, root if shares else None)
    return found


def _add(found: Contents, path: str, root: str | None) -> None:
    """``root``: where a shared store is."""
    try:
        facts = os.lstat(path)
    except OSError:
        return
    if stat.S_ISREG(facts.st_mode):
        found.files[path] = facts.st_size
    elif root is not None and (shared := shared_blobs().shared_blob_target(path, root)) is not None:
        found.links[path] = str(shared)


def _files_below(folder: str, without: tuple[str, ...]) -> Iterator[str]:
    """Files and links, but those in the subfolders ``without``; no link is followed. What is no folder is
    what it is."""
    if os.path.islink(folder) or not os.path.isdir(folder):
        yield folder
        return
    for parent, folders, names in walk(folder):
        if parent == folder:
            folders[:] = [name for name in folders if name not in without]
        for name in names:
            yield os.path.join(parent, name)


def shared_with_last_link(root: str, links: dict[str, str]) -> dict[str, int]:
    """Path → size of the shared blobs that go because nothing else than ``links`` leads to them, in the
    library's judgement."""
    module = shared_blobs()
    gone = {Path(link) for link in links}
    sizes = {
        store: module.expected_shared_blob_freed_size(Path(store), blob_paths_to_delete=gone, cache_dir=root)
        for store in set(links.values())
    }
    return {store: size for store, size in sizes.items() if size}


def size_now(path: str) -> int | None:
    """Bytes of the plain file there; ``None`` when it is gone."""
    try:
        facts = os.lstat(path)
    except OSError:
        return None
    return facts.st_size if stat.S_ISREG(facts.st_mode) else None
