"""How far downloads are, told by what lies on the disk: finished blobs, and unfinished ones that grow.

Every version of the library writes its downloads there, whichever way it transfers them.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterable

from transformers_agent.cache.hub import HubFile
from transformers_agent.progress import Progress

INTERVAL = 0.2
"""Seconds between two looks."""

SHARE = 0.1
"""At most this part of the time is spent looking: a dataset may have ten thousands of files."""


class Growth:
    """Reports, from a thread of its own, how many bytes of ``files`` have come into ``folder``.

    A context: inside of it the thread looks, at its end the last state is told.
    """

    def __init__(
        self,
        folder: str,
        files: Iterable[HubFile],
        progress: Progress,
        is_finished: Callable[[HubFile], bool],
    ) -> None:
        self._blobs = os.path.join(folder, "blobs")
        self._waiting = {file.path: file for file in files}
        self._total = sum(file.size for file in self._waiting.values())
        self._finished = 0
        self._progress = progress
        self._is_finished = is_finished
        self.abandoned = self._unfinished()
        """Name → size of what earlier downloads left: it counts when it grows; else nobody goes on."""
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, name="growth", daemon=True)

    @property
    def fits(self) -> bool:
        """Whether the disk has room for what is still to come."""
        missing = sum(file.size for file in self._waiting.values())
        place = self._blobs
        while not os.path.isdir(place) and os.path.dirname(place) != place:
            place = os.path.dirname(place)
        return missing <= shutil.disk_usage(place).free

    def __enter__(self) -> Growth:
        self._look()
        self._thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._over.set()
        self._thread.join()
        self._look()

    def _look_on(self) -> None:
        pause = INTERVAL
        while not self._over.wait(pause):
            begun = time.monotonic()
            self._look()
            pause = max(INTERVAL, (time.monotonic() - begun) / SHARE)

    def _look(self) -> None:
        for file in [each for each in self._waiting.values() if self._is_finished(each)]:
            self._finished += file.size
            del self._waiting[file.path]
        sizes: dict[str, int] = {}
        for name, size in self._unfinished().items():
            if self.abandoned.get(name) != size:
                self.abandoned.pop(name, None)
                etag = name.partition(".")[0]
                sizes[etag] = max(size, sizes.get(etag, 0))
        growing = {file.path: min(sizes.get(file.etag, 0), file.size) for file in self._waiting.values()}
        label = max(growing, key=lambda path: growing[path], default="")
        self._progress(self._finished + sum(growing.values()), self._total, "bytes", label)

    def _unfinished(self) -> dict[str, int]:
        found = {}
        try:
            with os.scandir(self._blobs) as entries:
                for entry in entries:
                    if entry.name.endswith(".incomplete"):
                        found[entry.name] = entry.stat(follow_symlinks=False).st_size
        except OSError:
            return found  # There is no folder yet, or an entry has just been finished.
        return found
