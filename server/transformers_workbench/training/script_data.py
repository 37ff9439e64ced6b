"""The local data files that a run would learn from, as far as its script or its arguments name them."""

from __future__ import annotations

from pathlib import Path

from transformers_workbench.auth.credential_files import holds_credentials
from transformers_workbench.documents import read_text
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.training.script_reading import read_script
from transformers_workbench.training.spec import Spec

MOST = 4
"""Each is looked at before the start; more than these nobody reads."""


def data_files(spec: Spec) -> list[Path]:
    """Those that are there, in the order of the arguments and then of the script: beside the working
    directory, else beside the script. What holds credentials is none, and a script that cannot be read names
    none."""
    try:
        named = read_script(read_text(spec.script), spec.arguments).data_files
    except WorkbenchError:
        return []
    found = [_placed(str(said.value), spec) for said in named]
    there = dict.fromkeys(path for path in found if path is not None)
    return [path for path in there if not holds_credentials(path)][:MOST]


def _placed(name: str, spec: Spec) -> Path | None:
    if "\0" in name or "://" in name:
        return None
    for folder in (spec.working_directory, spec.script.parent):
        try:
            path = (folder / name).resolve()
            if path.is_file():
                return path
        except (OSError, ValueError, RuntimeError):
            continue
    return None
