"""Start-up and status."""

from __future__ import annotations

from typing import Literal

import attrs

from transformers_workbench.protocol.method import Method


@attrs.frozen(repr=False, eq=False)
class InitializationOptions:
    """What the editor tells the server in ``initialize``.

    Settings that the user may change later arrive again with ``SETTINGS``.
    """

    interpreter: str | None = None
    """Absolute path of the user's Python. ``None``: none was found; only the editor-side features work."""
    locale: str = "en"
    """The display language of the editor, for example ``ja``."""
    settings: Settings | None = None
    keeps_tokens: bool = False
    """Whether the editor can keep tokens itself: it has the command ``MOVE_TOKEN``."""


@attrs.frozen(repr=False, eq=False)
class Settings:
    """The user's settings the server acts on."""

    render_deadline_seconds: float = 2.0
    memory_limit_mebibytes: int = 1024
    check_access: bool = False
    """Whether the repositories that open documents name are checked without being asked for one by one."""
    trusted: bool = True
    """Whether the user trusts the workspace. Otherwise nothing is started on its behalf: no run, no git."""


@attrs.frozen(repr=False, eq=False)
class PackageVersion:
    """A package of the user's environment; ``version`` is ``None`` when it is not installed there."""

    name: str
    version: str | None
    needed_for: str
    """What does not work without it, in the user's language; empty when it is installed."""
    requirement: str = ""
    """What to install when it is missing, in pip's words."""


@attrs.frozen(repr=False, eq=False)
class ServerStatus:
    """What the status bar shows. Sent whenever it changes."""

    health: Literal["starting", "ok", "warning", "error"]
    message: str
    """One sentence in the user's language: what is the matter, or what is being used."""
    busy: bool = False
    """Something slow is under way: an agent starts, a tokenizer loads."""
    interpreter: str | None = None
    python_version: str | None = None
    packages: list[PackageVersion] = attrs.field(factory=list)


SETTINGS = Method("transformers/settings", Settings)
STATUS = Method("transformers/status", ServerStatus, direction="to_client")
