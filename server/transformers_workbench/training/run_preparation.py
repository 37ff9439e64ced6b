"""From what was asked to what is started."""

from __future__ import annotations

import asyncio
from pathlib import Path

import attrs

from transformers_workbench.documents import read_text, uri_of
from transformers_workbench.protocol.training import RunSpec
from transformers_workbench.training.command import check, planned
from transformers_workbench.training.devices_probe import find
from transformers_workbench.training.run_file import read_run_file
from transformers_workbench.training.run_start import Prepared
from transformers_workbench.training.secrets_refused import refuse_secrets
from transformers_workbench.training.spec_contract import spec_of

RUN_FILE = ".run.json"


async def prepared(spec: RunSpec, folder: str, python: str) -> Prepared:
    """The command of a spec, for an interpreter, on the devices that are free now. ``folder``: URI of the
    workspace's folder.

    Raises:
        WorkbenchError: ``run-secret``; see ``spec_of`` and ``command.planned``.
    """
    told = spec_of(spec, folder)
    refuse_secrets(spec)
    # What cannot be started is said before devices are looked for, which takes a moment.
    await asyncio.to_thread(check, told)
    devices = (await find()).devices if told.slurm is None else ()
    plan = await asyncio.to_thread(planned, told, python, devices)
    return Prepared(told, plan.command, dict(plan.environment), python, plan.devices)


def spec_of_words(script: Path, name: str, devices: list[str], arguments: list[str]) -> RunSpec:
    """What the command line names: a Python file, or a ``*.run.json``, of which the words change what they
    say.

    Raises:
        WorkbenchError: see ``read_text`` and ``read_run_file``.
    """
    script = script.absolute()
    if not script.name.endswith(RUN_FILE):
        return RunSpec(uri_of(script), name=name, devices=devices, arguments=arguments)
    spec = read_run_file(script, read_text(script))
    return attrs.evolve(
        spec,
        name=name or spec.name,
        devices=devices or spec.devices,
        arguments=arguments or spec.arguments,
    )
