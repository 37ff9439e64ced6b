"""What the test hub serves: repositories with commits, made on the spot."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LARGE = (".safetensors", ".bin", ".gguf", ".parquet")
"""Files with these endings are kept in large file storage, as .gitattributes of the Hub has it."""


@dataclass(frozen=True)
class File:
    """A file of a commit."""

    path: str
    content: bytes

    @property
    def is_large(self) -> bool:
        return self.path.endswith(LARGE)

    @property
    def etag(self) -> str:
        """sha256 of a large file, git's own hash of another: the name of its blob in a cache."""
        return hashlib.sha256(self.content).hexdigest() if self.is_large else self.oid

    @property
    def oid(self) -> str:
        return hashlib.sha1(b"blob %d\0" % len(self.content) + self.content).hexdigest()

    def to_json(self) -> dict[str, Any]:
        entry: dict[str, Any] = {
            "type": "file",
            "path": self.path,
            "size": len(self.content),
            "oid": self.oid,
        }
        if self.is_large:
            entry["lfs"] = {"oid": self.etag, "size": len(self.content), "pointerSize": 134}
        return entry


@dataclass
class HubRepo:
    """A repository: commits by hash, refs by name."""

    kind: str
    repo_id: str
    gated: bool = False
    private: bool = False
    commits: dict[str, dict[str, File]] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)

    def commit(self, files: Mapping[str, bytes], ref: str = "main") -> str:
        """Adds a commit with just these files and points ``ref`` at it; its hash comes from what is in it."""
        seed = repr((self.kind, self.repo_id, len(self.commits), sorted(files.items()))).encode()
        commit = hashlib.sha1(seed).hexdigest()
        self.commits[commit] = {path: File(path, content) for path, content in files.items()}
        self.refs[ref] = commit
        return commit

    def at(self, revision: str) -> str | None:
        """The commit that a ref or a hash means."""
        return revision if revision in self.commits else self.refs.get(revision)
