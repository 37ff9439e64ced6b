"""New fine-tuning scripts on the language server. Nothing is written: the editor shows what was made."""

from __future__ import annotations

import asyncio
from typing import Any

from transformers_workbench import protocol
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.rpc import method

DEADLINE = 120.0
"""Seconds: the first question imports torch, transformers and peft."""


def register(server: WorkbenchServer) -> None:
    """Puts them on the server."""

    async def ask(question: str, **params: Any) -> dict[str, Any]:
        return await server.lanes.training.request(f"training.{question}", params, deadline=DEADLINE)

    async def methods(*task_types: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await ask("methods", task_types=task_types))["methods"]
        return found

    @method(server, protocol.TRAINING_SCRIPT_OPTIONS, server.wording)
    async def options(params: None) -> protocol.ScriptOptions:
        from transformers_workbench.training import script_answers

        missing = (await ask("library"))["missing"]
        if missing:
            return protocol.ScriptOptions([], [], [], missing)
        return script_answers.options(await methods(), server.say)

    @method(server, protocol.TRAINING_SCRIPT_DATA, server.wording)
    async def data(params: protocol.ScriptDataParams) -> protocol.ScriptData:
        from transformers_workbench.auth.credential_files import holds_credentials
        from transformers_workbench.documents import path_of
        from transformers_workbench.errors import problem_words

        def refused() -> list[str]:
            return [uri for uri in params.uris if uri.startswith("file:") and holds_credentials(path_of(uri))]

        found = await asyncio.to_thread(refused)
        if not found:
            return protocol.ScriptData([])
        error = WorkbenchError("data-credentials", path=path_of(found[0]).name)
        return protocol.ScriptData(found, problem_words(error, server.say))

    @method(server, protocol.TRAINING_SCRIPT_MODEL, server.wording)
    async def model(params: protocol.ScriptModelParams) -> protocol.ScriptModel:
        from transformers_workbench.training import script_answers

        answer = await ask(
            "modules",
            model=params.model,
            task_type=params.task_type,
            method=params.method,
            target_modules=params.target_modules,
        )
        return script_answers.model(answer, server.say)

    @method(server, protocol.TRAINING_SCRIPT, server.wording)
    async def script(params: protocol.ScriptParams) -> protocol.Script:
        from transformers_workbench.documents import path_of
        from transformers_workbench.training.script_make import make_script

        folder = path_of(params.folder)
        try:
            facts = await ask("library")
        except WorkbenchError as error:
            if error.reason != "interpreter-missing":
                raise
            facts = {"missing": ["torch", "transformers", "datasets", "accelerate", "peft"], "names": None}
        can_ask = not {"torch", "transformers", "peft"} & set(facts["missing"])
        known = await methods(params.choices.task_type) if can_ask else []
        answer: dict[str, Any] = {}
        if can_ask and params.choices.method != "FULL":
            choices = params.choices
            answer = await ask(
                "modules",
                model=choices.model,
                task_type=choices.task_type,
                method=choices.method,
                target_modules=choices.target_modules,
            )
        return await asyncio.to_thread(make_script, params.choices, folder, facts, known, answer, server.say)
