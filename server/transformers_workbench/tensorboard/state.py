"""What is on disk of a server: where it listens, which process it is, what it prints."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

# The one module of the agent's that is the server's too: what a process notes must read the same here.
from transformers_agent.tensorboard.process_identity import identity, same_boot

STATE = "state.json"
FAILURE = "failure.json"
LOG = "log.txt"
LAST_LINES = 20
LAST_BYTES = 16384


@attrs.frozen
class State:
    """The note of one server. ``folder``: where it lies."""

    folder: Path
    pid: int
    identity: str | None
    port: int
    port_taken: bool
    url: str
    folders: tuple[str, ...]
    location: str
    started: float

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def alive(self) -> bool:
        """Whether the very process that wrote the note still runs."""
        return self.identity is not None and identity(self.pid) == self.identity

    @property
    def of_this_boot(self) -> bool:
        """Whether the machine has not been started again since."""
        mine = identity(os.getpid())
        return self.identity is not None and mine is not None and same_boot(self.identity, mine)


def state_root(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder that has one folder a server."""
    if own := environment.get("TRANSFORMERS_WORKBENCH_STATE"):
        return Path(own).expanduser() / "tensorboard"
    if sys.platform == "win32":
        base = Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(environment.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return base / "transformers-workbench" / "tensorboard"


def resolved(folders: Iterable[str | Path]) -> tuple[str, ...]:
    """The folders as they are compared: links followed, each once, in order."""
    return tuple(
        sorted({os.path.normcase(os.path.realpath(Path(folder).expanduser())) for folder in folders})
    )


def id_of(folders: Iterable[str | Path]) -> str:
    """The same for the same folders. A home may lie on a network that several machines see, so the machine is
    part of it."""
    text = "\0".join([platform.node(), *resolved(folders)])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_state(folder: Path) -> State | None:
    """The note in a server's folder; ``None``: there is none, or none that can be read."""
    try:
        note = json.loads((folder / STATE).read_text(encoding="utf-8"))
        return State(
            folder=folder,
            pid=int(note["pid"]),
            identity=note["identity"],
            port=int(note["port"]),
            port_taken=bool(note["port_taken"]),
            url=str(note["url"]),
            folders=tuple(str(each) for each in note["folders"]),
            location=str(note["location"]),
            started=float(note["started"]),
        )
    except (OSError, ValueError, LookupError, TypeError):
        return None


def read_failure(folder: Path) -> dict[str, Any] | None:
    """Why the last start failed, as ``transformers_agent.tensorboard.start_failure`` says it."""
    try:
        failure = json.loads((folder / FAILURE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return failure if isinstance(failure, dict) else None


def last_lines(folder: Path) -> list[str]:
    """The end of what a server printed."""
    try:
        with (folder / LOG).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - LAST_BYTES))
            text = file.read().decode("utf-8", "replace")
    except OSError:
        return []
    return [line[:500] for line in text.splitlines() if line.strip()][-LAST_LINES:]
