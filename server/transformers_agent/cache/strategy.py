"""The installed huggingface_hub's own deletion of what is asked for, in steps that leave the cache whole."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Any, NamedTuple

from transformers_agent.cache import places
from transformers_agent.cache.library_objects import (
    NOTHING,
    Strategy,
    cache_of,
    new_strategy,
    only,
    paths_of,
)
from transformers_agent.cache.library_scan import Damaged
from transformers_agent.cache.targets import Target
from transformers_agent.faults import missing_package


class Unlisted(Damaged):
    """Something lies there, the message says where, but the library does not count it as a revision or a
    file."""


class Repo(NamedTuple):
    """A repository's folder, and what the library makes of it."""

    root: str
    folder: str
    info: Any
    """``CachedRepoInfo``; ``None`` when it is damaged."""
    damage: str


def read(root: str, name: str) -> Repo:
    """The repository in a root, by the library's scan of this one alone: a whole cache takes seconds.

    Raises:
        Fault: ``cache-foreign``, ``missing-package``.
    """
    folder = places.repo_folder(root, name)
    try:
        from huggingface_hub.utils._cache_manager import _scan_cached_repo
    except ImportError as error:
        raise missing_package(error, "huggingface_hub") from error
    try:
        return Repo(root, folder, _scan_cached_repo(Path(folder)), "")
    except Exception as error:  # CorruptedCacheException, and what the library does not expect.
        return Repo(root, folder, None, str(error))


def steps_for(repo: Repo, target: Target) -> list[Strategy] | None:
    """How the library deletes the target, to be executed in this order; ``None`` when it is not there.

    Raises:
        Damaged: the library does not see into this repository; ``Unlisted``: not this part of it.
        Fault: ``cache-foreign`` when anything outside of the repository would be touched.
    """
    if not os.path.lexists(repo.folder):
        return None
    strategy = _choose(repo, target)
    if strategy is None:
        return None
    steps = _in_order(repo, strategy)
    for step in steps:
        places.check_within(repo.folder, *(path for path in paths_of(step) if path != repo.folder))
        for snapshot in step.snapshots:
            if snapshot.parent.name == "snapshots":
                places.snapshot_folder(repo.folder, snapshot.name)
    return steps


def without(repo: Repo, target: Target, steps: list[Strategy]) -> Repo | None:
    """The repository as it is after the steps; ``None`` when nothing is left."""
    if any(step.repos for step in steps):
        return None
    if repo.info is None or target.kind == "incomplete":
        return repo
    revisions = set()
    for revision in repo.info.revisions:
        if revision.commit_hash != target.revision:
            revisions.add(revision)
        elif target.kind == "file":
            files = frozenset(file for file in revision.files if _path_inside(revision, file) != target.file)
            revisions.add(dataclasses.replace(revision, files=files))
    return repo._replace(info=dataclasses.replace(repo.info, revisions=frozenset(revisions)))


def refs_of(steps: list[Strategy], folder: str) -> list[str]:
    """The refs that go, by name."""
    start = Path(folder, "refs")
    return sorted(path.relative_to(start).as_posix() for step in steps for path in step.refs)


def _choose(repo: Repo, target: Target) -> Strategy | None:
    if target.kind == "incomplete":
        path = places.blob_file(repo.folder, target.file or "")
        return new_strategy(repo.root, blobs=[Path(path)]) if os.path.lexists(path) else None
    if target.kind == "repo":
        return _whole(repo)
    snapshot = places.snapshot_folder(repo.folder, target.revision or "")
    path = places.snapshot_file(snapshot, target.file) if target.file is not None else snapshot
    if not os.path.lexists(path):
        return None
    if repo.info is None:
        raise Damaged(repo.damage)
    revision = next((each for each in repo.info.revisions if each.commit_hash == target.revision), None)
    if revision is None:
        raise Unlisted(path)
    if target.kind == "revision":
        return cache_of(repo.root, repo.info).delete_revisions(revision.commit_hash)
    file = next((each for each in revision.files if _path_inside(revision, each) == target.file), None)
    if file is None:
        raise Unlisted(path)
    return _without_file(repo, file)


def _path_inside(revision: Any, file: Any) -> str:
    return str(file.file_path.relative_to(revision.snapshot_path).as_posix())


def _whole(repo: Repo) -> Strategy:
    if repo.info is not None and repo.info.revisions:
        hashes = [revision.commit_hash for revision in repo.info.revisions]
        return cache_of(repo.root, repo.info).delete_revisions(*hashes)
    if repo.info is None and not _is_like_a_repository(repo.folder):
        raise places.foreign(repo.folder)
    return new_strategy(repo.root, repos=[Path(repo.folder)])


def _is_like_a_repository(folder: str) -> bool:
    """A name like ``datasets--old`` is not enough: somebody's own folder may have one."""
    names = os.listdir(folder)
    return not names or any(part in names for part in places.PARTS)


def _without_file(repo: Repo, file: Any) -> Strategy:
    cache = cache_of(repo.root, repo.info)
    if hasattr(cache, "delete_files"):
        return cache.delete_files(file)
    others = {
        each.blob_path for revision in repo.info.revisions for each in revision.files if each is not file
    }
    blobs = {file.blob_path} - others - {file.file_path}
    # This version has no place for files; what it does with a snapshot's path is right for a file's, too.
    return new_strategy(repo.root, snapshots=[file.file_path], blobs=blobs)


def _in_order(repo: Repo, strategy: Strategy) -> list[Strategy]:
    """The same deletion as steps: refs, what the snapshots hold, blobs, what is left of a repository.

    Executed at once, a ref could outlive its snapshot for a moment, and a link its blob; who is killed then
    leaves what the library calls corrupted.
    """
    refs, snapshots, blobs = set(strategy.refs), set(strategy.snapshots), set(strategy.blobs)
    if strategy.repos and repo.info is not None:
        for revision in repo.info.revisions:
            snapshots.add(revision.snapshot_path)
            refs.update(Path(repo.folder, "refs", ref) for ref in revision.refs)
        blobs.update(path for path in Path(repo.folder, "blobs").glob("*") if path.is_file())
    steps = [
        only(strategy, refs=refs),
        only(strategy, snapshots=snapshots, files=getattr(strategy, "files", NOTHING)),
        only(strategy, blobs=blobs),
        only(strategy, repos=strategy.repos),
    ]
    return [step for step in steps if paths_of(step)]
