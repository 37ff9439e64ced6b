"""``os.walk`` for folders that somebody else may have made: before Python 3.12 that raises ``RecursionError``
where they lie a thousand deep in each other.

Runs in the server and in the agent: standard library only.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike


def walk(
    top: str | PathLike[str], onerror: Callable[[OSError], object] | None = None
) -> Iterator[tuple[str, list[str], list[str]]]:
    """A folder, its folders and its files; then the same of each of its folders that the caller left in the
    list. Links to folders are in it, and are not followed. ``onerror``: told what could not be listed."""
    waiting = [os.fspath(top)]
    while waiting:
        place = waiting.pop()
        folders: list[str] = []
        files: list[str] = []
        links: set[str] = set()
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    try:
                        is_folder = entry.is_dir()
                        if is_folder and entry.is_symlink():
                            links.add(entry.name)
                    except OSError:
                        is_folder = False
                    (folders if is_folder else files).append(entry.name)
        except OSError as error:
            if onerror is not None:
                onerror(error)
            continue
        yield place, folders, files
        below = [name for name in reversed(folders) if name not in links]
        waiting += [os.path.join(place, name) for name in below]  # noqa: PTH118 - a scan: many times faster
