"""Writes scripts as the server does, and runs them as a person does."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any

import attrs

from transformers_workbench.protocol import ScriptChoices, TaskType
from transformers_workbench.training.script_make import make_script
from transformers_workbench.wording import ENGLISH

SERVER = Path(__file__).resolve().parents[2] / "server"


def written(
    folder: Path,
    model: Path,
    task_type: TaskType,
    data: Path,
    method: str = "LORA",
    **more: Any,
) -> Path:
    """A script in a folder, for the newest libraries."""
    choices = ScriptChoices(str(model), task_type, method, str(data))
    facts: dict[str, Any] = {"missing": [], "names": None}
    made = make_script(attrs.evolve(choices, **more), folder, facts, [], {}, ENGLISH)
    assert not made.problems, made.problems
    script = folder / made.file_name
    script.write_text(made.text, encoding="utf-8")
    return script


def run(python: Path, script: Path, *arguments: str, fails: bool = False) -> str:
    """What it prints, on both of its outputs. Nothing can be downloaded."""
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_DATASETS_CACHE": str(script.parent / "cached")}
    done = subprocess.run(
        [str(python), str(script), *arguments],
        cwd=script.parent.parent,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
    )
    said = done.stdout + done.stderr
    assert (done.returncode != 0) == fails, said[-4000:]
    return said


def metric(said: str, name: str) -> float:
    """The value that a script prints at its end."""
    lines = [line for line in said.splitlines() if line.startswith(f"{name} = ")]
    assert lines, said[-2000:]
    return float(lines[-1].split(" = ")[1])
