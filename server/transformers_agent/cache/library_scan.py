"""What the installed huggingface_hub makes of a repository that is not laid out as usual."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from transformers_agent.cache.facts import Blob, Incomplete, Repo, Revision
from transformers_agent.regular_files import NotRegular, TooLarge, check_regular
from transformers_agent.walk import walk

LARGEST_REF = 2**20
"""Bytes. It holds the hash of a commit."""


class Damaged(Exception):
    """Why there is no such repository, in the library's words, or the system's."""


def ask_library(path: str) -> Repo:
    """The repository as the library sees it.

    Raises:
        Damaged: it is corrupted, or cannot be read.
    """
    require_readable_refs(path)
    try:
        # Not public, but of this name in every version that has a scan; the public one takes a whole root.
        from huggingface_hub.utils._cache_manager import _scan_cached_repo
    except ImportError as error:
        raise Damaged(f"{path}: not laid out as usual, and huggingface_hub is missing ({error})") from error
    try:
        found = _scan_cached_repo(Path(path))
    except (
        Exception
    ) as error:  # CorruptedCacheException; what the library does not expect would end its scan.
        raise Damaged(str(error)) from error
    blobs: dict[str, Blob] = {}
    revisions = [_revision(revision, blobs) for revision in found.revisions]
    return Repo(
        path,
        str(found.repo_id),
        str(found.repo_type),
        revisions,
        list(blobs.values()),
        found.last_accessed,
        found.last_modified,
    )


def require_readable_refs(path: str) -> None:
    """The library opens refs, whatever they are; of all other files it only asks the size.

    Raises:
        Damaged: one of them is a pipe, a device, or too large.
    """
    for folder, _, names in walk(f"{path}/refs"):
        for name in names:
            try:
                check_regular(f"{folder}/{name}", LARGEST_REF)
            except (NotRegular, TooLarge) as error:
                raise Damaged(f"{folder}/{name}: {error.strerror}") from error
            except OSError:
                continue  # What the library makes of it, it says itself.


def _revision(revision: Any, blobs: dict[str, Blob]) -> Revision:
    files = []
    for file in revision.files:
        path = str(file.blob_path)
        blob = blobs.get(path)
        if blob is None:
            blob = Blob(path, file.size_on_disk, file.blob_last_accessed, file.blob_last_modified)
            blobs[path] = blob
        files.append((file.file_path.relative_to(revision.snapshot_path).as_posix(), blob))
    return Revision(revision.commit_hash, tuple(revision.refs), files, revision.last_modified)


def incomplete_in(path: str) -> list[Incomplete]:
    """Unfinished downloads beside the repositories' own entries: the library looks into every folder."""
    found = []
    try:
        with os.scandir(f"{path}/blobs") as entries:
            for entry in entries:
                if entry.name.endswith(".incomplete"):
                    try:
                        found.append(Incomplete(entry.path, entry.stat().st_size))
                    except OSError:
                        continue  # Gone meanwhile, or a broken link: not counted by the library either.
    except OSError:
        return found
    return found
