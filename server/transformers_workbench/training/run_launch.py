"""Processes that outlive whoever starts them: the supervisor of a run, and the keeper of its script."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from transformers_agent import programs
from transformers_agent.detached import start_detached
from transformers_workbench.auth.accounts import REPLACED, TOKEN_NAME
from transformers_workbench.training.run_folder import ATTEMPT, RESUME, RUN, SUPERVISOR_LOG
from transformers_workbench.training.run_record import KEEPER, Record
from transformers_workbench.training.secrets_refused import TOKEN_NAMES

START = Path(__file__).resolve().parents[2] / "start.py"
LIBRARIES = START.parent.parent / "bundled" / "libs"
NO_LINK = getattr(os, "O_NOFOLLOW", 0)
AGAIN_SECONDS = 10.0
"""A supervisor that was started so lately is not started again: it may not have noted itself yet."""
NOT_FOR_SCRIPTS = (TOKEN_NAME, REPLACED, RUN, ATTEMPT, RESUME)

_lock = threading.Lock()
_lately: dict[Path, float] = {}


def supervise(folder: Path, token: Mapping[str, str]) -> None:
    """Starts a supervisor that is nobody's child; of several that are started one stays. ``token``: the
    environment that has the token.

    Raises:
        OSError: it cannot be started.
    """
    with _lock:
        _supervise(folder, {**os.environ, **token})


def supervise_again(folder: Path) -> None:
    """The same for a run that has lost its supervisor, unless this process has just started one. Whoever
    shows a run hands over no token.

    Raises:
        OSError: it cannot be started.
    """
    with _lock:
        if time.monotonic() - _lately.get(folder, -AGAIN_SECONDS) >= AGAIN_SECONDS:
            _supervise(folder, {key: value for key, value in os.environ.items() if key not in TOKEN_NAMES})


def _supervise(folder: Path, given: Mapping[str, str]) -> None:
    _lately[folder] = time.monotonic()
    environment = {name: value for name, value in given.items() if name not in NOT_FOR_SCRIPTS}
    words = [*workbench(), "runs", "supervise", str(folder)]
    with _supervisor_log(folder) as log:
        start_detached(words, log, environment=environment, inherits=True)


def keep(folder: Path, record: Record, program: str) -> subprocess.Popen[bytes]:
    """Starts the keeper, out of the record of the run.

    Raises:
        OSError: it cannot be written, or started.
    """
    file = record.place / KEEPER
    beside = file.with_name(f"{KEEPER}.{os.getpid()}")
    beside.write_text(program, encoding="ascii")
    beside.replace(file)
    with _supervisor_log(folder) as log:
        words = [sys.executable, "-I", "-S", str(file), str(folder)]
        return programs.popen(words, stdout=log, stderr=log, detached=True, inherits=True)


@contextmanager
def _supervisor_log(folder: Path) -> Iterator[int]:
    """What supervisor and keeper print to.

    Raises:
        OSError: it cannot be written.
    """
    log = os.open(folder / SUPERVISOR_LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND | NO_LINK, 0o600)
    try:
        yield log
    finally:
        os.close(log)


def workbench() -> list[str]:
    """The command line, as it is installed here."""
    if START.is_file() and LIBRARIES.is_dir():
        return [sys.executable, "-I", "-S", str(START)]
    return [sys.executable, "-m", "transformers_workbench"]
