"""Code lenses of several rooms: pygls takes one handler of the request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

Provider = Callable[[lsp.CodeLensParams], Awaitable[list[lsp.CodeLens]]]


class CodeLenses:
    """Whom to ask, in this order: so they stand beside each other on one line."""

    def __init__(self, server: LanguageServer) -> None:
        self.providers: list[Provider] = []

        @server.feature(lsp.TEXT_DOCUMENT_CODE_LENS)
        async def lenses(params: lsp.CodeLensParams) -> list[lsp.CodeLens]:
            return [lens for provider in self.providers for lens in await provider(params)]
