"""Access to repositories on the language server: asking about one, and what the editor shows of the answers.

Nothing is asked of the Hub that nobody asked for. What reads documents and answers is imported when there is
something to do, for the sake of the server's start.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from transformers_workbench import protocol
from transformers_workbench.auth.accounts import Accounts
from transformers_workbench.code_actions import CodeActions
from transformers_workbench.document_events import DocumentEvents
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.protocol import AccessAnswer, AuthAccessParams
from transformers_workbench.publishing import Publishing
from transformers_workbench.rpc import method

if TYPE_CHECKING:
    from transformers_workbench.auth.access_room import AccessRoom


def register(
    server: WorkbenchServer,
    documents: DocumentEvents,
    publishing: Publishing,
    actions: CodeActions,
    accounts: Accounts,
) -> None:
    """Puts the room on the server; nothing of it runs until somebody asks, or the setting does."""
    room: list[AccessRoom] = []
    opened: dict[str, None] = {}
    """Documents that were opened before the room was."""

    def the() -> AccessRoom:
        if not room:
            from transformers_workbench.auth.access_room import AccessRoom

            room.append(AccessRoom(server, publishing, accounts, list(opened)))
        return room[0]

    def is_needed() -> bool:
        return bool(room) or server.settings.check_access

    def on_open(uri: str) -> None:
        opened[uri] = None
        if is_needed():
            the().watch.opened(uri)

    def on_change(uri: str) -> None:
        if is_needed():
            the().watch.changed(uri)

    def on_close(uri: str) -> None:
        opened.pop(uri, None)
        if room:
            room[0].watch.closed(uri)

    def on_settings() -> None:
        if is_needed():
            the().watch.settings_changed()

    documents.opened.append(on_open)
    documents.changed.append(on_change)
    documents.closed.append(on_close)
    server.settings_changed.append(on_settings)
    _register_requests(server, the)
    _register_display(server, actions, the, lambda: bool(room))


def _register_requests(server: WorkbenchServer, the: Callable[[], AccessRoom]) -> None:
    @method(server, protocol.AUTH_ACCESS, server.wording)
    async def access(params: AuthAccessParams) -> AccessAnswer:
        return await the().ask(params)

    @method(server, protocol.AUTH_REPOSITORIES, server.wording)
    async def repositories(params: protocol.AuthRepositoriesParams) -> protocol.RepositoryMentions:
        return protocol.RepositoryMentions(await the().nearest(params.uri, params.line))

    @method(server, protocol.AUTH_EXPLAIN, server.wording)
    async def explain(params: protocol.AuthExplainParams) -> protocol.AccessErrorExplained:
        import asyncio

        from transformers_workbench.auth.access_answer import access_answer
        from transformers_workbench.auth.error_explanation import explain as explanation_of

        found = await asyncio.to_thread(explanation_of, params.text)
        if found is None:
            return protocol.AccessErrorExplained(None)
        return protocol.AccessErrorExplained(access_answer(found.answer, server.say), found.excerpt)


def _register_display(
    server: WorkbenchServer,
    actions: CodeActions,
    the: Callable[[], AccessRoom],
    is_there: Callable[[], bool],
) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_INLAY_HINT)
    async def hints(params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
        return await the().hints(params) if is_there() else []

    async def code_actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        # The commands are our editor's.
        return await the().actions(params) if server.options.keeps_tokens else []

    actions.providers.append(code_actions)
