"""The log folders of a workspace."""

from __future__ import annotations

import os
from typing import Any

from transformers_agent.tensorboard.event_files import EventFiles
from transformers_agent.tensorboard.log_roots import NAMES, LogRoot, log_roots

SECONDS = 1.0

_files = EventFiles()
"""Of this agent: what it has seen once it need not read again."""
_files_of_runs = EventFiles()


def folders(params: dict[str, Any]) -> dict[str, Any]:
    """``folders`` and ``runs_folders`` (paths), ``seconds`` → ``folders`` of ``path``, ``runs``, ``size``,
    ``written``, the most recent first; ``empty``: folders that are only named as log folders are; ``runs``:
    those of ``runs_folders`` that have event files, as ``folders``; ``truncated``."""
    tops = [str(folder) for folder in params["folders"] if os.path.isdir(folder)]
    found = log_roots(_files.find(tops, float(params["seconds"])), tops)
    roots = {root.path for root in found}
    return {
        "folders": [root._asdict() for root in found],
        "empty": sorted(
            path
            for path in _files.empty
            if os.path.basename(path).lower() in NAMES and not _is_below(path, roots)
        ),
        "runs": [root._asdict() for root in map(_as_one, params.get("runs_folders", ())) if root is not None],
        "truncated": _files.truncated,
    }


def _as_one(path: str) -> LogRoot | None:
    """A folder that training runs are kept in; ``None``: none of them has event files. It may be hidden, and
    lie in a folder that is searched anyway: then it was passed over there."""
    found = _files_of_runs.find([path], SECONDS) if os.path.isdir(path) else []
    if not found:
        return None
    return LogRoot(path, len(found), sum(run.size for run in found), max(run.written for run in found))


def _is_below(path: str, roots: set[str]) -> bool:
    while path not in roots:
        parent = os.path.dirname(path)
        if parent == path:
            return False
        path = parent
    return True
