"""All that is known of a followed log but its points, as ``LogState`` has it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from transformers_workbench.documents import uri_of
from transformers_workbench.errors import problem_words
from transformers_workbench.health.derived import STEPS_PER_SECOND, TOKENS_PER_SECOND
from transformers_workbench.health.followed_log import FollowedLog
from transformers_workbench.health.followed_run import FollowedRun
from transformers_workbench.health.report import note_words
from transformers_workbench.health.series import About
from transformers_workbench.wording import Wording

Json = dict[str, Any]

FIRST = ("loss", "eval_loss", "learning_rate", "grad_norm", TOKENS_PER_SECOND, STEPS_PER_SECOND)
GOODNESS = (
    "accuracy",
    "f1",
    "precision",
    "recall",
    "matthews",
    "auc",
    "bleu",
    "rouge",
    "wer",
    "exact_match",
    "pearson",
    "spearman",
    "perplexity",
    "reward",
)
"""What is in the names of metrics that say how good a model is."""
LAST = ("runtime", "_per_second", "train_loss", "num_tokens", "num_input_tokens_seen")
"""What is in the names of those that people look at last."""


def state_of(log: FollowedLog, about: About, findings: Sequence[Json], say: Wording) -> Json:
    """Snake case; without ``log`` and ``script``. Numbers that JSON does not have are ``None``."""
    text_log = log.place.text_log
    size = _size(log)
    return {
        "name": log.place.name,
        "kind": log.place.kind,
        "generation": log.generation,
        "runs": [_run(run) for run in log.runs.values()],
        "findings": [finding for finding in findings if finding["run"] in log.runs],
        "notes": [note_words(note, say) for note in log.place.source.notes],
        "arguments": argument_texts(about.arguments),
        "method": about.method or "",
        "classes": about.classes or 0,
        "text_log": uri_of(text_log) if text_log is not None and size >= 0 else "",
        "text_log_size": max(0, size),
        "reading": log.reading,
        "problem": "" if log.problem is None else problem_words(log.problem, say),
    }


def _size(log: FollowedLog) -> int:
    """Bytes of what was printed; -1: there is none."""
    if log.place.text_log is None:
        return -1
    try:
        return log.place.text_log.stat().st_size
    except OSError:
        return -1


def _run(run: FollowedRun) -> Json:
    steps = run.steps
    return {
        "key": run.key,
        "name": run.name,
        "rows": len(run),
        "first_step": _finite(steps[0]) if len(steps) else None,
        "last_step": _finite(steps[-1]) if len(steps) else None,
        "steps_known": not run.counted,
        "total_steps": run.total_steps or run.rows.total_steps,
        "has_epochs": run.has_epochs,
        "has_times": run.has_times,
        "finished": run.rows.finished,
        "metrics": [
            {
                "name": name,
                "points": len(column.values),
                "last": run.last(name, column),
                "derived": name not in run.rows.columns,
            }
            for name in ordered([*run.rows.columns, *run.speed.curves])
            if (column := run.column(name)) is not None
        ],
    }


def ordered(names: Sequence[str]) -> list[str]:
    """As people look for them: the loss first, then how good the model is, then the rest by name."""
    return sorted(set(names), key=_order)


def _order(name: str) -> tuple[int, int, str]:
    if name in FIRST:
        return 0, FIRST.index(name), name
    if any(word in name for word in LAST):
        return 3, 0, name
    if any(word in name.lower() for word in GOODNESS):
        return 1, not name.startswith("eval_"), name
    return 2, 0, name


def argument_texts(arguments: Mapping[str, object]) -> dict[str, str]:
    """Values for people: texts as they are, the rest as Python writes it."""
    return {str(name): value if isinstance(value, str) else repr(value) for name, value in arguments.items()}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
