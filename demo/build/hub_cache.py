"""Writes a repository into a Hugging Face cache, laid out as huggingface_hub lays it out."""

import hashlib
import os
from pathlib import Path

# Signature of the directory tagging standard: backup programs pass over a folder that has it.
TAG = "Signature: 8a477f597d28d172789f06886806bc55\n"


def etag(name: str, content: bytes) -> str:
    """What the Hub answers as a file's etag: SHA-256 of a large file, git's hash of any other."""
    if name.endswith(".safetensors"):
        return hashlib.sha256(content).hexdigest()
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


DETACHED = ""
"""In the place of a ref: a revision that nothing points at any more."""


def add_repository(
    cache: Path, repo_id: str, revisions: dict[str, dict[str, bytes]], kind: str = "models"
) -> None:
    """``revisions`` maps a ref (``main``, a tag, ``DETACHED``) to its files."""
    repository = cache / f"{kind}--{repo_id.replace('/', '--')}"
    blobs = repository / "blobs"
    blobs.mkdir(parents=True)
    (cache / "CACHEDIR.TAG").write_text(TAG, encoding="utf-8")
    for ref, files in revisions.items():
        names = {name: etag(name, content) for name, content in files.items()}
        commit = hashlib.sha1(f"{repo_id} {sorted(names.items())}".encode()).hexdigest()
        snapshot = repository / "snapshots" / commit
        snapshot.mkdir(parents=True)
        for name, blob in names.items():
            place(snapshot / name, blobs / blob, files[name])
        (repository / "refs").mkdir(exist_ok=True)
        if ref != DETACHED:
            (repository / "refs" / ref).write_text(commit, encoding="utf-8")


def add_interrupted_download(cache: Path, repo_id: str, content: bytes) -> None:
    """What is left of a download that was stopped after ``content``."""
    blobs = cache / f"models--{repo_id.replace('/', '--')}" / "blobs"
    digest = hashlib.sha256(content).hexdigest()
    (blobs / f"{digest}.incomplete").write_bytes(content)


def place(link: Path, blob: Path, content: bytes) -> None:
    """A symlink to the blob; where those are not allowed (Windows) the file itself, as the library does."""
    if not blob.exists():
        blob.write_bytes(content)
    try:
        link.symlink_to(os.path.relpath(blob, link.parent))
    except OSError:
        blob.unlink(missing_ok=True)
        link.write_bytes(content)
