"""From choices to a script, or to the reasons why there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs

from transformers_workbench.auth.credential_files import holds_credentials
from transformers_workbench.protocol import Script, ScriptChoices
from transformers_workbench.training.script_answers import library, method_of, problems, wrong_choices
from transformers_workbench.training.script_choices import FULL, file_stem, free_name, seen_from
from transformers_workbench.training.script_text import script_text
from transformers_workbench.wording import Wording


def make_script(
    choices: ScriptChoices,
    folder: Path,
    facts: dict[str, Any],
    methods: list[dict[str, Any]],
    modules: dict[str, Any],
    say: Wording,
) -> Script:
    """The script for a folder. ``facts``, ``methods`` and ``modules`` are the agent's answers; the last two
    may be empty: then what is always known has to do."""
    name = free_name(file_stem(choices), folder)
    needs = [each for each in facts["missing"] if choices.method != FULL or each != "peft"]
    wrong = wrong_choices(choices, say)
    method = method_of(choices.method, methods)
    if method is None:
        wrong.append(say("The installed peft has no method {method} for this task.", method=choices.method))
    wrong += problems(modules, say)
    if choices.data_is_local and choices.data.strip() and holds_credentials(folder / choices.data):
        wrong.append(
            say("{path} holds credentials, so it is not read as data.", path=Path(choices.data).name)
        )
    if wrong or method is None:
        return Script("", name, wrong, needs)
    targets = choices.target_modules or list(modules.get("default", []))
    data = seen_from(choices.data, folder) if choices.data_is_local else choices.data
    model = seen_from(choices.model, folder)
    made = attrs.evolve(choices, target_modules=targets, data=data, model=model)
    text = script_text(made, method, library(facts), name, list(modules.get("feedforward", [])))
    return Script(text, name, [], needs)
