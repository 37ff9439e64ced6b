"""TensorBoard: log folders, and the servers that show them."""

from __future__ import annotations

from typing import Literal

import attrs

from transformers_workbench.protocol.method import Method


@attrs.frozen(repr=False, eq=False)
class LogFolder:
    """A folder with event files in it or below it: what ``tensorboard --logdir`` is given."""

    uri: str
    label: str
    """For people: relative to the workspace where it lies inside."""
    reason: Literal["events", "run", "code", "convention"]
    """Why it is proposed: it holds event files; it is a run of this workbench; the open document writes
    there; it is named as log folders are, and holds none yet."""
    detail: str
    """The same in the user's language."""
    runs: int
    """Sub-folders that have event files: the lines of a chart."""
    size: int
    """Bytes of its event files."""
    last_written: float
    """Seconds since the epoch; 0 without event files."""


@attrs.frozen(repr=False, eq=False)
class LogFoldersParams:
    """Asks for the log folders of the workspace, the most recently written first."""

    folders: list[str] = attrs.field(factory=list)
    """The workspace's folders, URIs."""
    document: str | None = None
    """The open document: what its ``TrainingArguments`` or ``SummaryWriter`` would write comes first."""
    runs_folders: list[str] = attrs.field(factory=list)
    """The folders that training runs are kept in, URIs."""


@attrs.frozen(repr=False, eq=False)
class LogFolders:
    """``truncated``: there was no time to look everywhere."""

    folders: list[LogFolder]
    truncated: bool = False


@attrs.frozen(repr=False, eq=False)
class TensorBoardServer:
    """A running server, of whichever window or command line."""

    id: str
    """Stable for its log folders."""
    folders: list[str]
    """URIs."""
    title: str
    """The folder's name; several joined."""
    port: int
    """On loopback of the machine it runs on. Its address is asked for apart: it holds what opens it."""
    pid: int
    started: float
    """Seconds since the epoch."""
    state: Literal["running", "crashed", "outdated"]
    """``outdated``: an earlier version started it, and anybody on that machine can open it; opening its
    folders starts another in its place."""
    has_events: bool
    """False: it waits for the first event file."""
    missing: bool
    """A log folder is no longer there."""
    log: str
    """The URI of what it prints."""
    last_lines: list[str] = attrs.field(factory=list)
    """Of its log, when it crashed."""


@attrs.frozen(repr=False, eq=False)
class TensorBoardServers:
    """Every server of this user on this machine."""

    servers: list[TensorBoardServer]


@attrs.frozen(repr=False, eq=False)
class TensorBoardOpenParams:
    """Starts a server on the folders, or finds the one that shows them already."""

    folders: list[str]
    """URIs; several are compared."""
    port: int = 0
    """0: any that is free."""
    idle_minutes: float = 60.0
    """It stops when nobody has looked for so long; 0: never."""
    reload_seconds: float = 5.0
    """How often it reads the event files, and how often the page asks it."""


@attrs.frozen(repr=False, eq=False)
class TensorBoardOpened:
    """The server. ``reused``: it ran already. ``note``: what may surprise, in the user's language: that the
    configured port was taken, for one."""

    server: TensorBoardServer
    reused: bool
    note: str = ""


@attrs.frozen(repr=False, eq=False)
class TensorBoardIdParams:
    """One server."""

    id: str


@attrs.frozen(repr=False, eq=False)
class TensorBoardAddress:
    """Where a server is: an address on loopback of its machine, which the editor makes reachable. Whoever has
    it sees the charts, so it goes through the pipe of secrets, and this is its handle there."""

    handle: str


@attrs.frozen(repr=False, eq=False)
class TensorBoardStopped:
    """Whether it ran until now."""

    was_running: bool


@attrs.frozen(repr=False, eq=False)
class TensorBoardChanged:
    """A server started, stopped or crashed, or has its first events: whoever shows them asks again."""


TENSORBOARD_FOLDERS = Method("transformers/tensorboard/folders", LogFoldersParams, LogFolders)
TENSORBOARD_SERVERS = Method("transformers/tensorboard/servers", None, TensorBoardServers)
TENSORBOARD_OPEN = Method("transformers/tensorboard/open", TensorBoardOpenParams, TensorBoardOpened)
TENSORBOARD_ADDRESS = Method("transformers/tensorboard/address", TensorBoardIdParams, TensorBoardAddress)
TENSORBOARD_STOP = Method("transformers/tensorboard/stop", TensorBoardIdParams, TensorBoardStopped)
TENSORBOARD_CHANGED = Method("transformers/tensorboard/changed", TensorBoardChanged, direction="to_client")

OPEN_TENSORBOARD = "transformers.tensorboard.open"
"""The editor's command: ``[URI of a log folder | {folders: [URI]}]``, or nothing: it finds them itself."""
