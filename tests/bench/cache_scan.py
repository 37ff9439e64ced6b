"""The cache of ``large_cache``: our scan beside huggingface_hub's, our index, and the tree's first level."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from huggingface_hub import scan_cache_dir

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "server")]

from language_client import language_server  # noqa: E402
from large_cache import build_large_cache  # noqa: E402
from measure import Table, in_pairs, milliseconds  # noqa: E402
from transformers_agent.cache.index import Index  # noqa: E402
from transformers_agent.cache.root import scan_cache  # noqa: E402

LIST = "transformers/cache/list"
CHANGED = "transformers/cache/changed"
FIRST_LEVEL = 0.3
"""Seconds until the tree shows its first level."""


async def measure_cache(table: Table, runs: int) -> None:
    """Prints the lines of the cache room."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "hub"
        build_large_cache(root)
        await _measure_scans(table, root, runs)
        await _measure_tree(table, root, Path(folder), runs)


async def _measure_scans(table: Table, root: Path, runs: int) -> None:
    async def theirs() -> float:
        return _seconds_of(lambda: scan_cache_dir(root))

    async def cold() -> float:
        return _seconds_of(lambda: scan_cache(root))

    scans = await in_pairs(cold, theirs, runs)
    _faster(table, "cache scan, cold | scan_cache_dir", scans.ours, scans.peer, scans.ratio, 8)

    index = Index(str(root))
    index.refresh(thorough=True)

    async def unchanged() -> float:
        return _seconds_of(index.refresh)

    async def thorough() -> float:
        return _seconds_of(lambda: index.refresh(thorough=True))

    rescans = await in_pairs(unchanged, theirs, runs)
    _faster(table, "cache, nothing changed | scan_cache_dir", rescans.ours, rescans.peer, rescans.ratio, 100)
    looks = await in_pairs(thorough, theirs, max(2, runs // 3))
    _faster(table, "  each blob's size and times looked at too", looks.ours, looks.peer, looks.ratio, None)


async def _measure_tree(table: Table, root: Path, folder: Path, runs: int) -> None:
    """From the request to the first answer that has repositories, in a server that has just started."""
    first: list[float] = []
    whole: list[float] = []
    for number in range(max(2, runs // 3)):
        environment = {
            **os.environ,
            "HF_HUB_CACHE": str(root),
            "XDG_CACHE_HOME": str(folder / f"index-{number}"),
        }
        async with language_server(environment=environment) as client:
            begun = time.perf_counter()
            answer = await client.request(LIST, {"look": "changes"})
            first.append(time.perf_counter() - begun)
            assert answer["roots"][0]["repos"], answer
            await client.until(lambda method, params: method == CHANGED and params["complete"])
            whole.append(time.perf_counter() - begun)
    met = min(first) <= FIRST_LEVEL
    what = "cache tree, first level, from no agent and no index"
    table.row(what, milliseconds(min(first)), "", "", f"<= {milliseconds(FIRST_LEVEL)}", met)
    table.row("  all of it, beside its search of the disk", milliseconds(min(whole)), "", "", "(no target)")


def _seconds_of(work: object) -> float:
    assert callable(work)
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _faster(table: Table, what: str, ours: float, peer: float, ratio: float, target: int | None) -> None:
    met = target is None or ratio <= 1 / target
    words = f">= {target} times faster" if target is not None else "(no target)"
    table.row(what, milliseconds(ours), milliseconds(peer), f"1/{1 / ratio:.1f}", words, met)
