"""What could go: which targets a wish such as "free 50 GB" comes to."""

from __future__ import annotations

from typing import Any, Literal

from transformers_workbench.cache.catalog import RootFacts
from transformers_workbench.protocol import CacheTarget

Wish = Literal["detached", "incomplete", "free"]
"""Unused shared blobs are not among them: what is known of a root does not name them."""


def propose(
    facts: RootFacts, what: Wish, wanted: int, used: set[str], name: str | None = None
) -> list[CacheTarget]:
    """The targets, only those of the repository in the folder ``name`` if there is one. For ``free``:
    interrupted downloads, then detached revisions, then whole repositories that the workspace does not name,
    the least recently used first, until ``wanted`` bytes would be freed."""
    root = facts.place["path"]
    repos = [repo for repo in facts.repos if name in (None, repo["name"])]
    incomplete = _incomplete(root, repos)
    detached = _detached(root, repos)
    if what == "incomplete":
        return [target for target, _ in incomplete]
    if what == "detached":
        return [target for target, _ in detached]
    chosen: list[CacheTarget] = []
    freed = 0
    for target, size in incomplete + detached:
        if freed >= wanted:
            return chosen
        chosen.append(target)
        freed += size
    for repo in sorted(repos, key=lambda each: float(each["last_accessed"])):
        if freed >= wanted:
            break
        if repo["damage"] is not None or repo["repo_id"].lower() in used:
            continue
        chosen = [target for target in chosen if target.name != repo["name"]]
        already = sum(size for target, size in incomplete + detached if target.name == repo["name"])
        chosen.append(CacheTarget(root, repo["name"]))
        freed += max(0, _freed_with(repo) - already)
    return chosen


def _incomplete(root: str, repos: list[dict[str, Any]]) -> list[tuple[CacheTarget, int]]:
    return [
        (CacheTarget(root, repo["name"], file=file), size)
        for repo in repos
        for file, size in repo["incomplete"]
    ]


def _detached(root: str, repos: list[dict[str, Any]]) -> list[tuple[CacheTarget, int]]:
    return [
        (CacheTarget(root, repo["name"], revision["commit_hash"]), revision["unique_size"])
        for repo in repos
        for revision in repo["revisions"]
        if not revision["refs"]
    ]


def _freed_with(repo: dict[str, Any]) -> int:
    """Bytes that go with a repository at least: what it shares may stay."""
    shared = sum(int(size) for _, size, _ in repo["shared"])
    incomplete = sum(int(size) for _, size in repo["incomplete"])
    return int(repo["size_on_disk"]) - shared + incomplete
