"""What the installed huggingface_hub says of the layout of its cache."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

SKIPPED = frozenset({".locks", "CACHEDIR.TAG"})
"""Names beside the repositories that the library's scan passes over, besides what the system left behind."""

SHARED_BLOBS = "blobs"
"""The folder, beside the repositories, of blobs that several of them share (huggingface_hub 2)."""


@functools.lru_cache(maxsize=1)
def repo_types() -> Mapping[str, str]:
    """Prefix of a repository's folder → repo type, for example ``models`` → ``model``.

    Raises:
        ImportError: huggingface_hub is not installed.
    """
    from huggingface_hub.constants import REPO_TYPES_MAPPING

    return dict(REPO_TYPES_MAPPING)


@functools.lru_cache(maxsize=1)
def left_behind_by_systems() -> frozenset[str]:
    """Names that the library's scan takes for a desktop's own, for example ``.DS_Store``."""
    try:
        from huggingface_hub.utils._cache_manager import FILES_TO_IGNORE
    except ImportError:
        return frozenset()
    return frozenset(FILES_TO_IGNORE)


@functools.lru_cache(maxsize=1)
def shared_blobs() -> Any:
    """The library's module of the shared blob store; ``None`` where it has none."""
    try:
        from huggingface_hub.utils import _shared_blobs
    except ImportError:
        return None
    return _shared_blobs
