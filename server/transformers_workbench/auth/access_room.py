"""The room of access, put together: what was answered, what the documents name, and what is shown of both.

It is part of ``access_features`` and imported when somebody first asks.
"""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types as lsp

from transformers_workbench.auth import access_display as display
from transformers_workbench.auth.access_answer import access_answer
from transformers_workbench.auth.access_book import AccessBook
from transformers_workbench.auth.access_watch import AccessWatch
from transformers_workbench.auth.accounts import Accounts
from transformers_workbench.auth.document_mentions import DocumentMentions, Seen
from transformers_workbench.auth.leak_ranges import Ranges
from transformers_workbench.auth.repository_names import Mention
from transformers_workbench.documents import canonical
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.protocol import AccessAnswer, AuthAccessParams, RepositoryMention
from transformers_workbench.publishing import Publishing

ROOM = "access"


class AccessRoom:
    """The parts of the room, put together."""

    def __init__(
        self, server: WorkbenchServer, publishing: Publishing, accounts: Accounts, opened: Sequence[str]
    ) -> None:
        self._server = server
        self._publishing = publishing
        self._accounts = accounts
        self._book = AccessBook()
        self._uses = 0
        """How many tokens were in use so far."""
        self._marked: set[str] = set()
        self._mentions = DocumentMentions(server.buffers, server.workspace_folders)
        self.watch = AccessWatch(
            self._book,
            self._mentions,
            self._show,
            self._ask_about,
            lambda: server.settings.check_access,
        )
        for uri in opened:
            self.watch.opened(uri)
        accounts.changed.append(self._token_changed)

    async def ask(self, params: AuthAccessParams) -> AccessAnswer:
        """The agent's answer, shown wherever a document names the repository.

        Raises:
            WorkbenchError: see ``Accounts.ask``.
        """
        question = {
            "repo_id": params.repo_id,
            "repo_type": params.repo_type,
            "revision": params.revision,
            "fresh": params.fresh,
        }
        uses = -1
        while uses != self._uses:  # An answer for the token before would be shown for this one.
            uses = self._uses
            found = await self._accounts.ask("auth.access", question)
        answer = access_answer(found, self._server.say)
        self._book.keep(answer)
        self.watch.answered()
        self._refresh_hints()
        return answer

    async def nearest(self, uri: str, line: int) -> list[RepositoryMention]:
        """What a document names, the nearest to the line first, each repository once."""
        seen = await self._mentions.of(uri)
        if seen is None:
            return []
        range_of = Ranges(seen.text)
        placed = [(range_of(each.start, each.end), each) for each in seen.mentions]
        placed.sort(key=lambda each: abs(each[0].start.line - line))
        first: dict[tuple[str, str], RepositoryMention] = {}
        for place, each in placed:
            first.setdefault((each.repo_type, each.repo_id), _sent(place, each))
        return list(first.values())

    async def hints(self, params: lsp.InlayHintParams) -> list[lsp.InlayHint]:
        """The hints of a part of a document."""
        seen = await self._mentions.of(params.text_document.uri) if self._book else None
        if seen is None:
            return []
        answered = self._book.answered(seen.mentions)
        return display.hints_of(seen.text, answered, params.range, self._server.options.keeps_tokens)

    async def actions(self, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        """What may be done about the repository under the cursor."""
        uri, say = params.text_document.uri, self._server.say
        start, end = params.range.start, params.range.end
        marked = [each for each in params.context.diagnostics if each.code == display.CODE]
        is_one_place = start.line == end.line
        if not marked and not (
            is_one_place and self._mentions.may_be_named_at(uri, start.line, start.character)
        ):
            return []
        seen = await self._mentions.of(uri)
        if seen is None:
            return []
        answered = self._book.answered(seen.mentions)
        fixes = display.fixes_of(seen.text, answered, params.range, marked, say) if marked else []
        return fixes or display.checks_of(seen.text, seen.mentions, params.range, say)

    async def _ask_about(self, mention: Mention) -> AccessAnswer:
        return await self.ask(AuthAccessParams(mention.repo_id, mention.repo_type, mention.revision))

    def _token_changed(self) -> None:
        self._uses += 1
        self.watch.replaced()
        self._refresh_hints()

    def _show(self, seen: Seen) -> None:
        found = display.diagnostics_of(seen.text, self._book.answered(seen.mentions))
        uri = canonical(seen.uri)
        if found or uri in self._marked:
            (self._marked.add if found else self._marked.discard)(uri)
            self._publishing.publish(ROOM, uri, found)

    def _refresh_hints(self) -> None:
        workspace = self._server.client_capabilities.workspace
        hints = workspace.inlay_hint if workspace is not None else None
        if hints is not None and hints.refresh_support:
            self._server.workspace_inlay_hint_refresh(None)


def _sent(place: lsp.Range, mention: Mention) -> RepositoryMention:
    return RepositoryMention(
        repo_id=mention.repo_id,
        repo_type=mention.repo_type,
        revision=mention.revision,
        line=place.start.line,
        character=place.start.character,
        end_line=place.end.line,
        end_character=place.end.character,
    )
