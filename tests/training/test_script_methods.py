"""Every method that the installed peft is said to have for classifiers, in a script that runs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import attrs

from sentiment import write_rows
from tiny_models import build_models
from transformers_workbench.protocol import ScriptChoices
from transformers_workbench.training.script_make import make_script
from transformers_workbench.wording import ENGLISH
from written_scripts import SERVER

ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
from transformers_agent.training import library, methods, modules
facts = library.describe({})
found = methods.methods({"task_types": ["SEQ_CLS"]})["methods"]
asked = {"model": sys.argv[2], "task_type": "SEQ_CLS"}
every = {each["name"]: modules.modules({**asked, "method": each["name"]}) for each in found}
print(json.dumps({"facts": facts, "methods": found, "modules": every}))
"""
RUN = """
import json, runpy, sys, traceback
failed = {}
for script in sys.argv[1:]:
    sys.argv = [script, "--max-steps", "1", "--batch-size", "4"]
    try:
        runpy.run_path(script, run_name="__main__")
    except BaseException:
        failed[script] = traceback.format_exc()[-1500:]
print("FAILED " + json.dumps(failed))
"""


def last_line(python: Path, *arguments: str) -> str:
    done = subprocess.run(
        [str(python), "-c", *arguments], capture_output=True, text=True, encoding="utf-8", timeout=280
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()[-1]


def test_each_method_offered_for_classifiers_trains_in_its_own_script(
    training_python: Path, tmp_path: Path
) -> None:
    bert = build_models(training_python, tmp_path / "models") / "bert"
    data = write_rows(
        tmp_path / "rows.jsonl", [{"text": f"the cat {n}", "label": "ab"[n % 2]} for n in range(12)]
    )
    answer: dict[str, Any] = json.loads(last_line(training_python, ASK, str(SERVER), str(bert)))
    choices = ScriptChoices(str(bert), "SEQ_CLS", "", str(data))
    names = [each["name"] for each in answer["methods"]]
    assert {"LORA", "IA3", "ADALORA", "PROMPT_TUNING"} <= set(names)
    scripts = []
    for name in names:
        wanted = attrs.evolve(choices, method=name, output=f"out_{name}")
        modules = answer["modules"][name]
        made = make_script(wanted, tmp_path, answer["facts"], answer["methods"], modules, ENGLISH)
        assert not made.problems, (name, made.problems)
        scripts.append(tmp_path / f"{name.lower()}.py")
        scripts[-1].write_text(made.text, encoding="utf-8")
    said = last_line(training_python, RUN, *map(str, scripts))
    assert json.loads(said.removeprefix("FAILED ")) == {}
    for name in names:
        assert (tmp_path / f"out_{name}" / "adapter_config.json").is_file(), name
