"""What is kept of a scanned repository: everything the tree shows without its files, and what tells
whether it
changed."""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

from transformers_agent.cache.facts import Blob, Repo, Revision
from transformers_agent.cache.scan import Scanned

Summary = dict[str, Any]
"""``name`` (its folder), ``repo_id``, ``repo_type``, ``size_on_disk``, ``file_count``, ``last_accessed``,
``last_modified``, ``revisions`` (see ``_revision``), ``incomplete`` (``[file name, bytes]``), ``damage``."""


def summarize(scanned: Scanned, markers: list[str]) -> Summary:
    """The summary of a repository that the library counts."""
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
        "markers": markers,
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
        "damage": damage,
    }


def in_order(revisions: list[Revision]) -> list[Revision]:
    """``main`` first, then other refs, then what nothing points to; the newest first among equals."""
    return sorted(
        revisions,
        key=lambda revision: ("main" not in revision.refs, not revision.refs, -revision.modified),
    )


def markers_of(repo: Repo) -> list[str]:
    """What is worth knowing before opening it: ``chat-template``, ``custom-code``. By the names of its
    files, in
    any revision: reading them would cost more than the whole scan."""
    names = {name for revision in repo.revisions for name, _ in revision.files}
    markers = []
    if any(name.endswith(("chat_template.jinja", "chat_template.json")) for name in names):
        markers.append("chat-template")
    if repo.repo_type == "model" and any(name.endswith(".py") for name in names):
        markers.append("custom-code")
    return markers
