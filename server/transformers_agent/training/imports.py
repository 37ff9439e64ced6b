"""Which modules are installed here. Nothing is imported for it."""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import PathFinder
from typing import Any

from transformers_agent.environment import HIDDEN_PACKAGES


def imports(params: dict[str, Any]) -> dict[str, Any]:
    """``names`` of top-level modules → ``missing``: those that there are none of."""
    return {"missing": [str(name) for name in params["names"] if not is_there(str(name))]}


def is_there(name: str) -> bool:
    """It could be imported, unless it is broken. What is hidden from agents counts as what it is."""
    if name in sys.stdlib_module_names or name in sys.builtin_module_names:
        return True
    try:
        if name in HIDDEN_PACKAGES:
            return PathFinder.find_spec(name) is not None
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError, AttributeError):
        return False
