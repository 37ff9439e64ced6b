"""Processes that outlive whoever starts them: the supervisor of a run, and the keeper of its script."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from transformers_workbench.auth.accounts import REPLACED, TOKEN_NAME
from transformers_workbench.training.run_folder import ATTEMPT, KEEPER, RESUME, RUN, SUPERVISOR_LOG

START = Path(__file__).resolve().parents[2] / "start.py"
LIBRARIES = START.parent.parent / "bundled" / "libs"
AGAIN_SECONDS = 10.0
"""A supervisor that was started so lately is not started again: it may not have noted itself yet."""
NOT_FOR_SCRIPTS = (TOKEN_NAME, REPLACED, RUN, ATTEMPT, RESUME)

_lock = threading.Lock()
_started: list[subprocess.Popen[bytes]] = []
"""A parent must ask for the end of its children, or they stay as zombies."""
_lately: dict[Path, float] = {}


def supervise(folder: Path, token: Mapping[str, str], *, lately: bool = False) -> None:
    """Starts a supervisor in a session of its own; of several that are started one stays. ``token``: the
    environment that has the token. ``lately``: not when this process has just started one.

    Raises:
        OSError: it cannot be started.
    """
    with _lock:
        _started[:] = [process for process in _started if process.poll() is None]
        now = time.monotonic()
        if lately and now - _lately.get(folder, -AGAIN_SECONDS) < AGAIN_SECONDS:
            return
        _lately[folder] = now
        environment = {
            name: value for name, value in {**os.environ, **token}.items() if name not in NOT_FOR_SCRIPTS
        }
        _started.append(detached([*workbench(), "runs", "supervise", str(folder)], folder, environment))


def keep(folder: Path, attempt: int) -> subprocess.Popen[bytes]:
    """Starts the keeper, whose copy lies in the run's folder.

    Raises:
        OSError: it cannot be started.
    """
    words = [sys.executable, "-I", "-S", str(folder / KEEPER), str(folder), str(attempt)]
    return detached(words, folder, dict(os.environ))


def detached(words: list[str], folder: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """A process of another session, which prints to the supervisor's log.

    Raises:
        OSError: it cannot be started.
    """
    how: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        how = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW}
    with (folder / SUPERVISOR_LOG).open("ab") as log:
        return subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder.anchor,
            env=environment,
            **how,
        )


def workbench() -> list[str]:
    """The command line, as it is installed here."""
    if START.is_file() and LIBRARIES.is_dir():
        return [sys.executable, "-I", "-S", str(START)]
    return [sys.executable, "-m", "transformers_workbench"]
