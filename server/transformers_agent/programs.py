"""The one way to start a program, for the server and for agents.

Whoever starts one does not choose by accident what runs: programs are found through the absolute entries of
``PATH``, they begin in a folder that nobody else can write to, nothing in their environment stands for the
working folder, and they inherit none of the streams that LSP and agents speak on. What is not ``detached``
ends with this process: on Windows by a job, elsewhere it sees to that itself (``owner``).
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Union

from transformers_agent.git_command import git_environment, git_words, quiet_filters
from transformers_agent.program_environment import (
    NEUTRAL,
    WINDOWS,
    find_program,
    is_absolute,
    safe_environment,
    with_places_kept,
)
from transformers_agent.windows_job import end_with_this_process

if TYPE_CHECKING:
    import asyncio
    import subprocess

__all__ = [
    "DEVNULL",
    "NEUTRAL",
    "PIPE",
    "STDOUT",
    "find_program",
    "git",
    "is_absolute",
    "popen",
    "run",
    "safe_environment",
    "spawn",
    "typed_program",
]

Stream = Union[int, "IO[Any]", None]
PIPE = -1
STDOUT = -2
DEVNULL = -3
"""As in ``subprocess``, which is imported when the first program is started: that takes milliseconds."""

LINE_LIMIT = 2**16


def typed_program(word: str) -> str:
    """What whoever typed a program's name means: a path from where they are, or a name to look for."""
    return str(Path(word).absolute()) if Path(word).name != word else word


def run(
    words: Sequence[str],
    *,
    timeout: float | None,
    cwd: str | os.PathLike[str] = NEUTRAL,
    environment: Mapping[str, str] | None = None,
    input: bytes | None = None,
    stdout: Stream = PIPE,
    stderr: Stream = PIPE,
) -> subprocess.CompletedProcess[bytes]:
    """Runs a program to its end; ``environment`` is all that it gets, by default what this process has.

    Raises:
        FileNotFoundError: there is no such program.
        TimeoutError: it took longer than ``timeout`` seconds, and was killed.
        OSError, ValueError: it cannot be started.
    """
    import subprocess

    given = _environment_for(cwd, environment)
    found = _found(words, given)
    source: dict[str, Any] = {"stdin": DEVNULL} if input is None else {"input": input}
    try:
        return subprocess.run(
            found,
            **source,
            stdout=stdout,
            stderr=stderr,
            cwd=cwd,
            env=given,
            timeout=timeout,
            check=False,
            creationflags=_flags(detached=False),
        )
    except subprocess.TimeoutExpired as error:
        raise TimeoutError(f"{words[0]} did not end within {timeout:g} seconds") from error


def popen(
    words: Sequence[str],
    *,
    cwd: str | os.PathLike[str] = NEUTRAL,
    environment: Mapping[str, str] | None = None,
    stdin: Stream = DEVNULL,
    stdout: Stream = DEVNULL,
    stderr: Stream = DEVNULL,
    detached: bool = False,
    pass_fds: Sequence[int] = (),
    inherits: bool = False,
) -> subprocess.Popen[bytes]:
    """Starts a program. ``detached``: in a session of its own, which the end of ours does not end.
    ``inherits``: it gets the environment as it is, for a program of ours that only hands it to the user's own
    script, where a relative ``PYTHONPATH`` means something.

    Raises:
        FileNotFoundError: there is no such program.
        OSError, ValueError: it cannot be started.
    """
    import subprocess

    cleaned = _environment_for(cwd, environment)
    given = dict(os.environ if environment is None else environment) if inherits else cleaned
    process = subprocess.Popen(
        _found(words, cleaned),
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        cwd=cwd,
        env=given,
        start_new_session=detached and not WINDOWS,
        creationflags=_flags(detached=detached),
        pass_fds=tuple(pass_fds),
    )
    if not detached:
        end_with_this_process(process.pid)
    return process


async def spawn(
    words: Sequence[str],
    *,
    cwd: str | os.PathLike[str] = NEUTRAL,
    environment: Mapping[str, str] | None = None,
    stdin: Stream = DEVNULL,
    stdout: Stream = PIPE,
    stderr: Stream = PIPE,
    limit: int = LINE_LIMIT,
) -> asyncio.subprocess.Process:
    """Starts a program on the event loop. ``limit``: bytes of a line that may be waiting to be read.

    Raises:
        FileNotFoundError: there is no such program.
        OSError, ValueError: it cannot be started.
    """
    import asyncio

    given = _environment_for(cwd, environment)
    process = await asyncio.create_subprocess_exec(
        *_found(words, given),
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        cwd=cwd,
        env=given,
        limit=limit,
        creationflags=_flags(detached=False),
    )
    end_with_this_process(process.pid)
    return process


def git(
    arguments: Sequence[str],
    folder: str | os.PathLike[str],
    *,
    timeout: float,
    input: bytes | None = None,
) -> subprocess.CompletedProcess[bytes] | None:
    """What git answers about a folder, without running anything that the folder's own files name; ``None``:
    there is no git, no answer in time, or no way to ask without that. See ``git_command``.

    Raises:
        ValueError: the command is none of those that were reviewed.
    """
    given = git_environment(safe_environment())
    place = str(Path(folder).absolute())
    names_filters = git_words(["config", "--list", "--name-only", "-z"], place)
    git_words(arguments, place)  # A command that was not reviewed is a mistake of ours, not an answer.
    try:
        names = run(names_filters, timeout=timeout, environment=given)
        filters = quiet_filters(names.stdout) if names.returncode == 0 else None
        if filters is None:
            return None
        words = git_words(arguments, place, filters)
        return run(words, timeout=timeout, environment=given, input=input)
    except (OSError, ValueError):
        return None


def _environment_for(cwd: str | os.PathLike[str], environment: Mapping[str, str] | None) -> dict[str, str]:
    """What a program gets. One that begins in no folder of the user's still finds what they named from
    theirs."""
    given = safe_environment(environment)
    if cwd != NEUTRAL:
        return given
    try:
        return with_places_kept(given, os.getcwd())  # noqa: PTH109 - a text, like the values
    except OSError:  # The folder is gone.
        return given


def _found(words: Sequence[str], environment: Mapping[str, str]) -> list[str]:
    program = find_program(words[0], environment)
    if program is None:
        raise FileNotFoundError(2, "No such program", words[0])
    return [program, *words[1:]]


def _flags(*, detached: bool) -> int:
    """Windows' flags: without a window of its own, for one."""
    import subprocess
    import sys

    if sys.platform != "win32":
        return 0
    group = subprocess.CREATE_NEW_PROCESS_GROUP if detached else 0
    return subprocess.CREATE_NO_WINDOW | group
