"""Caches made by hand, laid out as huggingface_hub writes them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

NOT_CONTENT = ("refs", "trees", ".locks")
"""Folders of what the library remembers: no size counts them."""


def commit_hash(name: str) -> str:
    """A commit hash that is always the same for a name."""
    return hashlib.sha1(name.encode()).hexdigest()


def etag_of(content: bytes) -> str:
    """The name of a blob with this content, as of a file in large file storage."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class CachedRepo:
    """The folder of a repository in a cache."""

    folder: Path

    @property
    def root(self) -> Path:
        return self.folder.parent

    @property
    def name(self) -> str:
        return self.folder.name

    def snapshot(self, revision: str) -> Path:
        return self.folder / "snapshots" / revision

    def blob(self, content: bytes) -> Path:
        return self.folder / "blobs" / etag_of(content)

    def add_revision(self, name: str, files: Mapping[str, bytes], refs: Sequence[str] = ()) -> str:
        """A snapshot whose files link to blobs; equal content shares one. Returns its commit hash."""
        commit = commit_hash(name)
        self.snapshot(commit).mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            self.add_file(commit, path, content)
        self.set_refs(commit, refs)
        return commit

    def add_file(self, revision: str, path: str, content: bytes) -> None:
        """A file whose blob lies in this repository."""
        blob = self.blob(content)
        if not os.path.lexists(blob):
            blob.parent.mkdir(exist_ok=True)
            blob.write_bytes(content)
        self.link(revision, path, blob)

    def add_shared_file(self, revision: str, path: str, content: bytes, *, manifest: bool = True) -> Path:
        """A file whose blob lies in the root's shared store. Returns the store's blob."""
        stored = add_to_shared_store(self.root, content)
        blob = self.blob(content)
        blob.parent.mkdir(exist_ok=True)
        if not os.path.lexists(blob):
            blob.symlink_to(os.path.relpath(stored, blob.parent))
        if manifest:
            with stored.with_name(f"{stored.name}.refs").open("a", encoding="utf-8") as references:
                references.write(f"{blob.relative_to(self.root).as_posix()}\n")
        self.link(revision, path, blob)
        return stored

    def link(self, revision: str, path: str, blob: Path) -> Path:
        """Makes a file of a snapshot lead to a blob."""
        pointer = self.snapshot(revision) / path
        pointer.parent.mkdir(parents=True, exist_ok=True)
        pointer.symlink_to(os.path.relpath(blob, pointer.parent))
        return pointer

    def set_refs(self, commit: str, refs: Sequence[str]) -> None:
        for ref in refs:
            file = self.folder / "refs" / ref
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(commit, encoding="ascii")

    def add_incomplete(self, name: str, size: int) -> Path:
        """What an interrupted download leaves. Returns its file."""
        file = self.folder / "blobs" / f"{name}.incomplete"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"?" * size)
        return file


def add_repo(root: Path, name: str) -> CachedRepo:
    """An empty repository, for example ``models--org--name``."""
    repo = CachedRepo(root / name)
    (repo.folder / "snapshots").mkdir(parents=True)
    return repo


def add_to_shared_store(root: Path, content: bytes) -> Path:
    """A blob of the shared store, without a manifest; the store is made and marked if need be."""
    store = root / "blobs"
    store.mkdir(parents=True, exist_ok=True)
    (store / ".huggingface-shared-blobs").write_text("1\n", encoding="ascii")
    xet_hash = hashlib.sha256(b"xet" + content).hexdigest()
    stored = store / xet_hash[:2] / xet_hash
    stored.parent.mkdir(exist_ok=True)
    stored.write_bytes(content)
    return stored


def content_size(root: Path) -> int:
    """Bytes of content in a cache, by looking at every file: blobs, unfinished downloads, the shared store;
    without refs, listings, manifests and locks."""
    total = 0
    for parent, folders, names in os.walk(root):
        if Path(parent) == root or Path(parent).parent == root:
            folders[:] = [name for name in folders if name not in NOT_CONTENT]
        in_store = (root / "blobs") in Path(parent, "-").parents
        for name in names:
            file = Path(parent, name)
            is_note = in_store and not name.isalnum()
            if not file.is_symlink() and not is_note:
                total += file.stat().st_size
    return total


def everything_in(root: Path) -> dict[str, str | int]:
    """Every file and link below a folder, links with where they lead: to see that nothing was touched."""
    found: dict[str, str | int] = {}
    for path in sorted(root.rglob("*")):
        size = 0 if path.is_dir() or path.is_symlink() else path.stat().st_size
        found[path.relative_to(root).as_posix()] = str(path.readlink()) if path.is_symlink() else size
    return found
