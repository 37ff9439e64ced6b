"""Opening, changing and closing documents, for every room: pygls takes one handler an event."""

from __future__ import annotations

from collections.abc import Callable

from lsprotocol import types as lsp

from transformers_workbench.language_server import WorkbenchServer

Listener = Callable[[str], None]
"""Gets the document's URI as the client spells it. It hands on and returns: the next one waits."""


class DocumentEvents:
    """Whom to tell."""

    def __init__(self, server: WorkbenchServer) -> None:
        self.opened: list[Listener] = []
        self.changed: list[Listener] = []
        self.closed: list[Listener] = []
        self.saved: list[Listener] = []
        """Files that the client watches and that changed on disk."""

        @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
        async def opened(params: lsp.DidOpenTextDocumentParams) -> None:
            for listener in self.opened:
                listener(params.text_document.uri)

        @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
        async def changed(params: lsp.DidChangeTextDocumentParams) -> None:
            server.buffers.note_change()
            for listener in self.changed:
                listener(params.text_document.uri)

        @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
        async def closed(params: lsp.DidCloseTextDocumentParams) -> None:
            for listener in self.closed:
                listener(params.text_document.uri)

        @server.feature(lsp.WORKSPACE_DID_CHANGE_WATCHED_FILES)
        async def saved(params: lsp.DidChangeWatchedFilesParams) -> None:
            for change in params.changes:
                for listener in self.saved:
                    listener(change.uri)
