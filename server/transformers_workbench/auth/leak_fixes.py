"""Quick fixes of leaked tokens."""

from __future__ import annotations

import asyncio
from pathlib import Path

from lsprotocol import types as lsp

from transformers_workbench.auth.git_state import UNKNOWN, git_state
from transformers_workbench.auth.ignoring import Ignoring, ignoring_of
from transformers_workbench.auth.languages import language_of
from transformers_workbench.auth.leak_ranges import Ranges
from transformers_workbench.auth.leak_watch import file_of
from transformers_workbench.auth.leak_words import RULE, moving_title, remedy_title
from transformers_workbench.auth.leaks import Leak, find_leaks
from transformers_workbench.auth.remedies import Remedy, remedy_for
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.protocol import MOVE_TOKEN
from transformers_workbench.rpc import converter


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
    asks_git = file is not None and server.settings.trusted
    git = await asyncio.to_thread(git_state, file) if file is not None and asks_git else UNKNOWN
    language = language_of(file.name if file is not None else "", document.language_id)
    remedies = [remedy_for(text, leak, language) for leak in leaks]
    actions = []
    if server.options.keeps_tokens:
        actions += [_move(server, target, range_of, *each) for each in zip(leaks, remedies, strict=True)]
    actions += [_replacement(server, target, range_of, remedy) for remedy in remedies]
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
    return lsp.CodeAction(
        remedy_title(remedy, server.say),
        kind=lsp.CodeActionKind.QuickFix,
        is_preferred=not server.options.keeps_tokens,
        edit=lsp.WorkspaceEdit(document_changes=[lsp.TextDocumentEdit(target, _edits_of(remedy, range_of))]),
    )


def _move(
    server: WorkbenchServer,
    target: lsp.OptionalVersionedTextDocumentIdentifier,
    range_of: Ranges,
    leak: Leak,
    remedy: Remedy,
) -> lsp.CodeAction:
    """The editor's part: it reads the token out of the document by itself, so no message has it."""
    title = moving_title(remedy, server.say)
    place, edits = range_of(leak.start, leak.end), _edits_of(remedy, range_of)
    arguments = [target.uri, target.version, converter.unstructure(place), converter.unstructure(edits)]
    return lsp.CodeAction(
        title,
        kind=lsp.CodeActionKind.QuickFix,
        is_preferred=True,
        command=lsp.Command(title, MOVE_TOKEN, arguments=arguments),
    )


def _edits_of(remedy: Remedy, range_of: Ranges) -> list[lsp.TextEdit]:
    return [lsp.TextEdit(range_of(each.start, each.end), each.text) for each in remedy.edits]


def _ignoring(server: WorkbenchServer, file: Path) -> list[lsp.CodeAction]:
    """The file's line in the ``.gitignore`` at the top of its repository; nothing where that cannot be."""
    try:
        ignoring = ignoring_of(file, server.buffers)
    except WorkbenchError:
        return []
    if ignoring is None or not ignoring.addition:
        return []
    return [
        lsp.CodeAction(
            server.say("Add {file} to .gitignore", file=file.name),
            kind=lsp.CodeActionKind.QuickFix,
            edit=ignore_edit(ignoring),
        )
    ]


def ignore_edit(ignoring: Ignoring) -> lsp.WorkspaceEdit:
    """The edit that adds the line, and the ``.gitignore`` where there is none."""
    steps: list[lsp.CreateFile | lsp.TextDocumentEdit] = []
    if ignoring.is_new:
        steps.append(lsp.CreateFile(ignoring.uri, options=lsp.CreateFileOptions(ignore_if_exists=True)))
    end = len(ignoring.text)
    edit = lsp.TextEdit(Ranges(ignoring.text)(end, end), ignoring.addition)
    steps.append(lsp.TextDocumentEdit(lsp.OptionalVersionedTextDocumentIdentifier(ignoring.uri), [edit]))
    return lsp.WorkspaceEdit(document_changes=steps)


def _revocation(server: WorkbenchServer, open_settings: str) -> lsp.CodeAction:
    title = server.say("Open the page that revokes tokens")
    return lsp.CodeAction(title, kind=lsp.CodeActionKind.QuickFix, command=lsp.Command(title, open_settings))


def _meets(one: lsp.Range, other: lsp.Range) -> bool:
    return one.start <= other.end and other.start <= one.end
