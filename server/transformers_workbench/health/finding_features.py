"""What was found in the runs of an open script, at the lines that it comes from, with quick fixes.

A document is looked through only if there is something to say of its runs.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from lsprotocol import types as lsp

from transformers_workbench.code_actions import CodeActions
from transformers_workbench.document_events import DocumentEvents
from transformers_workbench.documents import canonical
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.publishing import Publishing
from transformers_workbench.shown_runs import ShownRuns

if TYPE_CHECKING:
    from transformers_workbench.health.script_findings import ScriptFinding, ScriptFindings
    from transformers_workbench.health.script_insertion import Place
    from transformers_workbench.health.script_places import ScriptPlaces

ROOM = "health"
SOURCE = "Transformers"
QUIET = 0.3
"""Seconds without a keystroke before a script is looked through."""
SEVERITIES = {
    "error": lsp.DiagnosticSeverity.Warning,
    "warning": lsp.DiagnosticSeverity.Warning,
    "info": lsp.DiagnosticSeverity.Information,
}
"""The script runs: none of it is an error of the code."""

OfLogs = Callable[[str], "Sequence[ScriptFinding]"]
"""What was found in the logs of a script that are open."""


def _none(uri: str) -> Sequence[ScriptFinding]:
    return ()


class FindingMarks:
    """Marks in open scripts."""

    def __init__(self, server: WorkbenchServer, publishing: Publishing, runs: ShownRuns) -> None:
        self._server = server
        self._publishing = publishing
        self._runs = runs
        self.of_logs: OfLogs = _none
        self._open: set[str] = set()
        self._marked: dict[str, list[lsp.Diagnostic]] = {}
        self._of_runs: dict[str, Sequence[ScriptFinding]] = {}
        self._index: ScriptFindings | None = None
        self._places: ScriptPlaces | None = None
        self._checks: dict[str, asyncio.Task[None]] = {}
        self._looking: asyncio.Task[None] | None = None
        self._look_again = False

    def opened(self, uri: str) -> None:
        """A document; only Python is of interest."""
        if uri.startswith("file:") and uri.endswith(".py"):
            self._open.add(canonical(uri))
            self._look_soon()
            self.check(uri)

    def closed(self, uri: str) -> None:
        """It is a document no more."""
        uri = canonical(uri)
        self._open.discard(uri)
        check = self._checks.pop(uri, None)
        if check is not None:
            check.cancel()
        self._show(uri, [])

    def check(self, uri: str, delay: float = QUIET) -> None:
        """Looks a script through once it is left alone."""
        uri = canonical(uri)
        if uri not in self._open or not (self._marked.get(uri) or self.findings(uri)):
            return
        check = self._checks.pop(uri, None)
        if check is not None:
            check.cancel()
        self._checks[uri] = asyncio.ensure_future(self._check(uri, delay))

    def check_now(self, uri: str) -> None:
        """Other things were found in the logs of a script."""
        if uri:
            self.check(uri, delay=0)

    def runs_changed(self) -> None:
        """Looks at what is found in the runs, once at a time."""
        self._look_again = True
        self._look_soon()

    def findings(self, uri: str) -> Sequence[ScriptFinding]:
        """What is known of a script's runs: of the newest one, and of logs that are open."""
        of_runs = self._of_runs.get(uri, ())
        told = {(each.rule, each.wanted.argument) for each in of_runs}
        more = [each for each in self.of_logs(uri) if (each.rule, each.wanted.argument) not in told]
        return [*of_runs, *more]

    async def fixes(self, params: lsp.CodeActionParams) -> list[lsp.CodeAction]:
        """Of what is marked in a range, as the script is now."""
        uri = params.text_document.uri
        document = self._server.buffers.document(uri)
        if document is None or not self._marked.get(canonical(uri)):
            return []
        target = lsp.OptionalVersionedTextDocumentIdentifier(uri, document.version)
        actions: dict[tuple[int, int, str], lsp.CodeAction] = {}
        for finding, place in await self._placed(canonical(uri)):
            mark = self._diagnostic(finding, place)
            if not (mark.range.start <= params.range.end and params.range.start <= mark.range.end):
                continue
            key = (place.line, place.character, place.new_text)
            if key in actions:
                actions[key].diagnostics = [*(actions[key].diagnostics or []), mark]
                continue
            actions[key] = lsp.CodeAction(
                self._title(finding),
                kind=lsp.CodeActionKind.QuickFix,
                diagnostics=[mark],
                is_preferred=not actions,
                edit=lsp.WorkspaceEdit(
                    document_changes=[
                        lsp.TextDocumentEdit(target, [lsp.TextEdit(_range(place), place.new_text)])
                    ]
                ),
            )
        return list(actions.values())

    def _look_soon(self) -> None:
        is_looking = self._looking is not None and not self._looking.done()
        if self._look_again and self._open and not is_looking:
            self._looking = asyncio.ensure_future(self._look())

    async def _look(self) -> None:
        from transformers_workbench.health.script_findings import ScriptFindings

        index = self._index = self._index or ScriptFindings()
        while self._look_again:
            self._look_again = False
            folders, language = self._runs.folders, self._server.say.language
            before, self._of_runs = (
                self._of_runs,
                dict(await asyncio.to_thread(index.look, folders, language)),
            )
            for uri in self._open:
                if before.get(uri) != self._of_runs.get(uri):
                    self.check(uri, delay=0)

    async def _check(self, uri: str, delay: float) -> None:
        await asyncio.sleep(delay)
        self._show(uri, [self._diagnostic(*each) for each in await self._placed(uri)])
        if self._checks.get(uri) is asyncio.current_task():
            del self._checks[uri]

    async def _placed(self, uri: str) -> list[tuple[ScriptFinding, Place]]:
        from transformers_workbench.health.script_insertion import Place
        from transformers_workbench.health.script_places import ScriptPlaces

        places = self._places = self._places or ScriptPlaces(self._server.buffers)
        findings = self.findings(uri)
        found = await places.find(uri, [each.wanted for each in findings])
        return [(each, place) for each in findings if isinstance(place := found.get(each.wanted), Place)]

    def _show(self, uri: str, marks: list[lsp.Diagnostic]) -> None:
        if marks != self._marked.get(uri, []):
            self._marked[uri] = marks
            if not marks:
                del self._marked[uri]
            self._publishing.publish(ROOM, uri, marks)

    def _diagnostic(self, finding: ScriptFinding, place: Place) -> lsp.Diagnostic:
        words = f"{finding.message} {finding.advice}".strip()
        return lsp.Diagnostic(
            range=_range(place),
            message=self._server.say("{run}: {finding}", run=finding.run, finding=words),
            severity=SEVERITIES[finding.severity],
            code=finding.rule,
            source=SOURCE,
        )

    def _title(self, finding: ScriptFinding) -> str:
        from transformers_workbench.health.python_text import python_text

        wanted = finding.wanted
        return self._server.say(
            "Change {argument} to {value}",
            argument=wanted.argument,
            value=python_text(wanted.suggested),
        )


def _range(place: Place) -> lsp.Range:
    return lsp.Range(lsp.Position(place.line, place.character), lsp.Position(place.line, place.end_character))


def register(marks: FindingMarks, documents: DocumentEvents, actions: CodeActions, runs: ShownRuns) -> None:
    """Puts them on the server; nothing of it runs until something was found."""
    documents.opened.append(marks.opened)
    documents.changed.append(marks.check)
    documents.closed.append(marks.closed)
    runs.listeners.append(marks.runs_changed)
    actions.providers.append(marks.fixes)
