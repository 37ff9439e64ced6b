"""What a method of the contract is."""

from __future__ import annotations

from typing import Any, Literal

import attrs


@attrs.frozen(repr=False)
class Method:
    """A custom request or notification: its name on the wire and its types."""

    name: str
    params: Any
    result: Any = None
    """``None``: a notification."""
    direction: Literal["to_server", "to_client"] = "to_server"
