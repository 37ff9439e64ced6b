"""Composition root of the language server: registers the rooms, nothing else."""

from __future__ import annotations

import logging
import sys

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from transformers_workbench import protocol
from transformers_workbench.auth import access_features as access
from transformers_workbench.auth import features as auth
from transformers_workbench.auth import leak_features as leaks
from transformers_workbench.auth.accounts import Accounts
from transformers_workbench.cache import features as cache
from transformers_workbench.chat_template import features as chat_template
from transformers_workbench.code_actions import CodeActions
from transformers_workbench.code_lenses import CodeLenses
from transformers_workbench.document_events import DocumentEvents
from transformers_workbench.early_agent import EarlyAgent
from transformers_workbench.health import features as health
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.protocol import Settings
from transformers_workbench.publishing import Publishing
from transformers_workbench.rpc import method
from transformers_workbench.secret_pipe import SecretPipe
from transformers_workbench.shown_runs import ShownRuns
from transformers_workbench.tensorboard import features as tensorboard
from transformers_workbench.training import features as training


def create_server(early: EarlyAgent | None = None, secrets: int | None = None) -> WorkbenchServer:
    """The server with all rooms registered; ``secrets`` is the descriptor that secrets go through."""
    server = WorkbenchServer(early)
    accounts, pipe = Accounts(server), SecretPipe(secrets)
    _register_life_cycle(server, accounts)
    documents, publishing = DocumentEvents(server), Publishing(server, server.buffers)
    chat_template.register(server, documents, publishing)
    actions, code_lenses = CodeActions(server), CodeLenses(server)
    leaks.register(server, documents, publishing, actions)
    cache.register(server)
    auth.register(server, accounts, pipe)
    access.register(server, documents, publishing, actions, accounts)
    runs = ShownRuns()
    training.register(server, code_lenses, runs)
    health.register(server, documents, publishing, actions, runs)
    tensorboard.register(server, code_lenses, pipe)
    return server


def _register_life_cycle(server: WorkbenchServer, accounts: Accounts) -> None:
    @server.feature(lsp.INITIALIZE)
    def initialize(params: lsp.InitializeParams) -> None:
        server.begin(params)

    @server.feature(lsp.INITIALIZED)
    async def initialized(params: lsp.InitializedParams) -> None:
        await server.report()

    @server.feature(lsp.SHUTDOWN)
    async def shutdown(params: None) -> None:
        for room in server.shutting_down:
            await room()
        await accounts.close()
        await server.lanes.close()

    @method(server, protocol.SETTINGS, server.wording)
    async def settings(params: Settings) -> None:
        server.settings = params
        for listener in server.settings_changed:
            listener()


def run(early: EarlyAgent | None = None, secrets: int | None = None) -> None:
    """Serves one client on standard input and output until it says goodbye; ``secrets``: see
    ``create_server``.

    pygls logs every payload at INFO, and payloads are the user's text: only its warnings are kept.
    """
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("pygls").setLevel(logging.WARNING)
    logging.getLogger("pygls.protocol.json_rpc").addFilter(_is_news)
    logging.getLogger("asyncio").setLevel(logging.WARNING)
    create_server(early, secrets).start_io()


def _is_news(record: logging.LogRecord) -> bool:
    """An error answer, a superseded keystroke for one, is an answer: no traceback belongs in the log."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, JsonRpcException)
