"""The account on the language server: every handler hands on and returns.

What answers is imported with the first request, for the sake of the server's start.
"""

from __future__ import annotations

from transformers_workbench.auth.accounts import Accounts
from transformers_workbench.language_server import WorkbenchServer


def register(server: WorkbenchServer, accounts: Accounts, secrets: int | None) -> None:
    """Puts the account on the server; ``secrets`` is the descriptor that tokens go through."""
