"""What a run of ours notes beside its rows: how its weights are trained, its arguments, how many steps there
are to be."""

from __future__ import annotations

from pathlib import Path

from transformers_workbench.health.about_run import about_of_run
from transformers_workbench.health.series import About
from transformers_workbench.training.run_folder import PROGRESS, TRAINER
from transformers_workbench.training.run_notes import read_note, whole


class BesideRows:
    """``folder`` ``None``: it is no run of ours, and nothing is known."""

    def __init__(self, folder: Path | None) -> None:
        self.about = About()
        self.total_steps = 0
        self._folder = folder
        self._seen: dict[str, tuple[int, int, int] | None] = {}

    def look(self) -> bool:
        """Whether something changed. What was known stays when a file is gone."""
        if self._folder is None:
            return False
        changed = False
        if self._has_changed(self._folder, TRAINER):
            self.about, changed = about_of_run(self._folder), True
        if self._has_changed(self._folder, PROGRESS):
            total = max(0, whole(read_note(self._folder / PROGRESS), "total") or 0)
            changed = changed or total != self.total_steps
            self.total_steps = total
        return changed

    def _has_changed(self, folder: Path, name: str) -> bool:
        try:
            stat = (folder / name).stat()
        except OSError:
            return False
        seen = (stat.st_ino, stat.st_size, stat.st_mtime_ns)
        changed = self._seen.get(name) != seen
        self._seen[name] = seen
        return changed
