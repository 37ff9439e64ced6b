"""What a run ran with: versions of what its interpreter has, its git commit, the machine."""

from __future__ import annotations

import asyncio
import json
import os
import platform
import subprocess
from pathlib import Path

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
        versions = _said([python, "-c", CODE, *PACKAGES], None)
        try:
            found = json.loads(versions)
        except ValueError:
            found = {}
        told.update({str(name): str(value) for name, value in found.items()})
    chosen = facts.spec.get("devices")
    if isinstance(chosen, list) and chosen and not facts.is_job:
        names = [f"{each.id}: {each.name}" for each in asyncio.run(find()).devices if each.id in chosen]
        told["devices"] = ", ".join(names)
    script = facts.spec.get("spec")
    place = Path(text(script if isinstance(script, dict) else None, "script")).parent
    commit = _said(["git", "rev-parse", "HEAD"], place)
    if commit:
        changed = _said(["git", "status", "--porcelain", "--untracked-files=no"], place)
        told["git commit"] = commit + (" +" if changed else "")
    return told


def _said(words: list[str], place: Path | None) -> str:
    try:
        ran = subprocess.run(
            words,
            cwd=place,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
        )
    except (OSError, ValueError, subprocess.SubprocessError):
        return ""
    return ran.stdout.strip() if ran.returncode == 0 else ""
