"""The spec in a run's folder: back from plain values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transformers_workbench.documents import uri_of
from transformers_workbench.protocol.training import RunSpec, SlurmOptions
from transformers_workbench.training.run_facts import Facts
from transformers_workbench.training.run_notes import Note, text


def spec_for_editor(facts: Facts) -> RunSpec:
    """What was asked for, as the editor asks; of a note that others have changed, what can be understood."""
    given = facts.spec.get("spec")
    spec: Note = given if isinstance(given, dict) else {}
    launcher = text(spec, "launcher")
    processes = spec.get("processes")
    return RunSpec(
        script=_uri(spec, "script"),
        name=text(spec, "name"),
        arguments=_texts(spec.get("arguments")),
        environment={str(pair[0]): str(pair[1]) for pair in _pairs(spec.get("environment"))},
        working_directory=_uri(spec, "working_directory"),
        devices=_texts(spec.get("devices")),
        launcher=launcher if launcher in ("python", "accelerate") else "auto",  # type: ignore[arg-type]
        processes=processes if isinstance(processes, int) else 0,
        accelerate_config=_uri(spec, "accelerate_config"),
        slurm=_slurm(spec.get("slurm")),
    )


def _slurm(given: Any) -> SlurmOptions | None:
    if not isinstance(given, dict):
        return None
    numbers = {
        name: value for name in ("nodes", "gpus_per_node") if isinstance(value := given.get(name), int)
    }
    return SlurmOptions(
        **numbers,
        time=text(given, "time"),
        partition=text(given, "partition"),
        account=text(given, "account"),
        options=_texts(given.get("options")),
    )


def _uri(spec: Note, key: str) -> str:
    told = text(spec, key)
    return uri_of(Path(told)) if told else ""


def _texts(given: Any) -> list[str]:
    return [str(each) for each in given] if isinstance(given, list) else []


def _pairs(given: Any) -> list[list[Any]]:
    return (
        [each for each in given if isinstance(each, list) and len(each) == 2]
        if isinstance(given, list)
        else []
    )
