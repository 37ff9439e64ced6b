"""Which modules are installed here. Nothing is imported for it."""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import ModuleSpec, PathFinder
from typing import Any

from transformers_agent.environment import HIDDEN_PACKAGES
from transformers_agent.projects import installed_project_of, project_of


def imports(params: dict[str, Any]) -> dict[str, Any]:
    """``names`` of modules, dotted or not → ``missing``: ``[{name, project}]`` of those that there are none
    of. ``project``: what installs it, empty when that is not known."""
    missing = dict.fromkeys(name for each in params["names"] if (name := missing_part(str(each))))
    return {
        "missing": [
            {"name": name, "project": project_of(name) or installed_project_of(name) or ""}
            for name in missing
        ]
    }


def missing_part(name: str) -> str:
    """As much of a dotted name as is not there, from its beginning on; empty: it could be imported, unless it
    is broken. What is hidden from agents counts as what it is."""
    first = name.partition(".")[0]
    if first in sys.stdlib_module_names or first in sys.builtin_module_names:
        return ""
    try:
        spec = _found(first)
        if spec is None:
            # Several projects may share the first part: then more of the name says which one is meant.
            return next((part for part in _beginnings(name) if project_of(part) is not None), first)
        for part in _beginnings(name)[1:]:
            # Only in a namespace is a part a project's own; looking into a package would be importing it.
            if spec is None or spec.origin is not None or spec.submodule_search_locations is None:
                return ""
            spec = PathFinder.find_spec(part, list(spec.submodule_search_locations))
            if spec is None:
                return part
    except (ImportError, ValueError, AttributeError):
        return name
    return ""


def _beginnings(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]


def _found(name: str) -> ModuleSpec | None:
    return PathFinder.find_spec(name) if name in HIDDEN_PACKAGES else importlib.util.find_spec(name)
