"""From what was asked to what is started."""

from __future__ import annotations

import asyncio
from pathlib import Path

from transformers_workbench.documents import path_of
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.protocol.training import RunSpec
from transformers_workbench.training.command import check, planned
from transformers_workbench.training.devices_probe import find
from transformers_workbench.training.run_start import Prepared
from transformers_workbench.training.spec import Slurm, Spec


async def prepared(spec: Spec, python: str) -> Prepared:
    """The command of a spec, for an interpreter, on the devices that are free now.

    Raises:
        WorkbenchError: see ``command.planned``.
    """
    # What cannot be started is said before devices are looked for, which takes a moment.
    await asyncio.to_thread(check, spec)
    devices = (await find()).devices if spec.slurm is None else ()
    plan = await asyncio.to_thread(planned, spec, python, devices)
    return Prepared(spec, plan.command, dict(plan.environment), python, plan.devices)


def spec_of_script(
    script: Path, workspace: Path, name: str, devices: tuple[str, ...], arguments: tuple[str, ...]
) -> Spec:
    """What the command line names: a Python file, or a ``*.run.json`` that says more.

    Raises:
        WorkbenchError: ``file-missing`` and what reading a ``*.run.json`` may raise.
    """
    script = script.absolute()
    return Spec(
        script=script,
        workspace=workspace,
        working_directory=workspace,
        name=name or script.stem,
        arguments=arguments,
        devices=devices,
    )


async def prepared_for_editor(spec: RunSpec, folder: str, python: str) -> Prepared:
    """The same for what an editor asks. ``folder``: URI of the workspace's folder.

    Raises:
        WorkbenchError: see ``prepared``; ``file-missing``: it is not on this machine.
    """
    for uri in (spec.script, folder):
        if not uri.startswith("file:"):
            raise WorkbenchError("file-missing", path=uri)
    script, workspace = path_of(spec.script), path_of(folder)
    slurm = spec.slurm
    told = Spec(
        script=script,
        workspace=workspace,
        working_directory=path_of(spec.working_directory) if spec.working_directory else workspace,
        name=spec.name or script.stem,
        arguments=tuple(spec.arguments),
        environment=tuple(sorted(spec.environment.items())),
        devices=tuple(spec.devices),
        launcher=spec.launcher,
        processes=spec.processes,
        accelerate_config=path_of(spec.accelerate_config) if spec.accelerate_config else None,
        slurm=None
        if slurm is None
        else Slurm(
            nodes=slurm.nodes,
            gpus_per_node=slurm.gpus_per_node,
            time=slurm.time,
            partition=slurm.partition,
            account=slurm.account,
            options=tuple(slurm.options),
        ),
    )
    return await prepared(told, python)
