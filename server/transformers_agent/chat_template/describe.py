"""What the names in a template mean, in the words of the installed libraries' own docstrings."""

from __future__ import annotations

import inspect
import re
from typing import Any

from transformers_agent.chat_template import library
from transformers_agent.task import Params

_ARGUMENT = re.compile(r"^(?P<name>\w+) \([^\n]*\):\s*(?P<text>.*(?:\n(?:[ \t].*)?)*)", re.M)
_JINJA_ROLE = re.compile(r":\w+:`~?\.?([^`]+)`")


def describe(params: Params) -> dict[str, dict[str, str]]:
    """Text by name, in three groups: ``variables`` and functions, ``filters``, ``tests``.

    The parameters of ``apply_chat_template`` are described by its docstring, what jinja brings by those of
    its functions.

    Raises:
        Fault: ``missing-package``.
    """
    loaded = library.load()
    environment = loaded.environment()
    variables = _arguments(inspect.getdoc(loaded.tokenizer_class.apply_chat_template) or "")
    if "conversation" in variables:
        variables["messages"] = variables.pop("conversation")
    names = loaded.supplied_names()
    variables = {name: text for name, text in variables.items() if name in names}
    return {
        "variables": {**_documented(environment.globals), **variables},
        "filters": _documented(environment.filters),
        "tests": _documented(environment.tests),
    }


def _documented(functions: dict[str, Any]) -> dict[str, str]:
    """The docstrings of functions; without one, only the signature is told."""
    found = {}
    for name, function in functions.items():
        text = inspect.getdoc(function) if inspect.isroutine(function) else None
        # Directives (examples, versions) are for a manual; what stands before them says what it does.
        text = text.split("\n\n.. ")[0].rstrip(":") if text else None
        found[name] = _JINJA_ROLE.sub(r"`\1`", text) if text else _signature(name, function)
    return found


def _arguments(docstring: str) -> dict[str, str]:
    """Text by parameter of a docstring in Google's style, as transformers writes them."""
    section = docstring.partition("\nArgs:\n")[2].partition("\n\nReturns:")[0]
    found = _ARGUMENT.finditer(inspect.cleandoc(section))
    return {match["name"]: " ".join(match["text"].split()) for match in found}


def _signature(name: str, function: Any) -> str:
    try:
        return f"`{name}{inspect.signature(function)}`"
    except (TypeError, ValueError):
        return f"`{name}`"
