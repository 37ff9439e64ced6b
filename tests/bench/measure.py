"""How the benchmarks measure: peers and us in turn, so that a drifting machine cannot favour one."""

from __future__ import annotations

import statistics
from collections.abc import Awaitable, Callable

import attrs


@attrs.frozen
class Pair:
    """Medians of two things measured in turn, in seconds, and the median of the ratio pair by pair."""

    ours: float
    peer: float
    ratio: float
    """ours / peer."""


async def in_pairs(
    ours: Callable[[], Awaitable[float]], peer: Callable[[], Awaitable[float]], runs: int
) -> Pair:
    """Measures both in turn, ``runs`` times after one round that does not count."""
    await ours()
    await peer()
    measured = [(await ours(), await peer()) for _ in range(runs)]
    return Pair(
        statistics.median(a for a, _ in measured),
        statistics.median(b for _, b in measured),
        statistics.median(a / b for a, b in measured),
    )


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` of the values lie."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


class Table:
    """The lines of the benchmark, and which targets they miss."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def row(self, what: str, ours: str, peer: str, ratio: str, target: str, met: bool = True) -> None:
        """Prints one line."""
        mark = "" if met else "  MISSED"
        print(f"{what:<58}{ours:>12}{peer:>12}{ratio:>9}  {target}{mark}", flush=True)
        if not met:
            self.missed.append(what)


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 0.1 else f"{seconds * 1000:.0f} ms"
