"""Programs that outlive whoever starts them, and are nobody's child: see ``detach``."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from transformers_agent import programs
from transformers_agent.tensorboard.process_identity import identity

DETACH = Path(__file__).resolve().with_name("detach.py")
SECONDS = 60.0
"""For a Python without its site packages to start another program on a machine that hardly moves."""


@dataclass(frozen=True)
class Detached:
    """A program that was started so. ``identity``: with the number, which process it is."""

    pid: int
    identity: str | None

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended."""
        return self.identity is not None and identity(self.pid) == self.identity

    def kill(self) -> None:
        """Ends it, if it is still this process."""
        if self.is_alive:
            with contextlib.suppress(OSError):
                os.kill(self.pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def start_detached(
    words: Sequence[str],
    output: int | IO[Any],
    *,
    cwd: str | os.PathLike[str] = programs.NEUTRAL,
    environment: Mapping[str, str] | None = None,
    inherits: bool = False,
) -> Detached:
    """Starts a program that is no descendant of this process by the time this returns. ``output``: where it
    prints; ``inherits``: as in ``programs.popen``.

    Raises:
        FileNotFoundError: there is no such program.
        OSError, ValueError: it cannot be started.
    """
    cleaned = programs.safe_environment(environment)
    program = programs.find_program(words[0], cleaned)
    if program is None:
        raise FileNotFoundError(2, "No such program", words[0])
    between = programs.popen(
        [sys.executable, "-I", "-S", str(DETACH), program, *words[1:]],
        cwd=cwd,
        environment=environment,
        stdout=programs.PIPE,
        stderr=output,
        detached=True,
        inherits=inherits,
    )
    try:
        answer, _ = between.communicate(timeout=SECONDS)
    except BaseException:
        between.kill()
        raise
    try:
        pid = int(answer)
    except ValueError:
        raise OSError(5, "No process was started", words[0]) from None
    if pid < 0:
        raise OSError(-pid, os.strerror(-pid), words[0])
    return Detached(pid, identity(pid))
