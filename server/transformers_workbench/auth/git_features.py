"""What git knows of a file with a token, and the ``.gitignore`` that keeps it from knowing, on the language
server."""

from __future__ import annotations

import asyncio

from lsprotocol import types as lsp

from transformers_workbench import protocol
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.rpc import method


def register(server: WorkbenchServer) -> None:
    """Puts both requests on the server; they need no interpreter."""

    @method(server, protocol.AUTH_GIT_STATE, server.wording)
    async def state(params: protocol.AuthIgnoreParams) -> protocol.AuthGitState:
        from transformers_workbench.auth.ignoring import described

        return await asyncio.to_thread(described, params.uri, server.say, trusted=server.settings.trusted)

    @method(server, protocol.AUTH_IGNORE, server.wording)
    async def ignore(params: protocol.AuthIgnoreParams) -> protocol.AuthGitState:
        from transformers_workbench.auth.ignoring import described, ignored_from_now_on, ignoring_of
        from transformers_workbench.auth.leak_fixes import ignore_edit
        from transformers_workbench.auth.leak_watch import file_of

        before = await asyncio.to_thread(described, params.uri, server.say, trusted=server.settings.trusted)
        file = file_of(params.uri)
        ignoring = ignoring_of(file, server.buffers) if file is not None else None
        if ignoring is None or before.state == "ignored":
            return before
        if ignoring.addition:
            title = server.say("Add {file} to .gitignore", file=ignoring.file_name)
            edit = lsp.ApplyWorkspaceEditParams(ignore_edit(ignoring), label=title)
            done = await server.workspace_apply_edit_async(edit)
            if not done.applied:
                return before
        return ignored_from_now_on(before, ignoring, server.say)
