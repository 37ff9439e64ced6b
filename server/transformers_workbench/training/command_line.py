"""``runs start|list|show|logs|stop|resume``: training runs from the command line."""

from __future__ import annotations

from typing import Any


def add_to(commands: Any) -> None:
    """Adds ``runs`` to the command line's parser."""
