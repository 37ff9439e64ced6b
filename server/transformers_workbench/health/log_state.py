"""The state of a log as the contract has it, out of what follows it, with the places of its arguments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
from cattrs import Converter

from transformers_workbench.health.python_text import python_text
from transformers_workbench.health.script_insertion import Place
from transformers_workbench.health.script_names import Option
from transformers_workbench.health.script_places import Wanted
from transformers_workbench.protocol.health import LogState, ScriptPlace
from transformers_workbench.training.script_values import typed

Json = dict[str, Any]
_converter = Converter()


def wanted_of(
    argument: Mapping[str, Any] | None, given: tuple[str, ...], ran_with: Mapping[str, object]
) -> Wanted | None:
    """The question for the place of a finding's argument; ``None``: it has none. ``given``: the words of the
    command line; ``ran_with``: the values that are known of the run."""
    if argument is None:
        return None
    name, had = str(argument["name"]), ran_with.get(str(argument["name"]))
    had = had if isinstance(had, (bool, int, float, str)) else None
    return Wanted(name, argument.get("suggested"), given, had, argument.get("value"))


def wanted_in(state: Json, finding: Json, given: tuple[str, ...]) -> Wanted | None:
    """The same of a log: it tells the arguments as people read them."""
    values = {name: typed(text) for name, text in state["arguments"].items() if text != "None"}
    return wanted_of(finding.get("argument"), given, values)


def questions(state: Json, given: tuple[str, ...]) -> list[Wanted]:
    """Those of all findings."""
    asked = (wanted_in(state, finding, given) for finding in state["findings"])
    return [each for each in asked if each is not None]


def log_state(
    log: str,
    script: str,
    state: Json,
    given: tuple[str, ...],
    places: Mapping[Wanted, object],
    lost: str,
) -> LogState:
    """``log``, ``script``: URIs; ``lost``: why it is followed no more, in words, else empty."""

    def with_place(finding: Json) -> Json:
        asked = wanted_in(state, finding, given)
        if asked is None:
            return finding
        found = places.get(asked)
        argument = {
            "name": asked.argument,
            "value": python_text(asked.logged),
            "suggested": python_text(asked.suggested),
            "option": found.name if isinstance(found, Option) else "",
            "place": attrs.asdict(script_place(script, found)) if isinstance(found, Place) else None,
        }
        return {**finding, "argument": argument}

    return _converter.structure(
        {
            **state,
            "log": log,
            "script": script,
            "findings": [with_place(finding) for finding in state["findings"]],
            "reading": state["reading"] and not lost,
            "problem": lost or state.get("problem", ""),
        },
        LogState,
    )


def script_place(script: str, place: Place) -> ScriptPlace:
    """A place as the contract has it."""
    return ScriptPlace(uri=script, **attrs.asdict(place))
