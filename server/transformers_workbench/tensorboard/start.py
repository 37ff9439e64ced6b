"""Finds the server of some log folders, or starts it in the user's Python and waits until it answers."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

from transformers_agent.detached import Detached, start_detached
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.reasons import REASONS
from transformers_workbench.state_folder import make_private
from transformers_workbench.tensorboard.log_folders_shown import shown
from transformers_workbench.tensorboard.servers import answers, forget, stop
from transformers_workbench.tensorboard.starting_lock import starting_lock
from transformers_workbench.tensorboard.state import (
    FAILURE,
    LOG,
    STATE,
    State,
    id_of,
    is_private_file,
    last_lines,
    read_failure,
    read_state,
    resolved,
    state_root,
)

logger = logging.getLogger(__name__)
SERVE = Path(__file__).resolve().parents[2] / "transformers_agent" / "tensorboard" / "serve.py"
START_SECONDS = 180.0
"""Importing it on a cold network file system takes minutes."""
GONE_SECONDS = 10.0
PAUSE = 0.02
ROOM = 2**14
"""Bytes that the note of a server and the beginning of its log need."""


@attrs.frozen
class Asked:
    """Which server. ``port`` 0: any that is free."""

    folders: tuple[Path, ...]
    port: int = 0
    idle_minutes: float = 60.0
    reload_seconds: float = 5.0


@attrs.frozen
class Found:
    """The server, and whether it ran already."""

    state: State
    reused: bool


def log_folder(path: Path) -> Path:
    """What to show when this was chosen: the folder, and of an event file that it is in. It need not exist:
    the server waits for it.

    Raises:
        WorkbenchError: ``log-folder-missing``: it is some other file.
    """
    if path.is_file():
        if "tfevents" in path.name:
            return path.parent
        raise WorkbenchError("log-folder-missing", path=str(path))
    return path


def title_of(folders: tuple[str, ...]) -> str:
    """For people: the names of the folders; of one that is named as all are, with the one around it."""
    return " + ".join(_name(Path(folder)) for folder in folders)


def _name(folder: Path) -> str:
    general = folder.name.lower() in {"runs", "logs", "tb_logs"}
    return f"{folder.parent.name}/{folder.name}" if general and folder.parent.name else folder.name


async def find_or_start(asked: Asked, interpreter: str) -> Found:
    """The server of the folders.

    Raises:
        WorkbenchError: ``missing-package``, ``tensorboard-incompatible``, ``tensorboard-failed``,
            ``tensorboard-timeout``, ``tensorboard-state``, ``interpreter-broken``, ``log-folder-missing``.
    """
    folders = resolved([log_folder(folder) for folder in asked.folders])
    place = state_root() / id_of(folders)
    try:
        for folder in (place.parent, place):
            prepare(folder)
        async with starting_lock(place):
            state = await asyncio.to_thread(_running, place)
            if state is not None:
                return Found(state, reused=True)
            return Found(await _start(asked, folders, place, interpreter), reused=False)
    except OSError as error:
        message = f"{error.filename or place}: {error.strerror or error}"
        raise WorkbenchError("tensorboard-state", message=message) from error


def prepare(folder: Path) -> None:
    """Makes a folder that only this user can read or write.

    Raises:
        OSError: it cannot be made, or it is another user's.
    """
    with contextlib.suppress(FileNotFoundError, PermissionError):
        folder.chmod(0o700)  # Earlier versions left it to the umask.
    make_private(folder)


def _running(place: Path) -> State | None:
    """The server that answers there; one that does not, or answers everybody, is ended."""
    state = read_state(place)
    if state is None:
        return None
    if state.alive and not state.outdated and answers(state):
        return state
    stop(state)
    return None


async def _start(asked: Asked, folders: tuple[str, ...], place: Path, interpreter: str) -> State:
    launch = Launch()
    launching = asyncio.ensure_future(asyncio.to_thread(launch.begin, asked, folders, place, interpreter))
    end = time.monotonic() + START_SECONDS
    try:
        process = await asyncio.shield(launching)
        while (state := read_state(place)) is None:
            if not process.is_alive:
                if (state := read_state(place)) is not None:
                    break  # It noted itself, and ended right afterwards.
                raise await asyncio.to_thread(_failure, place, interpreter)
            if time.monotonic() > end:
                raise WorkbenchError("tensorboard-timeout", seconds=f"{START_SECONDS:g}")
            await asyncio.sleep(PAUSE)
    except BaseException:
        launch.give_up()
        # The lock is held until nothing of it is left: the next start must not meet it.
        await asyncio.wait([launching])
        await launch.gone(place)
        raise
    return state


class Launch:
    """A process that is ended when it is given up, even while a thread still begins it."""

    def __init__(self) -> None:
        self._process: Detached | None = None
        self._given_up = False

    def begin(self, asked: Asked, folders: tuple[str, ...], place: Path, interpreter: str) -> Detached:
        """Starts it, in a thread: disks and processes may be slow.

        Raises:
            OSError: the state folder cannot be written.
            WorkbenchError: ``interpreter-broken``.
        """
        self._process = process = _launch(asked, folders, place, interpreter)
        if self._given_up:
            self.give_up()
        return process

    def give_up(self) -> None:
        """Ends it, now or as soon as it has begun."""
        self._given_up = True
        if self._process is not None:
            self._process.kill()

    async def gone(self, place: Path) -> None:
        """Waits until it has ended, and takes away what it noted meanwhile."""
        process = self._process
        if process is None:
            return
        end = time.monotonic() + GONE_SECONDS
        while process.is_alive and time.monotonic() < end:  # noqa: ASYNC110  # A process tells nobody.
            await asyncio.sleep(PAUSE)
        state = read_state(place)
        if state is not None and state.pid == process.pid:
            forget(state)
        for name in (STATE, FAILURE):
            with contextlib.suppress(OSError):
                (place / f"{name}.{process.pid}").unlink(missing_ok=True)


def check_room(place: Path) -> None:
    """Finds out that nothing can be noted, or not for this user alone, before TensorBoard does, which could
    not even say so.

    Raises:
        OSError: why nothing can be written.
    """
    probe = place / f"room.{os.getpid()}"
    try:
        with os.fdopen(os.open(probe, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            file.write(bytes(ROOM))
        if not is_private_file(probe):  # Some network disks give everybody's files to everybody.
            raise PermissionError(13, "This disk lets other users read what is written here", str(place))
    finally:
        with contextlib.suppress(OSError):
            probe.unlink(missing_ok=True)


def _launch(asked: Asked, folders: tuple[str, ...], place: Path, interpreter: str) -> Detached:
    for name in (STATE, FAILURE):
        (place / name).unlink(missing_ok=True)
    check_room(place)
    show = shown(folders, place)
    given: dict[str, Any] = {
        "folder": str(place),
        "folders": folders,
        "logdir": show.logdir,
        "logdir_spec": show.logdir_spec,
        "location": show.location,
        "title": title_of(folders),
        "port": asked.port,
        "idle_seconds": asked.idle_minutes * 60,
        "reload_seconds": asked.reload_seconds,
    }
    (place / LOG).write_bytes(b"")
    with (place / LOG).open("ab") as log:
        try:
            return start_detached(
                [interpreter, str(SERVE), json.dumps(given)],
                log,
                environment={**os.environ, "PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"},
            )
        except (OSError, ValueError) as error:
            raise WorkbenchError("interpreter-broken", message=str(error)) from error


def _failure(place: Path, interpreter: str) -> WorkbenchError:
    """Why it ended.

    Raises:
        OSError: because nothing can be written, not even why.
    """
    lines = last_lines(place)
    for line in lines:
        logger.warning("TensorBoard: %s", line)
    failure = read_failure(place)
    if failure is None:
        check_room(place)
        failure = {}
    return failure_error(failure, lines[-1] if lines else "It ended without any output", interpreter)


def failure_error(failure: Mapping[str, Any], otherwise: str, interpreter: str) -> WorkbenchError:
    """What ``transformers_agent.tensorboard.start_failure`` found out, as an error. ``otherwise``: what to
    say when it found out nothing."""
    reason = failure.get("reason")
    packages = tuple(failure.get("packages") or ())
    said = failure.get("message") or otherwise
    values = {"version": "", "python": "", **(failure.get("values") or {})}
    return WorkbenchError(
        str(reason) if reason in REASONS else "tensorboard-failed",
        install=packages,
        message=said,
        packages=", ".join(packages),
        interpreter=interpreter,
        **values,
    )
