"""``cache.refresh``, ``cache.scan``, ``cache.files``: what a root holds."""

from __future__ import annotations

import copy
import functools
import os
from collections import Counter
from pathlib import Path
from typing import Any

from transformers_agent.cache.index import Index
from transformers_agent.cache.layout import SHARED_BLOBS
from transformers_agent.cache.library_scan import Damaged
from transformers_agent.cache.root import (
    CacheMissing,
    has_shared_blobs,
    read_repo,
    real_root,
    scan_cache,
    store_sizes,
)
from transformers_agent.cache.scan import Scanned
from transformers_agent.cache.summary import Summary, in_order, summarize
from transformers_agent.faults import Fault
from transformers_agent.task import Params


def refresh(params: Params) -> dict[str, Any]:
    """Brings the index of ``params["root"]`` up to date.

    ``file`` keeps the index over restarts; ``seconds`` of reading are spent at most, ``thorough`` looks at
    each blob. Returns ``{root, generation, repos, pending}``; ``repos`` (see ``summary.Summary``) is
    ``None`` when ``params["generation"]`` still holds; ``pending`` counts the repositories that are not read
    yet.

    Raises:
        Fault: ``cache-missing``, ``cache-unreadable``.
    """
    root = _root(params)
    file = params.get("file")
    index = _index(root, Path(file) if file else None)
    try:
        found = index.refresh(thorough=bool(params.get("thorough")), seconds=params.get("seconds"))
    except OSError as error:
        raise Fault("cache-unreadable", str(error)) from error
    if not found.pending:
        index.save()
    generation = f"{os.getpid()}-{index.generation}"
    known = params.get("generation") == generation
    return {
        "root": root,
        "generation": generation,
        "repos": None if known else compose([entry.summary for entry in index.entries.values()]),
        "pending": len(found.pending),
    }


@functools.lru_cache(maxsize=16)
def _index(root: str, file: Path | None) -> Index:
    index = Index(root, file)
    index.load()
    return index


def scan(params: Params) -> dict[str, Any]:
    """Everything in ``params["root"]``, read now: ``{root, repos, warnings, size_on_disk, incomplete}``,
    equal to the library's ``scan_cache_dir``.

    Raises:
        Fault: ``cache-missing``, ``cache-unreadable``.
    """
    root = _root(params)
    try:
        found = scan_cache(root)
    except OSError as error:
        raise Fault("cache-unreadable", str(error)) from error
    store = f"{root}/{SHARED_BLOBS}" if has_shared_blobs(root) else None
    summaries = [summarize(Scanned(repo, [], [], []), store) for repo in found.repos]
    return {
        "root": root,
        "repos": compose(summaries),
        "warnings": found.warnings,
        "size_on_disk": found.size_on_disk,
        "incomplete": [{"path": each.path, "size_on_disk": each.size} for each in found.incomplete],
        "unused_shared": sum(store_sizes(root).values())
        - sum({path: size for each in summaries for path, size, _ in each["shared"]}.values()),
    }


def compose(summaries: list[Summary]) -> list[Summary]:
    """The summaries side by side: a blob that another repository shares is freed by no revision alone."""
    users = Counter(path for summary in summaries for path, _, _ in summary["shared"])
    if not users:
        return summaries
    composed = copy.deepcopy(summaries)
    for summary in composed:
        revisions = {revision["commit_hash"]: revision for revision in summary["revisions"]}
        for path, size, commits in summary["shared"]:
            if users[path] > 1 and len(commits) == 1:
                revisions[commits[0]]["unique_size"] -= size
    return composed


def files(params: Params) -> dict[str, Any]:
    """The files of ``params["revision"]`` of the repository in the folder ``params["name"]``:
    ``{files: [{path, size, file, blob, shared}]}``.

    Raises:
        Fault: ``cache-missing``, ``cache-damaged``.
    """
    root, name = _root(params), str(params["name"])
    try:
        repo = read_repo(f"{root}/{name}").repo
    except Damaged as damage:
        raise Fault("cache-damaged", str(damage)) from damage
    wanted = str(params["revision"])
    uses = Counter(path for each in repo.revisions for path in {blob.path for _, blob in each.files})
    for revision in in_order(repo.revisions):
        if revision.commit_hash == wanted:
            return {
                "files": [
                    {
                        "path": path,
                        "size": blob.size,
                        "file": f"{repo.path}/snapshots/{wanted}/{path}",
                        "blob": blob.path,
                        "shared": uses[blob.path] > 1 or os.path.islink(blob.path),
                    }
                    for path, blob in sorted(revision.files)
                ]
            }
    raise Fault("cache-missing", f"{name}@{wanted}")


def _root(params: Params) -> str:
    try:
        return real_root(str(params["root"]))
    except CacheMissing as error:
        raise Fault("cache-missing", str(error)) from error
    except (OSError, RuntimeError) as error:
        raise Fault("cache-unreadable", str(error)) from error
