"""What a run ran with: versions of what its interpreter has, its git commit, the machine."""

from __future__ import annotations

import asyncio
import json
import platform
from pathlib import Path

from transformers_agent import programs
from transformers_workbench.training.devices_probe import find
from transformers_workbench.training.run_facts import Facts
from transformers_workbench.training.run_notes import Note, text

SECONDS = 30.0
PACKAGES = (
    "torch",
    "transformers",
    "peft",
    "accelerate",
    "datasets",
    "trl",
    "tokenizers",
    "huggingface_hub",
    "safetensors",
    "bitsandbytes",
    "deepspeed",
    "flash-attn",
    "numpy",
)
CODE = """
import json, platform, sys
from importlib import metadata
told = {"Python": platform.python_version()}
for name in sys.argv[1:]:
    try:
        told[name] = metadata.version(name)
    except Exception:
        pass
print(json.dumps(told))
"""


def environment_of(facts: Facts) -> Note:
    """Name → value. It takes a second or so: the script has begun meanwhile."""
    told: Note = {"attempt": str(facts.attempt), "host": platform.node(), "system": platform.platform()}
    python = text(facts.spec, "python")
    if python:
        told["interpreter"] = python
        try:
            found = json.loads(_answer(python))
        except ValueError:
            found = {}
        told.update({str(name): str(value) for name, value in found.items()})
    chosen = facts.spec.get("devices")
    if isinstance(chosen, list) and chosen and not facts.is_job:
        names = [f"{each.id}: {each.name}" for each in asyncio.run(find()).devices if each.id in chosen]
        told["devices"] = ", ".join(names)
    script = facts.spec.get("spec")
    place = Path(text(script if isinstance(script, dict) else None, "script")).parent
    commit = _git(place, "rev-parse", "HEAD")
    if commit:
        changed = _git(place, "status", "--porcelain", "--untracked-files=no")
        told["git commit"] = commit + (" +" if changed else "")
    return told


def _answer(python: str) -> str:
    """What the interpreter says of its packages. The spec that names it is recorded: it is this user's."""
    try:
        ran = programs.run([python, "-c", CODE, *PACKAGES], timeout=SECONDS)
    except (OSError, ValueError):
        return ""
    return ran.stdout.decode("utf-8", "replace") if ran.returncode == 0 else ""


def _git(folder: Path, *arguments: str) -> str:
    ran = programs.git(arguments, folder, timeout=SECONDS)
    if ran is None or ran.returncode != 0:
        return ""
    return ran.stdout.decode("utf-8", "replace").strip()
