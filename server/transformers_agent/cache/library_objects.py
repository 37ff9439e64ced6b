"""The installed huggingface_hub's own objects of a cache and of a deletion.

They differ between versions, so they are made from the fields that the installed one has.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection
from pathlib import Path
from typing import Any

NOTHING: frozenset[Path] = frozenset()

PLACES = ("repos", "snapshots", "refs", "blobs", "files")
"""The fields of ``DeleteCacheStrategy`` that hold paths; older versions have no ``files``."""

Strategy = Any
"""``DeleteCacheStrategy``."""


def cache_of(root: str, repo: Any) -> Any:
    """``HFCacheInfo`` of a cache that has this repository (``CachedRepoInfo``) alone: no other can be hit,
    not even one with a revision of the same hash."""
    from huggingface_hub import HFCacheInfo

    values = {
        "size_on_disk": repo.size_on_disk,
        "repos": frozenset([repo]),
        "incomplete_files": frozenset(),
        "warnings": [],
        "cache_dir": Path(root),
    }
    return HFCacheInfo(**_known(HFCacheInfo, values))


def new_strategy(root: str, **paths: Collection[Path]) -> Strategy:
    """``DeleteCacheStrategy`` of the given paths."""
    from huggingface_hub import DeleteCacheStrategy

    values: dict[str, Any] = {name: frozenset(paths.get(name, ())) for name in PLACES}
    values.update(expected_freed_size=0, cache_dir=Path(root))
    return DeleteCacheStrategy(**_known(DeleteCacheStrategy, values))


def only(strategy: Strategy, **paths: Collection[Path]) -> Strategy:
    """The strategy with these paths instead of its own."""
    values = {name: frozenset(paths.get(name, ())) for name in PLACES if hasattr(strategy, name)}
    return dataclasses.replace(strategy, **values)


def paths_of(strategy: Strategy) -> list[str]:
    """Every path that the strategy itself names."""
    return [str(path) for name in PLACES for path in getattr(strategy, name, NOTHING)]


def _known(kind: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Those of the values for which the class has a field."""
    names = {field.name for field in dataclasses.fields(kind)}
    return {name: value for name, value in values.items() if name in names}
