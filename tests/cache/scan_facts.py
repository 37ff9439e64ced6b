"""The facts of a scan in one shape, ours and huggingface_hub's, for tests that hold the two equal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transformers_agent.cache.root import Cache

Facts = dict[str, Any]


def facts_of_ours(cache: Cache) -> Facts:
    """Every fact our scan gives, without order."""
    return {
        "size_on_disk": cache.size_on_disk,
        "repos": {
            (
                repo.path,
                repo.repo_id,
                repo.repo_type,
                repo.size_on_disk,
                len(repo.blobs),
                repo.accessed,
                repo.modified,
                frozenset(
                    (
                        revision.commit_hash,
                        frozenset(revision.refs),
                        revision.size_on_disk,
                        revision.modified,
                        frozenset(
                            (f"{repo.path}/snapshots/{revision.commit_hash}/{path}", *blob)
                            for path, blob in revision.files
                        ),
                    )
                    for revision in repo.revisions
                ),
            )
            for repo in cache.repos
        },
        "incomplete": set(map(tuple, cache.incomplete)),
        "warnings": sorted(cache.warnings),
    }


def facts_of_library(found: Any) -> Facts:
    """The same of an ``HFCacheInfo``."""
    return {
        "size_on_disk": found.size_on_disk,
        "repos": {
            (
                str(repo.repo_path),
                repo.repo_id,
                repo.repo_type,
                repo.size_on_disk,
                repo.nb_files,
                repo.last_accessed,
                repo.last_modified,
                frozenset(
                    (
                        revision.commit_hash,
                        revision.refs,
                        revision.size_on_disk,
                        revision.last_modified,
                        frozenset(
                            (
                                str(file.file_path),
                                str(file.blob_path),
                                file.size_on_disk,
                                file.blob_last_accessed,
                                file.blob_last_modified,
                            )
                            for file in revision.files
                        ),
                    )
                    for revision in repo.revisions
                ),
            )
            for repo in found.repos
        },
        "incomplete": {(str(each.file_path), each.size_on_disk) for each in found.incomplete_files},
        "warnings": sorted(map(str, found.warnings)),
    }


def library_facts(root: Path) -> Facts | None:
    """What ``scan_cache_dir`` says of ``root``; ``None`` where it gives up."""
    from huggingface_hub import scan_cache_dir

    try:
        return facts_of_library(scan_cache_dir(root))
    except (OSError, ValueError):
        return None
