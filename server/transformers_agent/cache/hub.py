"""What the Hub says of a repository's files, asked by the installed huggingface_hub."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from transformers_agent.faults import missing_package

_reached = False


class HubFile(NamedTuple):
    """A file of a commit: its size in bytes, and the name that its blob has in the cache."""

    path: str
    size: int
    etag: str


def api() -> Any:
    """``HfApi`` with the user's own endpoint and token.

    Raises:
        Fault: ``missing-package``.
    """
    try:
        from huggingface_hub import HfApi
    except ImportError as error:
        raise missing_package(error, "huggingface_hub") from error
    return HfApi()


def reach(repo_id: str, repo_type: str, revision: str) -> None:
    """Fails at once when the Hub cannot be reached: listing files, the library tries again for half a minute.
    Asked once in an agent's life, since the Hub limits how much may be asked.

    Raises:
        Exception: the library's own, about the Hub or this repository.
    """
    global _reached
    if not _reached:
        api().repo_info(repo_id, repo_type=repo_type, revision=revision)
        _reached = True


def remote_files(repo_id: str, repo_type: str, revision: str) -> dict[str, Any]:
    """Path → the library's ``RepoFile``, of every file of a commit."""
    entries = api().list_repo_tree(repo_id, recursive=True, revision=revision, repo_type=repo_type)
    return {entry.path: entry for entry in entries if hasattr(entry, "blob_id")}


def some_files(repo_id: str, repo_type: str, revision: str, files: list[str]) -> dict[str, HubFile]:
    """Path → file, of those of ``files`` that the commit has."""
    entries = api().get_paths_info(repo_id, files, revision=revision, repo_type=repo_type)
    return {file.path: file for file in described(entries)}


def described(entries: Iterable[Any]) -> list[HubFile]:
    """The library's ``RepoFile``s as plain facts; folders are left out."""
    return [
        HubFile(entry.path, entry.size, sha256_of(entry) or entry.blob_id)
        for entry in entries
        if hasattr(entry, "blob_id")
    ]


def sha256_of(entry: Any) -> str | None:
    """The checksum of a file in large file storage; ``None`` for one that git itself keeps."""
    lfs = getattr(entry, "lfs", None)
    found = lfs.get("sha256") if isinstance(lfs, dict) else getattr(lfs, "sha256", None)
    return str(found).lower() if found else None
