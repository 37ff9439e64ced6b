"""``cache.download``: brings a repository, or some of its files, into a cache."""

from __future__ import annotations

import os
from typing import Any

from transformers_agent.cache import hub, places
from transformers_agent.cache.abandoned import remove_abandoned
from transformers_agent.cache.growth import Growth
from transformers_agent.cache.hub import HubFile
from transformers_agent.cache.hub_faults import fault_of, told_as_faults
from transformers_agent.faults import Fault, missing_package
from transformers_agent.progress import Progress
from transformers_agent.task import Params


def download(params: Params, progress: Progress) -> dict[str, Any]:
    """``{folder, commit_hash, name}`` of ``repo_id`` at ``revision`` (``None``: the default branch) in
    ``root``; ``name`` is that of the repository's folder.

    ``patterns``, the library's ``allow_patterns``, choose files; ``None`` or empty: all. Progress is in bytes
    of the whole job, what was there before included. Files that an earlier, killed download finished are
    not fetched again; whether it goes on within a file is the installed version's affair. What one that
    does not has left behind is removed when the file is there.

    Raises:
        Fault: ``hub-…``, ``disk-full``, ``cache-read-only``, ``cache-foreign``, ``missing-package``.
    """
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.file_download import repo_folder_name
        from huggingface_hub.utils import filter_repo_objects
    except ImportError as error:
        raise missing_package(error, "huggingface_hub") from error
    repo_id, repo_type = str(params["repo_id"]), str(params.get("repo_type") or "model")
    revision = params.get("revision") or None
    patterns = list(params.get("patterns") or []) or None
    root = str(places.checked_root(str(params["root"])))
    with told_as_faults(repo_id, repo_type):
        commit = hub.api().repo_info(repo_id, repo_type=repo_type, revision=revision).sha
        remote = hub.remote_files(repo_id, repo_type, commit)
        wanted = [remote[path] for path in filter_repo_objects(remote, allow_patterns=patterns)]
        if remote and not wanted:
            raise Fault("hub-missing", f"{repo_id}: {', '.join(patterns or [])}")
        folder = os.path.join(root, repo_folder_name(repo_id=repo_id, repo_type=repo_type))

        def is_finished(file: HubFile) -> bool:
            pointer = os.path.join(folder, "snapshots", commit, *file.path.split("/"))
            return os.path.exists(pointer) or os.path.exists(os.path.join(folder, "blobs", file.etag))

        growth = Growth(folder, hub.described(wanted), progress, is_finished)
        try:
            with growth:
                snapshot = snapshot_download(
                    repo_id, repo_type=repo_type, revision=revision, cache_dir=root, allow_patterns=patterns
                )
        except Exception as error:
            raise fault_of(error, repo_id, repo_type, fits=growth.fits) from None
    remove_abandoned(folder, growth.abandoned)
    return {
        "folder": str(snapshot),
        "commit_hash": os.path.basename(snapshot),
        "name": os.path.basename(folder),
    }
