"""The training room on the language server: its parts are registered here, and imported when first asked."""

from __future__ import annotations

from transformers_workbench.code_lenses import CodeLenses
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.shown_runs import ShownRuns
from transformers_workbench.training import (
    estimate_features,
    lens_features,
    plan_features,
    run_features,
    script_features,
)


def register(server: WorkbenchServer, code_lenses: CodeLenses, shown: ShownRuns) -> None:
    """Puts the room on the server; nothing of it runs until it is asked. ``shown`` is told of runs."""
    plan_features.register(server)
    run_features.register(server, shown)
    estimate_features.register(server)
    script_features.register(server)
    lens_features.register(server, code_lenses)
