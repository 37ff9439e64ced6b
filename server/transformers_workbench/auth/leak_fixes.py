"""Quick fixes of leaked tokens."""

from __future__ import annotations

import asyncio
from pathlib import Path

from lsprotocol import types as lsp

from transformers_workbench.auth.git_state import UNKNOWN, git_state, repository_of
from transformers_workbench.auth.languages import language_of
from transformers_workbench.auth.leak_ranges import Ranges
from transformers_workbench.auth.leak_watch import file_of
from transformers_workbench.auth.leak_words import RULE, remedy_title
from transformers_workbench.auth.leaks import find_leaks
from transformers_workbench.auth.remedies import Remedy, ignore_line, remedy_for
from transformers_workbench.documents import read_document, uri_of
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.language_server import WorkbenchServer


async def fixes_for(
    server: WorkbenchServer, params: lsp.CodeActionParams, open_settings: str
) -> list[lsp.CodeAction]:
    """The fixes of the tokens in a range; ``open_settings`` is the command that opens the Hub's page."""
    document = server.buffers.document(params.text_document.uri)
    marked = [each for each in params.context.diagnostics if each.code == RULE]
    if document is None or not marked:
        return []  # The client asks at every move of the cursor.
    text, uri = document.source, params.text_document.uri
    target = lsp.OptionalVersionedTextDocumentIdentifier(uri, document.version)
    found, range_of = await asyncio.to_thread(find_leaks, text), Ranges(text)
    leaks = [leak for leak in found if _meets(range_of(leak.start, leak.end), params.range)]
    if not leaks:
        return []
    file = file_of(uri)
    git = await asyncio.to_thread(git_state, file) if file is not None else UNKNOWN
    language = language_of(file.name if file is not None else "", document.language_id)
    actions = [_replacement(server, target, range_of, remedy_for(text, leak, language)) for leak in leaks]
    if file is not None and not git.is_known and not git.ignored:
        actions += _ignoring(server, file)
    actions.append(_revocation(server, open_settings))
    for action in actions:
        action.diagnostics = marked
    return actions


def _replacement(
    server: WorkbenchServer,
    target: lsp.OptionalVersionedTextDocumentIdentifier,
    range_of: Ranges,
    remedy: Remedy,
) -> lsp.CodeAction:
    edits = [lsp.TextEdit(range_of(each.start, each.end), each.text) for each in remedy.edits]
    return lsp.CodeAction(
        remedy_title(remedy, server.say),
        kind=lsp.CodeActionKind.QuickFix,
        is_preferred=True,
        edit=lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(target, edits)]),
    )


def _ignoring(server: WorkbenchServer, file: Path) -> list[lsp.CodeAction]:
    """The file's line in the ``.gitignore`` at the top of its repository; nothing where there is none."""
    top = repository_of(file)
    if top is None:
        return []
    target = top / ".gitignore"
    uri = uri_of(target)
    steps: list[lsp.CreateFile | lsp.TextDocumentEdit] = []
    try:
        text = read_document(uri, server.buffers).text
    except WorkbenchError as error:
        if error.reason != "file-missing":
            return []
        text = ""
        steps.append(lsp.CreateFile(uri, options=lsp.CreateFileOptions(ignore_if_exists=True)))
    new_line = ignore_line(file.absolute().relative_to(top).as_posix()) + "\n"
    line_break = "" if not text or text.endswith(("\n", "\r")) else "\n"
    edit = lsp.TextEdit(Ranges(text)(len(text), len(text)), line_break + new_line)
    steps.append(lsp.TextDocumentEdit(lsp.OptionalVersionedTextDocumentIdentifier(uri), [edit]))
    return [
        lsp.CodeAction(
            server.say("Add {file} to .gitignore", file=file.name),
            kind=lsp.CodeActionKind.QuickFix,
            edit=lsp.WorkspaceEdit(document_changes=steps),
        )
    ]


def _revocation(server: WorkbenchServer, open_settings: str) -> lsp.CodeAction:
    title = server.say("Open the page that revokes tokens")
    return lsp.CodeAction(title, kind=lsp.CodeActionKind.QuickFix, command=lsp.Command(title, open_settings))


def _meets(one: lsp.Range, other: lsp.Range) -> bool:
    return one.start <= other.end and other.start <= one.end
