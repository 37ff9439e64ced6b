"""Which folders to give to TensorBoard: the runs below one of them belong together.

A folder that is named as log folders are holds what is below it, the outermost one of them. Else runs that
lie beside each other are compared, so their parent is it. Else a run stands for itself.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from transformers_agent.tensorboard.event_files import RunFolder

NAMES = frozenset(
    "runs logs log logdir log_dir logs_dir tb tb_logs tblogs tensorboard tensorboard_logs "  # noqa: SIM905
    "lightning_logs tf_logs tfevents events summaries".split()
)
PARTS = frozenset(
    ["train", "training", "val", "valid", "validation", "eval", "evaluation", "test", "testing"]
)
"""Parts of one run, each with event files of its own."""


class LogRoot(NamedTuple):
    """A folder to show; ``runs``: folders below it that have event files."""

    path: str
    runs: int
    size: int
    written: float


def log_roots(found: Iterable[RunFolder], tops: Iterable[str]) -> list[LogRoot]:
    """The roots of what was found below ``tops``, the most recently written first."""
    runs = list(found)
    limits = {os.path.abspath(top) for top in tops}
    named: dict[str, str] = {run.path: root for run in runs if (root := _named(run.path, limits))}
    loose = [run.path for run in runs if run.path not in named]
    whole = {path: _whole(path, limits) for path in loose}
    siblings: dict[str, set[str]] = defaultdict(set)
    for path in whole.values():
        siblings[os.path.dirname(path)].add(path)
    roots = dict(named)
    for path, entire in whole.items():
        parent = os.path.dirname(entire)
        together = len(siblings[parent]) > 1 and entire not in limits and parent not in limits
        roots[path] = parent if together else entire
    chosen = set(roots.values())
    gathered: dict[str, list[RunFolder]] = defaultdict(list)
    for run in runs:
        gathered[_outermost(roots[run.path], chosen)].append(run)
    answer = [
        LogRoot(path, len(below), sum(run.size for run in below), max(run.written for run in below))
        for path, below in gathered.items()
    ]
    return sorted(answer, key=lambda root: (-root.written, root.path))


def _ancestors(path: str, limits: set[str]) -> list[str]:
    """The folder and those around it, up to the top it was found below, outermost last."""
    around = [path]
    while around[-1] not in limits and os.path.dirname(around[-1]) != around[-1]:
        around.append(os.path.dirname(around[-1]))
    return around


def _named(path: str, limits: set[str]) -> str | None:
    """The outermost folder that is named as log folders are; the top is what the user opened, and its name
    says nothing."""
    for folder in reversed(_ancestors(path, limits)):
        if folder not in limits and os.path.basename(folder).lower() in NAMES:
            return folder
    return None


def _whole(path: str, limits: set[str]) -> str:
    """The run that a part of a run is of."""
    is_part = os.path.basename(path).lower() in PARTS and os.path.dirname(path) not in limits
    return os.path.dirname(path) if is_part and path not in limits else path


def _outermost(path: str, chosen: set[str]) -> str:
    outermost = path
    parent = os.path.dirname(path)
    while parent != path:
        if parent in chosen:
            outermost = parent
        path, parent = parent, os.path.dirname(parent)
    return outermost
