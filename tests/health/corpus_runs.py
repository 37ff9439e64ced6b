"""The runs of the corpus; ``train_corpus.py`` makes them."""

from __future__ import annotations

from healthy_runs import HEALTHY
from sick_runs import SICK

RUNS = (*HEALTHY, *SICK)
