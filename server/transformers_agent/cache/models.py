"""``cache.models`` and ``cache.snapshot``: the models in the Hugging Face cache."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from transformers_agent.cache.facts import Repo, Revision
from transformers_agent.cache.library_scan import require_readable_refs
from transformers_agent.cache.root import CacheMissing, scan_cache
from transformers_agent.faults import Fault, missing_package
from transformers_agent.task import Params


def models(params: Params) -> dict[str, Any]:
    """``{root, models: [{repo_id, revisions: [{commit_hash, refs, folder, has_tokenizer}]}], warnings}``.

    A cache that does not exist is an empty one, with a warning.

    Raises:
        Fault: ``missing-package``.
    """
    try:
        from huggingface_hub.constants import HF_HUB_CACHE
    except ImportError as error:
        raise missing_package(error, "huggingface_hub") from error
    root = str(HF_HUB_CACHE)
    try:
        found = scan_cache(root)
    except (CacheMissing, OSError, ValueError, RuntimeError) as error:
        return {"root": root, "models": [], "warnings": [str(error)]}
    repositories = [
        {
            "repo_id": repository.repo_id,
            "revisions": [
                _describe_revision(repository, revision) for revision in _in_order(repository.revisions)
            ],
        }
        for repository in sorted(found.repos, key=lambda repository: repository.repo_id.lower())
        if repository.repo_type == "model"
    ]
    return {"root": root, "models": repositories, "warnings": found.warnings}


def _in_order(revisions: list[Revision]) -> list[Revision]:
    """``main`` first, then other refs, then what nothing points to; the newest first among equals."""
    return sorted(
        revisions,
        key=lambda revision: ("main" not in revision.refs, not revision.refs, -revision.modified),
    )


def _describe_revision(repository: Repo, revision: Revision) -> dict[str, Any]:
    """One snapshot of a repository."""
    names = {path.rpartition("/")[2] for path, _ in revision.files}
    return {
        "commit_hash": revision.commit_hash,
        "refs": sorted(revision.refs),
        "folder": os.path.join(repository.path, "snapshots", revision.commit_hash),
        "has_tokenizer": bool(names & {"tokenizer.json", "tokenizer_config.json", "tokenizer.model"}),
        "has_chat_template": bool(names & {"chat_template.jinja", "chat_template.json"}),
    }


def snapshot(params: Params) -> dict[str, Any]:
    """``{folder, commit_hash}`` of ``params["repo_id"]`` at ``params["revision"]`` (``None``: ``main``).

    Raises:
        Fault: ``repository-missing`` when the cache does not have it, or ``missing-package``.
    """
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.constants import HF_HUB_CACHE
        from huggingface_hub.file_download import repo_folder_name
    except ImportError as error:
        raise missing_package(error, "huggingface_hub") from error
    try:
        require_readable_refs(
            os.path.join(
                HF_HUB_CACHE, repo_folder_name(repo_id=str(params.get("repo_id")), repo_type="model")
            )
        )
        folder = snapshot_download(
            str(params.get("repo_id")), revision=params.get("revision"), local_files_only=True
        )
    except Exception as error:
        raise Fault("repository-missing", str(error), exception=type(error).__name__) from error
    return {"folder": folder, "commit_hash": Path(folder).name}
