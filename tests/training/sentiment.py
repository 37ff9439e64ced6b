"""Real labelled text: what people wrote of films, with the mean of twenty people's ratings as label."""

from __future__ import annotations

import io
import json
import random
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

RATINGS = "hutto_ICWSM_2014/movieReviewSnippets_GroundTruth.txt"
CLEAR = 1.0
"""Ratings go from -4 to 4; nearer to zero people did not agree."""


def movie_reviews(source_distribution: Path, count: int) -> list[dict[str, str]]:
    """Rows of ``text`` and ``label`` (``positive`` or ``negative``), always the same."""
    with tarfile.open(source_distribution) as outer:
        name = next(name for name in outer.getnames() if name.endswith("hutto_ICWSM_2014.tar.gz"))
        inner = outer.extractfile(name)
        assert inner is not None
        with tarfile.open(fileobj=io.BytesIO(inner.read())) as archive:
            ratings = archive.extractfile(RATINGS)
            assert ratings is not None
            lines = ratings.read().decode("utf-8", "replace").splitlines()
    rows = []
    for line in lines:
        _, rating, text = line.split("\t")
        if abs(float(rating)) > CLEAR:
            rows.append({"text": text, "label": "positive" if float(rating) > 0 else "negative"})
    random.Random(0).shuffle(rows)
    return rows[:count]


def write_rows(path: Path, rows: Sequence[Mapping[str, object]]) -> Path:
    """Rows as JSON lines."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
