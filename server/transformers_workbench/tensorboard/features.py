"""The TensorBoard room on the language server. Its parts are imported when it is first asked."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from transformers_workbench import protocol
from transformers_workbench.code_lenses import CodeLenses
from transformers_workbench.documents import path_of, uri_of
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.rpc import method
from transformers_workbench.secret_pipe import SecretPipe

if TYPE_CHECKING:
    from transformers_workbench.tensorboard.watch import Watch

SEARCH_SECONDS = 5.0
DEADLINE = 60.0


def register(server: WorkbenchServer, code_lenses: CodeLenses, secrets: SecretPipe) -> None:
    """Puts the room on the server; nothing of it runs until it is asked. Addresses go through ``secrets``."""
    watching: list[Watch] = []

    def changed() -> None:
        server.notify_client(protocol.TENSORBOARD_CHANGED, protocol.TensorBoardChanged())

    def watch() -> Watch:
        from transformers_workbench.tensorboard.watch import Watch

        if not watching:
            watching.append(Watch(changed))
        return watching[0]

    @method(server, protocol.TENSORBOARD_FOLDERS, server.wording)
    async def folders(params: protocol.LogFoldersParams) -> protocol.LogFolders:
        from transformers_workbench.tensorboard.log_folders import describe, written_by

        workspace = [path_of(uri) for uri in params.folders if uri.startswith("file:")]
        found = await server.lanes.workspace.request(
            "tensorboard.folders",
            {
                "folders": [str(path) for path in workspace],
                "runs_folders": [str(path_of(uri)) for uri in params.runs_folders if uri.startswith("file:")],
                "seconds": SEARCH_SECONDS,
            },
            deadline=DEADLINE,
        )
        buffer = server.buffers(params.document) if params.document else None
        code: list[Path] = []
        if buffer is not None and params.document is not None and params.document.startswith("file:"):
            code = await asyncio.to_thread(written_by, buffer.text, path_of(params.document), workspace)
        return protocol.LogFolders(describe(found, code, workspace, server.say), bool(found["truncated"]))

    @method(server, protocol.TENSORBOARD_SERVERS, server.wording)
    async def servers(params: None) -> protocol.TensorBoardServers:
        return await list_servers()

    async def list_servers() -> protocol.TensorBoardServers:
        from transformers_workbench.tensorboard.servers import all_servers
        from transformers_workbench.tensorboard.words import described

        seen = await asyncio.to_thread(all_servers)
        watch().saw(seen)
        return protocol.TensorBoardServers([described(each) for each in seen])

    @method(server, protocol.TENSORBOARD_OPEN, server.wording)
    async def open_server(params: protocol.TensorBoardOpenParams) -> protocol.TensorBoardOpened:
        from transformers_workbench.tensorboard.servers import look
        from transformers_workbench.tensorboard.start import Asked, find_or_start
        from transformers_workbench.tensorboard.words import described, note

        if server.options.interpreter is None:
            raise WorkbenchError("interpreter-missing")
        for uri in params.folders:
            if not uri.startswith("file:"):
                raise WorkbenchError("log-folder-missing", path=uri)
        if not params.folders:
            raise WorkbenchError("log-folder-missing", path="")
        paths = tuple(path_of(uri) for uri in params.folders)
        asked = Asked(paths, params.port, params.idle_minutes, params.reload_seconds)
        found = await find_or_start(asked, server.options.interpreter)
        seen = await asyncio.to_thread(look, found.state)
        await list_servers()
        if not found.reused:
            changed()
        return protocol.TensorBoardOpened(
            described(seen), found.reused, note(found, seen, params.port, server.say)
        )

    @method(server, protocol.TENSORBOARD_ADDRESS, server.wording)
    async def address(params: protocol.TensorBoardIdParams) -> protocol.TensorBoardAddress:
        from transformers_workbench.tensorboard.servers import by_id

        state = await asyncio.to_thread(by_id, params.id)
        if state is None or state.outdated or not await asyncio.to_thread(lambda: state.alive):
            raise WorkbenchError("tensorboard-stopped")
        return protocol.TensorBoardAddress(secrets.give(state.url))

    @method(server, protocol.TENSORBOARD_STOP, server.wording)
    async def stop_server(params: protocol.TensorBoardIdParams) -> protocol.TensorBoardStopped:
        from transformers_workbench.tensorboard.servers import by_id, stop

        state = await asyncio.to_thread(by_id, params.id)
        was_running = state is not None and await asyncio.to_thread(stop, state)
        await list_servers()
        changed()
        return protocol.TensorBoardStopped(was_running)

    async def lenses(params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
        uri = params.text_document.uri
        document = server.buffers.document(uri)
        # The command is the extension's: another editor could not run it.
        if document is None or not server.options.keeps_tokens:
            return []
        if not is_python(uri, document.language_id):
            return []
        return await asyncio.to_thread(_lenses, server, document.source, path_of(uri))

    code_lenses.providers.append(lenses)


def is_python(uri: str, language: str | None) -> bool:
    """Whether it is a Python file, or a cell of a notebook that is in Python."""
    if uri.startswith("vscode-notebook-cell:"):
        return language == "python"
    return language in {"python", None} and uri.startswith("file:") and uri.endswith((".py", ".pyi"))


def _lenses(server: WorkbenchServer, text: str, document: Path) -> list[lsp.CodeLens]:
    from transformers_workbench.tensorboard.log_folders import place
    from transformers_workbench.tensorboard.training_arguments import writings

    workspace = server.workspace_folders()
    shown = []
    for writing in writings(text):
        folder = place(writing.folder, document, workspace)
        if folder is not None:
            command = lsp.Command(
                server.say("Open TensorBoard"), protocol.OPEN_TENSORBOARD, arguments=[uri_of(folder)]
            )
            start = lsp.Position(writing.line, 0)
            shown.append(lsp.CodeLens(lsp.Range(start, start), command=command))
    return shown
