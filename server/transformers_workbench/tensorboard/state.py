"""What is on disk of a server: where it listens, which process it is, what it prints.

A note says which process to end, and its secret is what opens the charts. So a note is believed only if
nobody but this user can have written it, and its secret only if nobody else can have read it. Windows has
neither in the mode of a file; it keeps a profile's folders from others by itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs

from transformers_agent.regular_files import open_regular, read_json, read_tail

# What a process notes must read the same here.
from transformers_agent.tensorboard.process_identity import identity, same_boot
from transformers_workbench.state_folder import is_private, state_folder

STATE = "state.json"
FAILURE = "failure.json"
LOG = "log.txt"
LAST_LINES = 20
LAST_BYTES = 16384
LIMIT = 2**20
"""Bytes of a note: it names folders, and little more."""
SECRET = re.compile(r"[A-Za-z0-9_-]{32,128}")
READABLE, WRITABLE = 0o044, 0o022
"""By others."""


@attrs.frozen
class State:
    """The note of one server. ``folder``: where it lies; ``secret``: the path that it answers below, empty of
    a server that an earlier version started, which answers everybody."""

    folder: Path
    pid: int
    identity: str | None
    port: int
    port_taken: bool
    secret: str = attrs.field(repr=False)
    folders: tuple[str, ...]
    location: str
    started: float

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def url(self) -> str:
        """What opens it, the secret included: only for whom it was started for, and never for a log."""
        path = f"{self.secret}/" if self.secret else ""
        return f"http://127.0.0.1:{self.port}/{path}"

    @property
    def outdated(self) -> bool:
        """Whether an earlier version started it, one that anybody on this machine can open."""
        return not self.secret

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
    return state_folder(environment) / "tensorboard"


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
    """The note in a server's folder; ``None``: there is none, none that can be read, or not this user's."""
    try:
        note, is_secret = _read_own(folder / STATE)
        port, pid = int(note["port"]), int(note["pid"])
        secret = note.get("secret", "")
        if not 0 < port < 2**16 or pid <= 0 or (secret and not SECRET.fullmatch(secret)):
            return None
        return State(
            folder=folder,
            pid=pid,
            identity=note["identity"],
            port=port,
            port_taken=bool(note["port_taken"]),
            secret=secret if is_secret else "",
            folders=tuple(str(each) for each in note["folders"]),
            location=str(note["location"]),
            started=float(note["started"]),
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _read_own(path: Path) -> tuple[Any, bool]:
    """What a file of this user's holds, and whether nobody else can read it.

    Raises:
        PermissionError: somebody else can have written it.
        OSError, ValueError: it cannot be read, or is no JSON.
    """
    if not is_private(path.parent):
        raise PermissionError(13, "Other users can write to this folder", str(path.parent))
    with open_regular(path, within=path.parent) as file:
        found = os.fstat(file.fileno())
        if not _is_own(found):
            raise PermissionError(13, "Other users can write to this file", str(path))
        return json.loads(file.read(LIMIT)), _is_private(found)


def is_private_file(path: Path) -> bool:
    """Whether nobody but this user can write or read it.

    Raises:
        OSError: it is not there.
    """
    found = path.stat()
    return _is_own(found) and _is_private(found)


def _is_own(found: os.stat_result) -> bool:
    return sys.platform == "win32" or (found.st_uid == os.geteuid() and not found.st_mode & WRITABLE)


def _is_private(found: os.stat_result) -> bool:
    return sys.platform == "win32" or not found.st_mode & READABLE


def read_failure(folder: Path) -> dict[str, Any] | None:
    """Why the last start failed, as ``transformers_agent.tensorboard.start_failure`` says it."""
    try:
        failure = read_json(folder / FAILURE, LIMIT, within=folder)
    except (OSError, ValueError):
        return None
    return failure if isinstance(failure, dict) else None


def last_lines(folder: Path) -> list[str]:
    """The end of what a server printed."""
    try:
        text = read_tail(folder / LOG, LAST_BYTES, within=folder).decode("utf-8", "replace")
    except OSError:
        return []
    return [line[:500] for line in text.splitlines() if line.strip()][-LAST_LINES:]
