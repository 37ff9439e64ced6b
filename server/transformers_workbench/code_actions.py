"""Code actions of several rooms: pygls takes one handler of the request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from lsprotocol import types as lsp
from pygls.lsp.server import LanguageServer

Provider = Callable[[lsp.CodeActionParams], Awaitable[list[lsp.CodeAction]]]
"""The client asks at every move of the cursor: it must know cheaply when it has nothing."""
KINDS = [lsp.CodeActionKind.QuickFix, lsp.CodeActionKind.Refactor]


class CodeActions:
    """Whom to ask, in this order."""

    def __init__(self, server: LanguageServer) -> None:
        self.providers: list[Provider] = []
        options = lsp.CodeActionOptions(code_action_kinds=KINDS)

        @server.feature(lsp.TEXT_DOCUMENT_CODE_ACTION, options)
        async def actions(params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
            found = [action for provider in self.providers for action in await provider(params)]
            only = params.context.only
            return [each for each in found if only is None or _is_wanted(each.kind, only)]


def _is_wanted(kind: lsp.CodeActionKind | str | None, only: Sequence[lsp.CodeActionKind | str]) -> bool:
    """Kinds are a hierarchy: ``refactor`` asks for ``refactor.extract`` too."""
    return any(not each or kind == each or str(kind).startswith(f"{each}.") for each in map(_text, only))


def _text(kind: lsp.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, lsp.CodeActionKind) else kind
