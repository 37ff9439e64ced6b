"""The training room's requests on the language server."""

from __future__ import annotations

from transformers_workbench.language_server import WorkbenchServer


def register(server: WorkbenchServer) -> None:
    """Puts them on the server."""
