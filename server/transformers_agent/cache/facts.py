"""What a scan finds: the same facts as huggingface_hub's ``CachedRepoInfo`` and its parts, as plain
strings."""

from __future__ import annotations

from typing import NamedTuple


class Blob(NamedTuple):
    """The content of a file: size in bytes, times in seconds since the epoch."""

    path: str
    size: int
    accessed: float
    modified: float


class Revision(NamedTuple):
    """A snapshot. ``files`` are pairs of the path inside of the snapshot (with ``/``) and its blob."""

    commit_hash: str
    refs: tuple[str, ...]
    files: list[tuple[str, Blob]]
    modified: float

    @property
    def size_on_disk(self) -> int:
        """The sizes of its blobs, each counted once."""
        return sum(blob.size for blob in {blob for _, blob in self.files})


class Repo(NamedTuple):
    """A repository of the cache; ``blobs`` are those that some revision uses."""

    path: str
    repo_id: str
    repo_type: str
    revisions: list[Revision]
    blobs: list[Blob]
    accessed: float
    modified: float

    @property
    def size_on_disk(self) -> int:
        """The sizes of its blobs, each counted once."""
        return sum(blob.size for blob in self.blobs)


class Incomplete(NamedTuple):
    """What an interrupted download left behind, or one in flight writes."""

    path: str
    size: int
