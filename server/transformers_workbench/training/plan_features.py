"""What comes before a run, on the language server: devices, the exact command, ``*.run.json``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from transformers_workbench import protocol
from transformers_workbench.documents import path_of, uri_of
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.rpc import method

if TYPE_CHECKING:
    from transformers_workbench.training.command import Plan
    from transformers_workbench.training.spec import Spec
    from transformers_workbench.wording import Wording

_T = TypeVar("_T")


def register(server: WorkbenchServer) -> None:
    """Puts them on the server."""

    @method(server, protocol.TRAINING_DEVICES, server.wording)
    async def devices(params: None) -> protocol.Devices:
        from transformers_workbench.training.devices_probe import find
        from transformers_workbench.training.devices_words import described, note

        found = await find()
        return protocol.Devices(
            [described(device, server.say) for device in found.devices], note(found, server.say)
        )

    @method(server, protocol.TRAINING_PLAN, server.wording)
    async def plan(params: protocol.RunSpecParams) -> protocol.RunPlan:
        from transformers_workbench.training.command import check, planned
        from transformers_workbench.training.command_words import notice_text
        from transformers_workbench.training.devices_probe import find
        from transformers_workbench.training.script_data import data_files
        from transformers_workbench.training.script_imports import imports_of, missing_packages
        from transformers_workbench.training.secrets_refused import refuse_secrets
        from transformers_workbench.training.spec_contract import spec_of

        interpreter = server.options.interpreter
        if interpreter is None:
            raise WorkbenchError("interpreter-missing")
        spec = spec_of(params.spec, params.folder)
        refuse_secrets(params.spec)
        # What cannot be started is said before devices are looked for, which takes a moment.
        await asyncio.to_thread(check, spec)
        found = (await find()).devices if spec.slurm is None else ()
        made = await asyncio.to_thread(planned, spec, interpreter, found)
        imports = await asyncio.to_thread(imports_of, spec.script)
        missing = await missing_packages(server.lanes.workspace, imports, launches=made.launches)
        warnings = [notice_text(notice, server.say) for notice in made.warnings]
        if imports.broken_line:
            warnings.append(
                server.say("The script has a syntax error in line {line}.", line=imports.broken_line)
            )
        warnings += await asyncio.to_thread(_unknown_modules, missing.modules, spec, server.say)
        runs_folder = (
            path_of(params.runs_folder)
            if params.runs_folder.startswith("file:")
            else spec.workspace / ".transformers-workbench" / "runs"
        )
        running = await asyncio.to_thread(_running, spec, made, interpreter, runs_folder)
        return protocol.RunPlan(
            command=list(made.command),
            text=made.text,
            working_directory=uri_of(made.working_directory),
            devices=list(made.devices),
            environment=dict(made.environment),
            with_token=bool(server.lanes.token),
            warnings=warnings,
            missing_packages=list(missing.packages),
            running=uri_of(running) if running is not None else "",
            data_files=[uri_of(path) for path in await asyncio.to_thread(data_files, spec)],
        )

    @method(server, protocol.TRAINING_READ_FILE, server.wording)
    async def read_file(params: protocol.RunFileParams) -> protocol.RunSpec:
        from transformers_workbench.documents import read_document
        from transformers_workbench.training.run_file import read_run_file

        def work() -> protocol.RunSpec:
            document = read_document(params.uri, server.buffers)
            return read_run_file(path_of(params.uri), document.text)

        return await _of_this_machine(params.uri, work)

    @method(server, protocol.TRAINING_FILE_TEXT, server.wording)
    async def file_text(params: protocol.RunSpecParams) -> protocol.RunFileText:
        from transformers_workbench.training.run_file import run_file_text

        def work() -> protocol.RunFileText:
            return protocol.RunFileText(run_file_text(params.spec, path_of(params.folder)))

        return await _of_this_machine(params.folder, work)


async def _of_this_machine(uri: str, work: Callable[[], _T]) -> _T:
    if not uri.startswith("file:"):
        raise WorkbenchError("run-elsewhere", uri=uri)
    return await asyncio.to_thread(work)


def _unknown_modules(modules: Sequence[str], spec: Spec, say: Wording) -> list[str]:
    """Sentences about modules for which no project is known: their names may be other projects'."""
    from transformers_workbench.training.script_imports import own_place

    workspace, script = spec.workspace, spec.script.parent
    inside = [folder for folder in script.parents if folder.is_relative_to(workspace)]
    folders = [spec.working_directory, script, *inside, workspace, workspace / "src"]
    sentences = []
    for module in modules:
        place = own_place(module, folders)
        sentences.append(
            say(
                "The module {module} is missing in the selected Python. {path} may be what is meant. Add its "
                "folder to PYTHONPATH.",
                module=module,
                path=place,
            )
            if place is not None
            else say(
                "The module {module} is missing in the selected Python. It is not known which project "
                "provides it. Install the project that its documentation names.",
                module=module,
            )
        )
    return sentences


def _running(spec: Spec, plan: Plan, interpreter: str, runs_folder: Path) -> Path | None:
    """The folder of a run of the very same that is going on."""
    from transformers_workbench.training.run_start import Prepared, fingerprint, running

    same = fingerprint(Prepared(spec, plan.command, dict(plan.environment), interpreter, plan.devices))
    try:
        return running(runs_folder, same)
    except OSError:  # There have been no runs yet, or they cannot be read: starting one will say so.
        return None
