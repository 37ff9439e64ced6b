"""No secret is kept in what a run is given: files of it are read by others, and arguments by everybody."""

from __future__ import annotations

from urllib.parse import unquote

from transformers_workbench.auth.secret_rules import (
    Secret,
    secret_in_text,
    secret_in_variables,
    secret_in_words,
)
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.protocol.training import RunSpec

TOKEN_NAMES = frozenset({"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_HUB_TOKEN", "HF_API_TOKEN"})


def refuse_secrets(spec: RunSpec) -> None:
    """Raises a ``WorkbenchError``, ``run-secret``, when there is one anywhere in it."""
    found = _first_secret(spec)
    if found is not None:
        raise WorkbenchError("run-secret", place=found.place)


def _first_secret(spec: RunSpec) -> Secret | None:
    for name, value in spec.environment.items():
        if name.upper() in TOKEN_NAMES and value:
            return Secret("", name)
    slurm = spec.slurm
    found = (
        secret_in_variables(spec.environment)
        or secret_in_words(spec.arguments)
        or secret_in_words(slurm.options if slurm is not None else [])
    )
    if found is not None:
        return found
    texts = [spec.name, *spec.environment, *spec.devices]
    texts += [unquote(uri) for uri in (spec.script, spec.working_directory, spec.accelerate_config)]
    if slurm is not None:
        texts += [slurm.time, slurm.partition, slurm.account]
    return next((secret for text in texts if (secret := secret_in_text(text)) is not None), None)
