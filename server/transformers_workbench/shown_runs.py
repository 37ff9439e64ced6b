"""The folders of runs that somebody is shown, for rooms that say something of these runs elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path


class ShownRuns:
    """``listeners`` are called when others are shown, and when something visible of them changed."""

    def __init__(self) -> None:
        self.folders: tuple[Path, ...] = ()
        """They have the runs' folders in them."""
        self.listeners: list[Callable[[], None]] = []

    def saw(self, folders: Iterable[Path]) -> None:
        """Somebody asked for the runs of these."""
        folders = tuple(folders)
        if folders != self.folders:
            self.folders = folders
            self.changed()

    def changed(self) -> None:
        """Something of them did."""
        for listener in self.listeners:
            listener()
