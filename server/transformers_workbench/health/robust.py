"""Robust statistics of short, noisy curves: medians of stretches, and how much they differ by chance.

Losses of batches have heavy tails and trends, so nothing here uses means or variances. What is said of
stretches does not depend on how many rows there are, only on how sure one can be.
"""

from __future__ import annotations

import statistics
from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from itertools import chain, pairwise

import attrs

from transformers_workbench.health.series import PIECE, Points

SIGMA_OF_MAD = 1.4826
"""The median absolute deviation of a normal distribution, times this, is its standard deviation."""
ERROR_OF_MEDIAN = 1.2533
"""The standard error of a median is √(π/2) times that of a mean."""
MOST = 3000
"""Points of a curve that is compared pair by pair or sorted again and again."""


@attrs.frozen
class Change:
    """From an early to a late stretch. ``certain``: the difference in standard errors; ``above``: of all
    pairs of an early and a late value, how many have the late one above (0 to 1; ties count half)."""

    early: float
    late: float
    error: float
    above: float

    @property
    def rise(self) -> float:
        return self.late - self.early


def median(values: Sequence[float]) -> float:
    if len(values) > PIECE:  # To sort a million at once, other threads would have to wait for a second.
        pieces = (sorted(values[first : first + PIECE]) for first in range(0, len(values), PIECE))
        values = list(chain.from_iterable(pieces))
    return statistics.median(values) if values else 0.0


def deviation(values: Sequence[float]) -> float:
    """The standard deviation, by the median of distances from the median."""
    middle = median(values)
    return SIGMA_OF_MAD * median([abs(value - middle) for value in values])


def noise(values: Sequence[float]) -> float:
    """The standard deviation of a curve around its trend, by the differences of neighbours."""
    differences = [after - before for before, after in pairwise(values)]
    return deviation(differences) / 2**0.5 if len(differences) > 1 else 0.0


def noise_of_bends(values: Sequence[float]) -> float:
    """The same for few points of a curve that turns: by the differences of differences."""
    bends = [a - 2 * b + c for a, b, c in zip(values, values[1:], values[2:], strict=False)]
    return deviation(bends) / 6**0.5 if len(bends) > 1 else 0.0


def change(early: Sequence[float], late: Sequence[float], sigma: float) -> Change:
    """Compares two stretches of a curve with the noise ``sigma``."""
    error = ERROR_OF_MEDIAN * sigma * (1 / len(early) + 1 / len(late)) ** 0.5
    some, others = thin(early, 200), sorted(thin(late, 200))
    # Of all pairs: those above count one, ties a half.
    wins = sum(len(others) - (bisect_left(others, a) + bisect_right(others, a)) / 2 for a in some)
    return Change(median(early), median(late), error, wins / (len(some) * len(others)))


def thirds(points: Points) -> tuple[Points, Points, Points]:
    """The beginning, the middle and the end."""
    third = max(1, len(points) // 3)
    return points.part(0, third), points.part(third, len(points) - third), points.part(-third, len(points))


def stretches(points: Points, count: int) -> list[Points]:
    """The curve in so many stretches of equally many points."""
    size = len(points) / count
    parts = [points.part(round(at * size), round((at + 1) * size)) for at in range(count)]
    return [part for part in parts if len(part)]


def thin(values: Sequence[float], most: int = MOST) -> Sequence[float]:
    """At most so many values, evenly chosen."""
    if len(values) <= most:
        return values
    return [values[round(at * (len(values) - 1) / (most - 1))] for at in range(most)]


def thinned(points: Points, most: int = MOST) -> Points:
    """At most so many points: each the median of its stretch, so that noise stays small and order is kept."""
    if len(points) <= most:
        return points
    parts = stretches(points, most)
    return Points([median(part.steps) for part in parts], [median(part.values) for part in parts])


def running_median(values: Sequence[float], width: int) -> list[float]:
    """The median of the ``width`` values around each."""
    half = width // 2
    # Kept sorted while it slides: a live run is looked at again and again.
    window = sorted(values[:half])
    medians = []
    for at in range(len(values)):
        if at + half < len(values):
            insort(window, values[at + half])
        if at - half > 0:
            del window[bisect_left(window, values[at - half - 1])]
        middle = len(window) // 2
        medians.append(window[middle] if len(window) % 2 else (window[middle - 1] + window[middle]) / 2)
    return medians


def follows_itself(values: Sequence[float]) -> float:
    """How alike neighbours are (-1 to 1): Spearman's rank correlation of each value with the next. Noise of
    batches has none."""
    if len(values) < 4:
        return 0.0
    ranks = _ranks(values)
    middle = (len(ranks) - 1) / 2
    spread = sum((rank - middle) ** 2 for rank in ranks)
    together = sum((a - middle) * (b - middle) for a, b in pairwise(ranks))
    return together / spread if spread else 0.0


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=lambda place: values[place])
    ranks = [0.0] * len(values)
    for rank, place in enumerate(order):
        ranks[place] = float(rank)
    return ranks
