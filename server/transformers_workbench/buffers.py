"""The documents the editor has open, with lines counted as the editor counts them."""

from __future__ import annotations

import asyncio
from urllib.parse import unquote

from pygls.lsp.server import LanguageServer
from pygls.workspace import TextDocument, Workspace

from transformers_workbench.documents import Buffer
from transformers_workbench.positions import split_lines

VERSION_PATIENCE = 1.0
"""Seconds to wait for a version the editor already has: its change is on the way, ahead of the request."""


class EditorDocument(TextDocument):
    """pygls splits lines where ``str.splitlines`` does (U+2028, form feed…); the editor does not."""

    @property
    def lines(self) -> tuple[str, ...]:
        return tuple(split_lines(self.source))


def count_lines_as_the_editor(workspace: Workspace) -> None:
    """Makes a workspace create ``EditorDocument``s."""

    def create(
        doc_uri: str, source: str | None = None, version: int | None = None, language_id: str | None = None
    ) -> TextDocument:
        return EditorDocument(
            doc_uri,
            source=source,
            version=version,
            language_id=language_id,
            sync_kind=workspace._sync_kind,
            position_codec=workspace.position_codec,
        )

    workspace._create_text_document = create  # type: ignore[method-assign]


class Buffers:
    """Open buffers by URI, and a way to wait for a version of one."""

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._changed = asyncio.Event()

    def document(self, uri: str) -> TextDocument | None:
        """The open document of a URI, however it is percent-encoded: pygls keeps them by the plain one."""
        documents: dict[str, TextDocument] = self._server.workspace.text_documents
        return documents.get(unquote(uri))

    def __call__(self, uri: str) -> Buffer | None:
        document = self.document(uri)
        return None if document is None else Buffer(document.source, document.version)

    def note_change(self) -> None:
        """Wakes those who wait: some document changed."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait_for(self, uri: str, version: int | None) -> None:
        """Returns when the buffer has this version or a newer one, or after a while without."""
        if version is None:
            return
        deadline = asyncio.get_running_loop().time() + VERSION_PATIENCE
        while (buffer := self(uri)) is not None and buffer.version is not None and buffer.version < version:
            remaining = deadline - asyncio.get_running_loop().time()
            if remaining <= 0:
                return
            try:
                await asyncio.wait_for(self._changed.wait(), remaining)
            except asyncio.TimeoutError:
                return
