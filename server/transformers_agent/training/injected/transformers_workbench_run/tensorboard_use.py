"""Where a training's event files are: the script's own, else ours in the run's folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from .event_file import EventFile


class TensorBoardUse:
    """One training's."""

    def __init__(self, callbacks: Iterable[Any], arguments: Any, ours: str) -> None:
        self._theirs = next((one for one in callbacks if _is_of_tensorboard(one)), None)
        self._arguments = arguments
        self._events = EventFile(ours) if self._theirs is None else None
        self._ours = ours

    def folder(self) -> str:
        """Absolute. The script's own is certain only once its writer is there, after the first step."""
        if self._theirs is None:
            return self._ours
        writer = getattr(self._theirs, "tb_writer", None)
        for source, name in (
            (writer, "log_dir"),
            (self._theirs, "logging_dir"),
            (self._arguments, "logging_dir"),
        ):
            folder = getattr(source, name, None)
            if isinstance(folder, str) and folder:
                return os.path.abspath(os.path.expanduser(folder))
        return ""

    def resumed(self, step: int) -> None:
        """The training goes on after ``step``."""
        if self._events is not None:
            self._events.resumed(step)

    def add(self, logs: Mapping[str, Any], step: int) -> None:
        """Under the names that the installed transformers gives them in TensorBoard."""
        if self._events is not None:
            numbers = {
                name: float(value)
                for name, value in _renamed(dict(logs)).items()
                if isinstance(value, (int, float)) and not isinstance(value, bool)
            }
            self._events.add(numbers, step)


def _is_of_tensorboard(callback: Any) -> bool:
    return any(kind.__name__ == "TensorBoardCallback" for kind in type(callback).__mro__)


def _renamed(logs: dict[str, Any]) -> dict[str, Any]:
    integrations = sys.modules.get("transformers.integrations.integration_utils")
    rewrite = getattr(integrations, "rewrite_logs", None)
    return rewrite(logs) if callable(rewrite) else logs
