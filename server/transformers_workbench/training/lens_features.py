"""Lenses above what trains."""

from __future__ import annotations

from transformers_workbench.code_lenses import CodeLenses
from transformers_workbench.language_server import WorkbenchServer


def register(server: WorkbenchServer, code_lenses: CodeLenses) -> None:
    """Puts them on the server."""
