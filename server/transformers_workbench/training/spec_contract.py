"""The contract's ``RunSpec``, with URIs, and ``Spec``, with paths."""

from __future__ import annotations

from pathlib import Path

from transformers_workbench.documents import path_of, uri_of
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.protocol.training import RunSpec, SlurmOptions
from transformers_workbench.training.spec import Slurm, Spec


def spec_of(spec: RunSpec, folder: str = "") -> Spec:
    """``folder``: URI of the workspace's folder; empty: the script's stands for it.

    Raises:
        WorkbenchError: ``run-elsewhere``: something of it is not a file of this machine.
    """
    script = _path(spec.script)
    workspace = _path(folder) if folder else script.parent
    return Spec(
        script=script,
        workspace=workspace,
        working_directory=_path(spec.working_directory) if spec.working_directory else workspace,
        name=spec.name or script.stem,
        arguments=tuple(spec.arguments),
        environment=tuple(sorted(spec.environment.items())),
        devices=tuple(spec.devices),
        launcher=spec.launcher,
        processes=max(0, spec.processes),
        accelerate_config=_path(spec.accelerate_config) if spec.accelerate_config else None,
        slurm=_slurm(spec.slurm) if spec.slurm is not None else None,
    )


def contract_of(spec: Spec) -> RunSpec:
    """The same for the editor."""
    slurm = spec.slurm
    return RunSpec(
        script=uri_of(spec.script),
        name=spec.name,
        arguments=list(spec.arguments),
        environment=dict(spec.environment),
        working_directory=uri_of(spec.working_directory),
        devices=list(spec.devices),
        launcher=spec.launcher,
        processes=spec.processes,
        accelerate_config=uri_of(spec.accelerate_config) if spec.accelerate_config else "",
        slurm=SlurmOptions(
            nodes=slurm.nodes,
            gpus_per_node=slurm.gpus_per_node,
            time=slurm.time,
            partition=slurm.partition,
            account=slurm.account,
            options=list(slurm.options),
        )
        if slurm is not None
        else None,
    )


def _slurm(options: SlurmOptions) -> Slurm:
    return Slurm(
        nodes=max(1, options.nodes),
        gpus_per_node=max(0, options.gpus_per_node),
        time=options.time,
        partition=options.partition,
        account=options.account,
        options=tuple(options.options),
    )


def _path(uri: str) -> Path:
    if not uri.startswith("file:"):
        raise WorkbenchError("run-elsewhere", uri=uri)
    return path_of(uri)
