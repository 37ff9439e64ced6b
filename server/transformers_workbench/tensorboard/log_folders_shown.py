"""How several log folders are given to TensorBoard.

Its fast data server takes one folder only, and ``--logdir_spec`` cannot name every path. So several are
gathered as links in a folder of the server's own; where links cannot be made it is ``--logdir_spec``, and
slower.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import attrs

VIEW = "compared"


@attrs.frozen
class Shown:
    """One of ``logdir`` and ``logdir_spec`` is empty; ``location`` is what TensorBoard says it shows."""

    logdir: str
    logdir_spec: str

    @property
    def location(self) -> str:
        return self.logdir or self.logdir_spec


def shown(folders: tuple[str, ...], state: Path) -> Shown:
    """What is given to TensorBoard.

    Raises:
        OSError: the state folder cannot be written.
    """
    outermost = [folder for folder in folders if not any(_inside(folder, other) for other in folders)]
    if len(outermost) == 1:
        return Shown(outermost[0], "")
    view = state / VIEW
    shutil.rmtree(view, ignore_errors=True)
    names = names_of(outermost)
    try:
        for name, folder in zip(names, outermost, strict=True):
            link = view / name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(folder, target_is_directory=True)
    except (OSError, NotImplementedError):  # No links on this disk, or on this system.
        shutil.rmtree(view, ignore_errors=True)
        pairs = zip(names, outermost, strict=True)
        return Shown("", ",".join(f"{Path(name).as_posix()}:{folder}" for name, folder in pairs))
    return Shown(str(view), "")


def names_of(folders: list[str]) -> list[str]:
    """What tells the folders apart: their paths below what they have in common."""
    try:
        common = os.path.commonpath(folders)
    except ValueError:  # On two drives.
        return [f"{index}-{Path(folder).name}" for index, folder in enumerate(folders, 1)]
    return [os.path.relpath(folder, common) for folder in folders]


def _inside(folder: str, other: str) -> bool:
    return folder != other and folder.startswith(other.rstrip(os.sep) + os.sep)
