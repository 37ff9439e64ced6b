"""What is known of the caches, in the contract's types and the user's language."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transformers_workbench.cache.catalog import Catalog, RootFacts
from transformers_workbench.cache.where_words import reason_words, state_words
from transformers_workbench.protocol import CacheExtra, CacheList, CacheRepo, CacheRevision, CacheRoot
from transformers_workbench.reasons import REASONS
from transformers_workbench.wording import Wording


def describe(catalog: Catalog, say: Wording) -> CacheList:
    """The caches as known at this moment."""
    roots = [describe_root(facts, catalog.used, say) for facts in catalog.roots.values()]
    return CacheList(roots, catalog.complete)


def describe_root(facts: RootFacts, used: set[str] | None, say: Wording) -> CacheRoot:
    """One root."""
    place = facts.place
    repos = [describe_repo(repo, used) for repo in facts.repos]
    extras = [*_incomplete(facts, say), *_extras(facts, say)]
    state = place["state"]
    message = state_words(place, say)
    if facts.error is not None:
        reason = REASONS[facts.error.reason]
        state = "unreadable"
        message = f"{say(reason.message, **facts.error.values)} {say(reason.advice, **facts.error.values)}"
    elif state in ("ok", "empty"):
        state = "reading" if facts.pending is None or (facts.pending and not repos) else state
        state = "ok" if state == "empty" and (repos or extras) else state
    return CacheRoot(
        path=place["path"],
        active=place["active"],
        reason=reason_words(place, say),
        state=state,
        message=message,
        repos=repos,
        extras=extras,
        size_on_disk=total_size(facts.repos) + sum(extra.size for extra in extras if extra.kind != "shared"),
        free=facts.extras.get("free") if facts.extras else None,
        warnings=[repo.damage for repo in repos if repo.damage is not None],
    )


def describe_repo(repo: dict[str, Any], used: set[str] | None) -> CacheRepo:
    """One repository, from the agent's summary of it."""
    return CacheRepo(
        name=sendable(repo["name"]),
        repo_id=sendable(repo["repo_id"]),
        repo_type=repo["repo_type"],
        size_on_disk=repo["size_on_disk"],
        file_count=repo["file_count"],
        last_accessed=repo["last_accessed"],
        last_modified=repo["last_modified"],
        revisions=[
            CacheRevision(
                commit_hash=sendable(revision["commit_hash"]),
                refs=[sendable(ref) for ref in revision["refs"]],
                size_on_disk=revision["size_on_disk"],
                unique_size=revision["unique_size"],
                file_count=revision["file_count"],
                last_modified=revision["last_modified"],
            )
            for revision in repo["revisions"]
        ],
        incomplete_size=sum(size for _, size in repo["incomplete"]),
        incomplete_count=len(repo["incomplete"]),
        markers=repo["markers"],
        damage=None if repo["damage"] is None else sendable(repo["damage"]),
        used_here=None if used is None else repo["repo_id"].lower() in used,
    )


def total_size(repos: list[dict[str, Any]]) -> int:
    """Bytes of the repositories on the disk: what they share counts once."""
    logical: int = sum(repo["size_on_disk"] for repo in repos)
    shared: dict[str, int] = {}
    for repo in repos:
        for path, size, _ in repo["shared"]:
            logical -= size
            shared[path] = size
    return logical + sum(shared.values())


def sendable(text: str) -> str:
    """A file name that is not UTF-8 arrives with lone surrogates, which no JSON in UTF-8 can carry: they are
    shown as escapes, and what is asked about such a name is answered as not found."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "backslashreplace").decode("utf-8")
    return text


def _incomplete(facts: RootFacts, say: Wording) -> list[CacheExtra]:
    size = sum(size for repo in facts.repos for _, size in repo["incomplete"])
    if not any(repo["incomplete"] for repo in facts.repos):
        return []
    return [
        CacheExtra(
            kind="incomplete",
            label=say("Incomplete downloads"),
            path=facts.place["path"],
            size=size,
            detail=say("What interrupted downloads left. Downloading again goes on from there."),
        )
    ]


def _extras(facts: RootFacts, say: Wording) -> list[CacheExtra]:
    words = {
        "shared": (
            say("Shared blobs"),
            say("Files that several repositories share. Each goes with the last repository that uses it."),
        ),
        "unused-shared": (
            say("Unused shared blobs"),
            say("Shared files that no repository uses any more."),
        ),
        "xet": (
            say("Xet cache"),
            say(
                "Chunks that hf_xet keeps to make downloads faster. It can be deleted while no download runs."
            ),
        ),
        "assets": (say("Assets"), say("What libraries keep besides models and datasets.")),
        "datasets": (
            say("Datasets library"),
            say("Datasets that the datasets library prepared. It makes them again from their files."),
        ),
    }
    found = (facts.extras or {}).get("extras", [])
    return [
        CacheExtra(
            kind=extra["kind"],
            label=words[extra["kind"]][0],
            path=str(Path(sendable(extra["path"]))),
            size=extra["size"],
            detail=words[extra["kind"]][1],
        )
        for extra in found
        if extra["kind"] in words and extra["size"] > 0
    ]
