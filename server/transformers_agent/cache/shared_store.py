"""The blobs that several repositories share (huggingface_hub 2), one of them at a time."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from transformers_agent.cache.layout import shared_blobs
from transformers_agent.cache.places import cache_root, check_within, foreign
from transformers_agent.cache.root import has_shared_blobs
from transformers_agent.task import Params


def unused_shared(params: Params) -> dict[str, Any]:
    """``cache.unused_shared``: ``{blobs: [{file, size}]}``, the blobs of the store of ``root`` that no
    repository links, the largest first. ``file`` is what a target names one by. Reads the whole store.

    Raises:
        Fault: ``cache-foreign`` when the root is no cache.
    """
    root = cache_root(str(params["root"]))
    unused = shared_blobs().unreferenced_shared_blobs(Path(root)) if has_shared_blobs(root) else {}
    blobs = [{"file": path.name, "size": size} for path, size in unused.items()]
    return {"blobs": sorted(blobs, key=lambda blob: (-blob["size"], blob["file"]))}


def shared_blob(root: str, xet_hash: str) -> str:
    """The path of a shared blob, whether or not it is there.

    Raises:
        Fault: ``cache-foreign`` when the root has no shared store, or a link is there.
    """
    if not has_shared_blobs(root):
        raise foreign(f"{root}: {xet_hash!r}")
    try:
        path = str(shared_blobs().shared_blob_path(root, xet_hash))
    except ValueError as error:
        raise foreign(str(error)) from error
    check_within(str(shared_blobs().shared_blobs_dir(root)), path)
    if os.path.islink(path):
        raise foreign(path)
    return path


def is_unused(root: str, path: str) -> bool:
    """Whether the library would collect it: its manifest is there and names nothing that exists."""
    # A private function, but the public ones read the whole store.
    references = shared_blobs()._read_valid_manifest_references(Path(path), root)
    return references is not None and not references


def sweep(root: str, path: str) -> None:
    """Collects a blob that no repository uses; leaves any other alone."""
    shared_blobs().sweep_shared_blob(Path(path), cache_dir=root)
