"""Leaked tokens on the language server: diagnostics and quick fixes.

What finds and mends them is imported when there is something to look at, for the sake of the server's start.
"""

from __future__ import annotations

from lsprotocol import types as lsp

from transformers_workbench.auth.leak_ranges import Ranges
from transformers_workbench.auth.leak_watch import LeakWatch, Look
from transformers_workbench.code_actions import CodeActions
from transformers_workbench.document_events import DocumentEvents
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.publishing import Publishing

SOURCE = "Transformers"
OPEN_TOKEN_SETTINGS = "transformers.auth.openTokenSettings"
"""The server runs it itself, so that every editor has it: the client must not register one of this name."""


def register(
    server: WorkbenchServer, documents: DocumentEvents, publishing: Publishing, actions: CodeActions
) -> None:
    """Puts leaked tokens on the server; it needs no interpreter."""

    def publish(uri: str, look: Look) -> None:
        from transformers_workbench.auth.leak_words import RULE, TOKEN_SETTINGS, leak_message

        range_of = Ranges(look.text)
        diagnostics = [
            lsp.Diagnostic(
                range=range_of(leak.start, leak.end),
                message=leak_message(leak, look.git, server.say, leak.start in look.in_output),
                severity=lsp.DiagnosticSeverity.Warning,
                code=RULE,
                code_description=lsp.CodeDescription(TOKEN_SETTINGS),
                source=SOURCE,
            )
            for leak in look.leaks
        ]
        publishing.publish("leaks", uri, diagnostics)

    watch = LeakWatch(server.buffers, publish, lambda: server.settings.trusted)
    documents.opened.append(watch.schedule)
    documents.changed.append(watch.schedule)
    documents.closed.append(watch.forget)
    documents.saved.append(watch.saved)
    register_fixes(server, actions)


def register_fixes(server: WorkbenchServer, actions: CodeActions) -> None:
    async def fixes(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        from transformers_workbench.auth.leak_fixes import fixes_for

        return await fixes_for(server, params, OPEN_TOKEN_SETTINGS)

    actions.providers.append(fixes)

    @server.command(OPEN_TOKEN_SETTINGS)
    async def open_token_settings(*_: object) -> None:
        from transformers_workbench.auth.leak_words import TOKEN_SETTINGS

        window = server.client_capabilities.window
        if window is not None and window.show_document is not None and window.show_document.support:
            server.window_show_document(lsp.ShowDocumentParams(TOKEN_SETTINGS, external=True))
        else:
            server.window_show_message(lsp.ShowMessageParams(lsp.MessageType.Info, TOKEN_SETTINGS))
