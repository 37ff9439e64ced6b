"""Lenses above what trains, and on a ``*.run.json``."""

from __future__ import annotations

import asyncio

from lsprotocol import types as lsp

from transformers_workbench import protocol
from transformers_workbench.code_lenses import CodeLenses
from transformers_workbench.language_server import WorkbenchServer

RUN_FILE = ".run.json"


def register(server: WorkbenchServer, code_lenses: CodeLenses) -> None:
    """Puts them on the server."""

    async def lenses(params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        uri = params.text_document.uri
        document = server.buffers.document(uri)
        # The command is the extension's: another editor could not run it.
        if document is None or not server.options.keeps_tokens or not uri.startswith("file:"):
            return []
        lines: list[int] = []
        if uri.lower().endswith(RUN_FILE):
            lines = [0]
        elif uri.endswith(".py"):
            from transformers_workbench.training.training_calls import training_lines

            lines = await asyncio.to_thread(training_lines, document.source)
        command = lsp.Command(
            server.say("Start Training Run"), protocol.START_TRAINING, arguments=[document.uri]
        )
        places = [lsp.Position(line, 0) for line in lines]
        return [lsp.CodeLens(lsp.Range(place, place), command=command) for place in places]

    code_lenses.providers.append(lenses)
