"""What is kept of a scanned repository: everything the tree shows without its files, and what tells
whether it
changed."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

from transformers_agent.cache.facts import Blob, Repo, Revision
from transformers_agent.cache.scan import Scanned
from transformers_agent.regular_files import read_head

CARD_HEAD = 16_384
"""Bytes of a model card in which its metadata ends."""

Summary = dict[str, Any]
"""``name`` (its folder), ``repo_id``, ``repo_type``, ``size_on_disk``, ``file_count``, ``last_accessed``,
``last_modified``, ``revisions`` (see ``_revision``), ``incomplete`` (``[file name, bytes]``), ``markers``,
``shared`` (see ``_shared``), ``damage``."""


def summarize(scanned: Scanned, store: str | None) -> Summary:
    """The summary of a repository that the library counts. ``store`` is the folder of the root's shared
    blobs."""
    repo = scanned.repo
    uses = Counter(blob.path for revision in repo.revisions for blob in {blob for _, blob in revision.files})
    return {
        "name": os.path.basename(repo.path),
        "repo_id": repo.repo_id,
        "repo_type": repo.repo_type,
        "size_on_disk": repo.size_on_disk,
        "file_count": len(repo.blobs),
        "last_accessed": repo.accessed,
        "last_modified": repo.modified,
        "revisions": [_revision(revision, uses) for revision in in_order(repo.revisions)],
        "incomplete": [[os.path.basename(each.path), each.size] for each in scanned.incomplete],
        "markers": markers_of(repo),
        "shared": _shared(repo, store) if store is not None else [],
        "damage": None,
    }


def _revision(revision: Revision, uses: Counter[str]) -> dict[str, Any]:
    """``size_on_disk`` counts each blob once; ``unique_size`` those that no other revision uses."""
    blobs: set[Blob] = {blob for _, blob in revision.files}
    return {
        "commit_hash": revision.commit_hash,
        "refs": sorted(revision.refs),
        "size_on_disk": sum(blob.size for blob in blobs),
        "unique_size": sum(blob.size for blob in blobs if uses[blob.path] == 1),
        "file_count": len(revision.files),
        "last_modified": revision.modified,
    }


def summarize_damage(name: str, damage: str, incomplete: list[list[Any]]) -> Summary:
    """What is left to say of a folder that is no repository for the library."""
    _, _, repo_id = name.partition("--")
    return {
        "name": name,
        "repo_id": repo_id.replace("--", "/") or name,
        "repo_type": "",
        "size_on_disk": 0,
        "file_count": 0,
        "last_accessed": 0.0,
        "last_modified": 0.0,
        "revisions": [],
        "incomplete": incomplete,
        "markers": [],
        "shared": [],
        "damage": damage,
    }


def in_order(revisions: list[Revision]) -> list[Revision]:
    """``main`` first, then other refs, then what nothing points to; the newest first among equals."""
    return sorted(
        revisions,
        key=lambda revision: ("main" not in revision.refs, not revision.refs, -revision.modified),
    )


def _shared(repo: Repo, store: str) -> list[list[Any]]:
    """``[path of the payload, bytes, commit hashes]`` of each blob that lies in the shared store."""
    users: dict[str, list[str]] = {}
    for revision in repo.revisions:
        for path in {blob.path for _, blob in revision.files}:
            users.setdefault(path, []).append(revision.commit_hash)
    found: list[list[Any]] = []
    for blob in repo.blobs:
        try:
            target = os.path.join(os.path.dirname(blob.path), os.readlink(blob.path))
        except OSError:
            continue  # No link: its own file.
        target = os.path.abspath(target)
        if target.startswith(store + os.sep):
            found.append([target, blob.size, sorted(users.get(blob.path, ()))])
    return found


def markers_of(repo: Repo) -> list[str]:
    """What is worth knowing before opening it: ``chat-template``, ``custom-code`` by the names of its files,
    ``gated`` by its model card, which asks for what the Hub's form then asks for."""
    names = {name for revision in repo.revisions for name, _ in revision.files}
    markers = []
    if any(name.endswith(("chat_template.jinja", "chat_template.json")) for name in names):
        markers.append("chat-template")
    if repo.repo_type == "model" and any(name.endswith(".py") for name in names):
        markers.append("custom-code")
    if "README.md" in names and _asks_for_access(repo):
        markers.append("gated")
    return markers


def _asks_for_access(repo: Repo) -> bool:
    card = next(
        blob.path for revision in repo.revisions for name, blob in revision.files if name == "README.md"
    )
    try:
        return b"\nextra_gated_" in read_head(card, CARD_HEAD)
    except OSError:
        return False
