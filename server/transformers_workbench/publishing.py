"""Diagnostics of several rooms for one document: the protocol knows only all of them at once."""

from __future__ import annotations

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

from transformers_workbench.buffers import Buffers
from transformers_workbench.documents import canonical


class Publishing:
    """Keeps what each room has to say about each document, and sends it together."""

    def __init__(self, server: LanguageServer, buffers: Buffers) -> None:
        self._server = server
        self._buffers = buffers
        self._said: dict[str, dict[str, list[lsp.Diagnostic]]] = {}

    def publish(self, room: str, uri: str, diagnostics: list[lsp.Diagnostic]) -> None:
        """Replaces what the room said about the document; what the others said stays."""
        uri = canonical(uri)
        said = self._said.setdefault(uri, {})
        said[room] = diagnostics
        if not diagnostics:
            del said[room]
        if not said:
            del self._said[uri]
        document = self._buffers.document(uri)
        self._server.text_document_publish_diagnostics(
            lsp.PublishDiagnosticsParams(
                uri=uri,
                version=document.version if document is not None else None,
                diagnostics=[diagnostic for each in said.values() for diagnostic in each],
            )
        )
