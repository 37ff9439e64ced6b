"""The servers of this user on this machine: which run, which crashed, which answer; and ending one."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import time
from pathlib import Path

import attrs

from transformers_workbench.tensorboard.event_presence import has_events
from transformers_workbench.tensorboard.process_owner import is_own, is_server
from transformers_workbench.tensorboard.state import STATE, State, last_lines, read_state, state_root

ANSWER_SECONDS = 10.0
TERM_SECONDS = 5.0
PAUSE = 0.03
CRASH_SHOWN_SECONDS = 24 * 3600.0
FORGOTTEN_SECONDS = 7 * 24 * 3600.0
ANSWER_LIMIT = 2**20
CHECK = {"X-Transformers-Workbench-Check": "1"}
"""To ask whether it is there is not to look at it: the server does not stay for that."""


@attrs.frozen
class Seen:
    """A server as it is now. ``last_lines`` of its log when it crashed."""

    state: State
    alive: bool
    has_events: bool
    missing: bool
    last_lines: tuple[str, ...] = ()


def look(state: State) -> Seen:
    """How a server is; it reads disks, so not on the event loop."""
    alive = state.alive
    return Seen(
        state,
        alive,
        any(has_events(folder) for folder in state.folders),
        any(not Path(folder).is_dir() for folder in state.folders),
        () if alive else tuple(last_lines(state.folder)),
    )


def all_servers(root: Path | None = None) -> list[Seen]:
    """Every server, the newest first. What crashed is among them for a day, unless the machine was started
    again since; older notes and folders are cleaned away."""
    found: list[Seen] = []
    try:
        folders = sorted((root or state_root()).iterdir())
    except OSError:
        return []
    for folder in folders:
        state = read_state(folder)
        if state is None:
            _forget_if_old(folder)
            continue
        if not state.alive and (not state.of_this_boot or _age(folder / STATE) > CRASH_SHOWN_SECONDS):
            forget(state)
            continue
        found.append(look(state))
    return sorted(found, key=lambda seen: -seen.state.started)


def by_id(identifier: str, root: Path | None = None) -> State | None:
    """The note of one server; an id is a name, and no way to another folder."""
    return read_state((root or state_root()) / identifier) if identifier.isalnum() else None


def answers(state: State) -> bool:
    """Whether a TensorBoard answers there, and shows these folders."""
    connection = http.client.HTTPConnection("127.0.0.1", state.port, timeout=ANSWER_SECONDS)
    try:
        connection.request("GET", f"/{state.secret}/data/environment", headers=CHECK)
        environment = json.loads(connection.getresponse().read(ANSWER_LIMIT))
        return bool(environment["data_location"] == state.location)
    except (OSError, ValueError, LookupError, TypeError, RecursionError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def stop(state: State) -> bool:
    """Ends a server and takes its note away; returns whether it ran until now. A process is signalled only if
    it is the very one that wrote the note, this user's, and a TensorBoard of ours."""
    was_running = state.alive
    for wanted in (signal.SIGTERM, getattr(signal, "SIGKILL", signal.SIGTERM)):
        end = time.monotonic() + TERM_SECONDS
        if not state.alive or not is_own(state.pid) or not is_server(state.pid):
            break
        with contextlib.suppress(OSError):
            os.kill(state.pid, wanted)
        while state.alive and time.monotonic() < end:
            time.sleep(PAUSE)
    forget(state)
    return was_running


def forget(state: State) -> None:
    """Takes the note of a server away that does not run any more."""
    current = read_state(state.folder)
    if current is not None and current.pid == state.pid and current.identity == state.identity:
        with contextlib.suppress(OSError):
            (state.folder / STATE).unlink(missing_ok=True)


def _age(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except OSError:
        return 0.0


def _forget_if_old(folder: Path) -> None:
    if _age(folder) > FORGOTTEN_SECONDS:
        shutil.rmtree(folder, ignore_errors=True)
