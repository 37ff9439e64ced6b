"""No token is kept in what a run is given: files of it are read by others, and arguments by everybody."""

from __future__ import annotations

from transformers_workbench.auth.leaks import find_leaks
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.protocol.training import RunSpec

TOKEN_NAMES = frozenset({"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_HUB_TOKEN", "HF_API_TOKEN"})


def refuse_secrets(spec: RunSpec) -> None:
    """Raises a ``WorkbenchError``, ``run-secret``, when there is one."""
    for name, value in spec.environment.items():
        if (name.upper() in TOKEN_NAMES and value) or find_leaks(value, 1):
            raise WorkbenchError("run-secret", place=name)
    options = spec.slurm.options if spec.slurm is not None else []
    for word in (*spec.arguments, *options, spec.name):
        if leaks := find_leaks(word, 1):
            raise WorkbenchError("run-secret", place=leaks[0].shown)
