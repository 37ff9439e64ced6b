"""Reads whatever a training run left: a console log, ``trainer_state.json``, ``metrics.jsonl``, a run's
folder."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import attrs

from transformers_workbench.errors import WorkbenchError
from transformers_workbench.health.about_run import about_of_run
from transformers_workbench.health.lines import lines_of
from transformers_workbench.health.log_problem import log_problem
from transformers_workbench.health.metrics_file import read_metrics_file
from transformers_workbench.health.row import rows_in
from transformers_workbench.health.series import About, Series
from transformers_workbench.health.tracks import Tracks
from transformers_workbench.health.trainer_state import is_trainer_state, read_trainer_state
from transformers_workbench.training.run_folder import METRICS, PROGRESS
from transformers_workbench.training.run_notes import read_note, whole

TRAINER_STATE = "trainer_state.json"
NoteWord = Literal["damaged", "cut", "repeated", "left-out", "sampled", "still-reading"]


@attrs.frozen
class Note:
    """What may surprise about what was read; ``report`` has the words."""

    word: NoteWord
    count: int = 0


@attrs.frozen
class Reading:
    """The runs of a log. ``about``: what a run of ours tells besides."""

    runs: tuple[Series, ...]
    notes: tuple[Note, ...] = ()
    about: About = attrs.field(factory=About)


def read(path: Path) -> Reading:
    """What a file or a folder says; one with event files only is ``event_folder``'s.

    Raises:
        WorkbenchError: ``log-missing``, ``log-unreadable``, ``log-empty``.
    """
    try:
        file = file_of(path)
        reading = _read_file(file)
    except OSError as error:
        raise log_problem(path, error) from error
    if not any(len(run) for run in reading.runs):
        raise WorkbenchError("log-empty", path=str(path))
    return _with_notes_of_run(file.parent, reading) if file.name == METRICS else reading


def file_of(path: Path) -> Path:
    """The file to read of a run's folder, of a checkpoint, or of a folder of checkpoints: of them the last.

    Raises:
        FileNotFoundError: there is none.
        OSError: the folder cannot be read.
    """
    if not path.is_dir():
        return path
    for name in (METRICS, TRAINER_STATE):
        if (path / name).is_file():
            return path / name
    states = [
        (int(folder.name.rpartition("-")[2]), folder / TRAINER_STATE)
        for folder in path.glob("checkpoint-*")
        if folder.name.rpartition("-")[2].isdecimal() and (folder / TRAINER_STATE).is_file()
    ]
    if not states:
        raise FileNotFoundError(path)
    return max(states)[1]


def _read_file(path: Path) -> Reading:
    if path.suffix == ".jsonl":
        runs, damaged = read_metrics_file(path)
        return Reading(tuple(runs), _notes(damaged=damaged))
    if is_trainer_state(path):
        run, history = read_trainer_state(path)
        return Reading((run,), _notes(damaged=history.damaged, cut=int(history.cut)))
    tracks = Tracks()
    for line in lines_of(path):
        tracks.line(line, rows_in(line))
    notes = Note("repeated", tracks.repeated), Note("left-out", tracks.left_out)
    return Reading(tuple(tracks.series()), tuple(note for note in notes if note.count))


def _notes(*, damaged: int, cut: int = 0) -> tuple[Note, ...]:
    return tuple(note for note in (Note("damaged", damaged), Note("cut", cut)) if note.count)


def _with_notes_of_run(folder: Path, reading: Reading) -> Reading:
    """With what the callback noted beside the rows: the model, the arguments, and how many steps there are to
    be."""
    progress = read_note(folder / PROGRESS) or {}
    runs = list(reading.runs)
    total = whole(progress, "total") or 0
    if total > 0 and runs:
        runs[-1] = attrs.evolve(runs[-1], total_steps=total)
    return Reading(tuple(runs), reading.notes, about_of_run(folder))
