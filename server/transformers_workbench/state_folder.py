"""Where the workbench keeps what is this user's own: outside every workspace, readable by nobody else."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "TRANSFORMERS_WORKBENCH_STATE"
"""Names another folder."""


def state_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder; it need not exist yet."""
    if own := environment.get(VARIABLE):
        return Path(own).expanduser().absolute()
    if sys.platform == "win32":
        base = Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(environment.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return base / "transformers-workbench"


def is_private(folder: str | Path) -> bool:
    """Whether nobody but this user can have put anything there. Windows keeps a profile's folders so by
    itself."""
    try:
        found = os.stat(folder)  # noqa: PTH116  # Asked for each list of runs: without a Path.
    except OSError:
        return False
    if sys.platform == "win32":
        return stat.S_ISDIR(found.st_mode)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022


def make_private(folder: Path) -> None:
    """Makes it, unless it is there. One that a mask left open to this user's group is closed.

    Raises:
        OSError: it cannot be made, others could write there, or it is a link that somebody else made.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform != "win32":
        if folder.is_symlink() and folder.lstat().st_uid != os.geteuid():
            raise PermissionError(13, "Another user made this link", str(folder))
        if not is_private(folder):
            _close_to_group(folder)
    if not is_private(folder):
        raise PermissionError(13, "Other users can write to this folder", str(folder))


def _close_to_group(folder: Path) -> None:
    """Raises ``OSError`` if it may not. What everybody could write to stays as it is: it says nothing."""
    assert sys.platform != "win32"
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        found = os.fstat(descriptor)
        if found.st_uid == os.geteuid() and not found.st_mode & 0o002:
            os.fchmod(descriptor, 0o700)
    finally:
        os.close(descriptor)
