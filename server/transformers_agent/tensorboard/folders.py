"""The log folders of a workspace."""

from __future__ import annotations

import os
from typing import Any

from transformers_agent.tensorboard.event_files import EventFiles
from transformers_agent.tensorboard.log_roots import NAMES, log_roots

_files = EventFiles()
"""Of this agent: what it has seen once it need not read again."""


def folders(params: dict[str, Any]) -> dict[str, Any]:
    """``folders`` (paths), ``seconds`` → ``folders`` of ``path``, ``runs``, ``size``, ``written``, the most
    recent first; ``empty``: folders that are only named as log folders are; ``truncated``."""
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
        "truncated": _files.truncated,
    }


def _is_below(path: str, roots: set[str]) -> bool:
    while path not in roots:
        parent = os.path.dirname(path)
        if parent == path:
            return False
        path = parent
    return True
