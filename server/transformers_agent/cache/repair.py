"""``cache.repair``: fetches single files of a revision again, those and no others."""

from __future__ import annotations

import os
from typing import Any

from transformers_agent.cache import hub, places
from transformers_agent.cache.growth import Growth
from transformers_agent.cache.hub import HubFile
from transformers_agent.cache.hub_faults import fault_of, told_as_faults
from transformers_agent.faults import missing_package
from transformers_agent.progress import Progress
from transformers_agent.task import Params

FATAL = frozenset({"disk-full", "cache-read-only", "hub-unreachable", "hub-gated", "hub-token"})
"""What hits one file hits the next as well."""


def repair(params: Params, progress: Progress) -> dict[str, Any]:
    """``{outcomes: [{file, bytes, reason, problem}], fetched_files, fetched_bytes}``.

    Fetches ``files`` of ``revision``, a commit, of the repository in the folder ``name`` of ``root`` again,
    whether they are good or bad. Progress is in bytes. ``problem`` is empty for a file that is right now,
    else the library's words, and ``reason`` names them.

    Raises:
        Fault: ``cache-foreign``, ``hub-…``, ``disk-full``, ``cache-read-only``, ``missing-package``: when no
            further file can be fetched; those before stay fetched.
    """
    root = places.cache_root(str(params["root"]))
    name, revision = str(params["name"]), str(params["revision"])
    folder = places.repo_folder(root, name)
    snapshot = places.snapshot_folder(folder, revision)
    files = list(dict.fromkeys(str(file) for file in params["files"]))
    pointers = {file: places.snapshot_file(snapshot, file) for file in files}
    repo_type, repo_id = places.repo_of(name)
    with told_as_faults(repo_id, repo_type):
        known = hub.some_files(repo_id, repo_type, revision, files)
    finished: set[str] = set()
    outcomes = []
    with Growth(folder, known.values(), progress, lambda file: file.path in finished) as growth:
        for file, pointer in pointers.items():
            try:
                if file in known:
                    _fetch(root, folder, repo_id, repo_type, revision, known[file], pointer)
            except Exception as error:
                fault = fault_of(error, repo_id, repo_type, fits=growth.fits)
                if fault.reason in FATAL:
                    raise fault from None
                outcomes.append(_outcome(file, 0, fault.reason, fault.message))
            else:
                finished.add(file)
                outcomes.append(
                    _outcome(file, known[file].size)
                    if file in known
                    else _outcome(file, 0, "hub-missing", f"{repo_id}: {file}")
                )
    fetched = [outcome for outcome in outcomes if not outcome["problem"]]
    size = sum(outcome["bytes"] for outcome in fetched)
    return {"outcomes": outcomes, "fetched_files": len(fetched), "fetched_bytes": size}


def _outcome(file: str, size: int, reason: str = "", problem: str = "") -> dict[str, Any]:
    return {"file": file, "bytes": size, "reason": reason, "problem": problem}


def _fetch(
    root: str, folder: str, repo_id: str, repo_type: str, revision: str, file: HubFile, pointer: str
) -> None:
    """Fetches the content anew and makes the snapshot's file lead to it."""
    try:
        from huggingface_hub import hf_hub_download
    except ImportError as error:
        raise missing_package(error, "huggingface_hub") from error
    place = {"repo_type": repo_type, "revision": revision, "cache_dir": root}
    # A blob that several repositories share is replaced for all of them: the library sees to that.
    hf_hub_download(repo_id, file.path, force_download=True, **place)
    blob = os.path.join(folder, "blobs", file.etag)
    if os.path.exists(blob) and not os.path.samefile(blob, pointer):
        # The library leaves a snapshot's file that exists where it leads. The content is here already.
        os.remove(pointer)
        hf_hub_download(repo_id, file.path, **place)
