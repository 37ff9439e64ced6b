"""What git knows of a file: whether a token in it may already be in a history that others have."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from transformers_agent import programs

if TYPE_CHECKING:
    import subprocess

PATIENCE = 5.0
"""Seconds for one question; the history of a large repository can take longer than anybody wants to wait."""
LISTING = 30.0
"""Seconds for the names of all files: with thousands of folders on a network disk it takes long."""
PAUSE = 60.0
"""Seconds in which a repository is left alone about which there was no answer in time."""


@attrs.frozen
class GitState:
    """``None``: not known, because there is no git, no repository, or no answer in time."""

    tracked: bool | None = None
    in_history: bool | None = None
    ignored: bool | None = None

    @property
    def is_known(self) -> bool:
        """Whether the file is, or was, part of the repository."""
        return bool(self.tracked or self.in_history)


UNKNOWN = GitState()


class Unanswered:
    """Repositories about which git did not answer in time. Rules of ``.gitignore`` can keep it busy for ever,
    and each question holds up a thread and a core: of a hundred files, not each is to wait anew."""

    def __init__(self) -> None:
        self._until: dict[Path, float] = {}

    def __contains__(self, repository: Path) -> bool:
        return time.monotonic() < self._until.get(repository, 0.0)

    def add(self, repository: Path) -> None:
        """Leaves it alone for a while."""
        self._until[repository] = time.monotonic() + PAUSE


_UNANSWERED = Unanswered()


def git_state(file: Path, unanswered: Unanswered = _UNANSWERED) -> GitState:
    """Asks git about a file; takes tens of milliseconds, so never on the server's own thread."""
    repository = repository_of(file)
    if repository is None or repository in unanswered:
        return UNKNOWN

    def ask(*arguments: str) -> subprocess.CompletedProcess[bytes] | None:
        if repository in unanswered:
            return None
        asked = time.monotonic()
        answer = programs.git(arguments, file.parent, timeout=PATIENCE)
        if answer is None and time.monotonic() - asked >= PATIENCE:
            unanswered.add(repository)
        return answer

    def code(*arguments: str) -> int | None:
        answer = ask(*arguments)
        return None if answer is None else answer.returncode

    tracked = code("ls-files", "--error-unmatch", "--", file.name)
    if tracked not in (0, 1):
        return UNKNOWN
    history = ask("log", "--all", "--oneline", "-1", "--", file.name)
    # It takes names as they are, but for a colon in front.
    ignored = code("check-ignore", "--quiet", "--", f"./{file.name}")
    return GitState(
        tracked=tracked == 0,
        in_history=bool(history.stdout) if history is not None and history.returncode == 0 else None,
        ignored=ignored == 0 if ignored in (0, 1) else None,
    )


def repository_of(file: Path) -> Path | None:
    """The top of the working tree a file lies in, without asking git."""
    return next((folder for folder in file.absolute().parents if (folder / ".git").exists()), None)


def listed_by_git(folder: Path) -> list[str] | None:
    """The files below a folder, as paths relative to it, without those that are ignored.

    A path with ``/`` at its end, or that is a folder, is another repository. ``None``: git does not say.
    """
    if repository_of(folder / "file") is None:
        return None
    options = ("ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", ".")
    answer = programs.git(options, folder, timeout=LISTING)
    if answer is None or answer.returncode != 0:
        return None
    return sorted({os.fsdecode(name) for name in answer.stdout.split(b"\0") if name})
