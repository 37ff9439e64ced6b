"""The runs of the corpus; ``train_corpus.py`` makes them."""

from __future__ import annotations

from healthy_runs import HEALTHY
from sick_runs import SICK
from unseen_runs import UNSEEN

RUNS = (*HEALTHY, *SICK, *UNSEEN)
