"""What kind of log lies at a path, and what follows it."""

from __future__ import annotations

from pathlib import Path

from transformers_agent.regular_files import check_regular, open_regular
from transformers_workbench.health.event_folder import is_event_folder
from transformers_workbench.health.follow_again import TrainerStateSource
from transformers_workbench.health.follow_events import EventSource
from transformers_workbench.health.follow_file import ConsoleLines, FileSource, MetricsLines
from transformers_workbench.health.followed_log import Place
from transformers_workbench.health.log_problem import log_problem
from transformers_workbench.health.reading import TRAINER_STATE, file_of
from transformers_workbench.health.trainer_state import is_trainer_state
from transformers_workbench.training.run_folder import LOG, METRICS, SPEC, TRAINER
from transformers_workbench.training.run_notes import read_note, text


def place_of(path: Path, interpreter: str | None) -> Place:
    """The log at a path. ``interpreter``: has TensorBoard, for event files.

    Raises:
        WorkbenchError: ``log-missing``, ``log-unreadable``.
    """
    try:
        return _folder(path, interpreter) if path.is_dir() else _file(path, interpreter)
    except OSError as error:
        raise log_problem(path, error) from error


def _folder(path: Path, interpreter: str | None) -> Place:
    if (path / METRICS).is_file() or (path / SPEC).is_file():
        name = text(read_note(path / SPEC), "name") or path.name
        source = FileSource(path / METRICS, MetricsLines, may_be_missing=True)
        return Place("run", name, source, path, path / LOG)
    if is_event_folder(path):
        return Place("events", path.name, EventSource(path, interpreter))
    file_of(path)
    return Place("trainer-state", path.name, TrainerStateSource(path))


def _file(path: Path, interpreter: str | None) -> Place:
    if path.exists():
        check_regular(path)
    if is_event_folder(path):
        return Place("events", path.name, EventSource(path, interpreter))
    # Such names say nothing without their folder's.
    name = f"{path.parent.name}/{path.name}" if path.name in (METRICS, TRAINER_STATE) else path.name
    if path.suffix == ".jsonl":
        with open_regular(path):
            source = FileSource(path, MetricsLines)
        folder = path.parent if path.name == METRICS and (path.parent / TRAINER).is_file() else None
        return Place("metrics", name, source, folder)
    if is_trainer_state(path):
        return Place("trainer-state", name, TrainerStateSource(path))
    return Place("console", name, FileSource(path, ConsoleLines), None, path)
