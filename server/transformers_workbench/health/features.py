"""The health room on the language server: its parts are registered here, and imported when first needed."""

from __future__ import annotations

from transformers_workbench.code_actions import CodeActions
from transformers_workbench.document_events import DocumentEvents
from transformers_workbench.health import finding_features, log_features
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.publishing import Publishing
from transformers_workbench.shown_runs import ShownRuns


def register(
    server: WorkbenchServer,
    documents: DocumentEvents,
    publishing: Publishing,
    actions: CodeActions,
    runs: ShownRuns,
) -> None:
    """Puts the room on the server; nothing of it runs until a log is opened or something is found."""
    marks = finding_features.FindingMarks(server, publishing, runs)
    logs = log_features.register(server, documents, marks.check_now)
    marks.of_logs = logs
    finding_features.register(marks, documents, actions, runs)
