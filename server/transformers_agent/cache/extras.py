"""``cache.extras``: what fills the disk beside the repositories of a cache."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from transformers_agent.cache.layout import SHARED_BLOBS, SKIPPED, repo_types, shared_blobs
from transformers_agent.cache.where import assets_cache, datasets_cache, hub_constants, xet_cache
from transformers_agent.task import Params

OFTEN = 512
"""After how many entries of one folder the time is looked at."""


def extras(params: Params) -> dict[str, Any]:
    """Sizes of what else lies on the disk.

    Params:
        root: a cache. The folders that belong to no root (xet, assets, datasets) come with the active one.
        seconds: how long to take, optional; sums are then of what has been seen.

    Returns:
        ``{extras: [{kind, path, size, file_count}], free, complete}``. ``kind``: ``shared`` (blobs of the
        root's store that some repository uses), ``unused-shared``, ``xet``, ``assets``, ``datasets``; a kind
        without files is left out. ``size`` in bytes: a file with several names counts once, a folder inside
        another one's is not counted with that, and no link is followed. ``free``: bytes free on the root's
        disk, or ``None``. ``complete`` is false when the time ended or a folder could not be read.
    """
    root = os.path.realpath(os.path.expanduser(str(params["root"])))
    seconds = params.get("seconds")
    sums = _Sums(root, None if seconds is None else time.monotonic() + float(seconds))
    found = sums.of_store()
    if _is_active(root):
        folders = {"xet": xet_cache(), "assets": assets_cache(), "datasets": datasets_cache()}
        kinds = {os.path.realpath(path): kind for kind, path in folders.items() if path is not None}
        sums.separate(kinds)
        found.extend(sums.of_folder(kind, path) for path, kind in kinds.items())
    return {
        "extras": [each for each in found if each["file_count"]],
        "free": free_bytes(root),
        "complete": sums.complete,
    }


def free_bytes(path: str) -> int | None:
    """Bytes free on the disk of the folder, or of where it would be made; ``None``: the system does not
    tell."""
    folder = path
    while not os.path.isdir(folder) and os.path.dirname(folder) != folder:
        folder = os.path.dirname(folder)
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _is_active(root: str) -> bool:
    library = hub_constants()
    return library is not None and os.path.realpath(str(library.HF_HUB_CACHE)) == root


class _Sums:
    """Sums of files, each real one counted once over all of them."""

    def __init__(self, root: str, end: float | None) -> None:
        self._root = root
        self._end = end
        self.complete = True
        self._separate: set[str] = set()
        self._counted: set[tuple[int, int]] = set()
        """Device and inode of the files that have several names."""

    def separate(self, folders: Iterable[str]) -> None:
        """Folders that are not counted with a folder around them, because they have a sum of their own."""
        self._separate.update(folders)

    def of_store(self) -> list[dict[str, Any]]:
        """The root's shared blobs. Which payload counts, and whether it is used, the library says."""
        store = shared_blobs()
        if store is None or not store.is_shared_blobs_dir(os.path.join(self._root, SHARED_BLOBS)):
            return []
        unused = store.unreferenced_shared_blobs(Path(self._root))
        sizes = {True: 0, False: 0}
        counts = {True: 0, False: 0}
        for path in store.shared_store_blob_paths(Path(self._root)):
            with suppress(OSError):
                facts = os.lstat(path)
                if self._is_counted(facts):
                    continue
                sizes[path in unused] += facts.st_size
                counts[path in unused] += 1
        return [
            {
                "kind": "unused-shared" if is_unused else "shared",
                "path": os.path.join(self._root, SHARED_BLOBS),
                "size": sizes[is_unused],
                "file_count": counts[is_unused],
            }
            for is_unused in (False, True)
        ]

    def of_folder(self, kind: str, folder: str) -> dict[str, Any]:
        """The sum of a folder. Where the cache itself lies in it, repositories and store are left out."""
        size = count = 0
        pending = [folder]
        while pending and not self._is_over():
            current = pending.pop()
            try:
                with os.scandir(current) as entries:
                    for position, entry in enumerate(entries):
                        if position % OFTEN == OFTEN - 1 and self._is_over():
                            break
                        if entry.is_dir(follow_symlinks=False):
                            if self._is_part(current, entry):
                                pending.append(entry.path)
                        elif not entry.is_symlink():
                            with suppress(FileNotFoundError):
                                facts = entry.stat(follow_symlinks=False)
                                if not self._is_counted(facts):
                                    size += facts.st_size
                                    count += 1
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError:
                self.complete = False
        return {"kind": kind, "path": folder, "size": size, "file_count": count}

    def _is_part(self, current: str, entry: os.DirEntry[str]) -> bool:
        if entry.path in self._separate:
            return False
        if current != self._root:
            return True
        return entry.name not in (*SKIPPED, SHARED_BLOBS) and entry.name.partition("--")[0] not in _types()

    def _is_counted(self, facts: os.stat_result) -> bool:
        """Whether the file was counted under another name before; it is from now on. Windows does not tell
        that while listing a folder."""
        if facts.st_nlink < 2:
            return False
        file = (facts.st_dev, facts.st_ino)
        if file in self._counted:
            return True
        self._counted.add(file)
        return False

    def _is_over(self) -> bool:
        if self._end is not None and time.monotonic() > self._end:
            self.complete = False
            return True
        return False


def _types() -> Iterable[str]:
    try:
        return repo_types()
    except ImportError:
        return ()
