"""One call of ``Trainer.train`` as the run's folder shows it: rows, progress, and the request to stop."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from . import superseded
from .agreement import Alone, Together, agreement
from .files import GrowingFile
from .loss_watch import LossWatch
from .model_facts import model_facts
from .progress import Progress
from .run import TENSORBOARD, Run, complain
from .stop_request import StopRequest
from .tensorboard_use import TensorBoardUse
from .trainer_facts import note_trainer


class Training:
    """``number``: which one of the script's, from 1 on. ``begin`` comes first, and again when the Trainer
    starts over with a smaller batch."""

    def __init__(
        self, run: Run, rows: GrowingFile, number: int, trainer_class: str, resumed_from: str | None
    ):
        self.number = number
        self.losses = LossWatch()
        self.ended = False
        self._run = run
        self._rows = rows
        self._class = trainer_class
        self._resumed_from = resumed_from
        self._begun = False
        self._saved_step = -1
        self._shown_folder = ""
        self._agreed: Alone | Together | None = None
        self._board: TensorBoardUse | None = None
        self._progress: Progress | None = None
        self._model: dict[str, Any] | None = None

    def trains(self, model: Any) -> None:
        """Looks at the model; once is enough, and the first time, before it is touched, tells the most."""
        if model is None or self._model is not None:
            return
        self._model = {}
        try:
            self._model = model_facts(model)
        except Exception as error:
            complain("the model could not be asked what it is", error)

    def begin(self, arguments: Any, state: Any, callbacks: Iterable[Any], model: Any = None) -> None:
        """Before the first step, in every process."""
        self._agreed = agreement(StopRequest(self._run).asked, arguments.device, self.number)
        self._saved_step = state.global_step
        if not state.is_world_process_zero:
            return
        step = state.global_step
        try:
            known = superseded.logged_at(state.log_history, step)
            superseded.supersede(self._run, self.number, step, known, again=self._begun)
        except OSError as error:
            complain("rows of steps that are done again stay in metrics.jsonl", error)
        self._begun = True
        self._board = TensorBoardUse(callbacks, arguments, self._run.path(TENSORBOARD))
        if step > 0:
            self._board.resumed(step)
        self._progress = Progress(self._run, self.number, step)
        self._progress.tell(state, at_once=True)
        self.trains(model)
        self._show_trainer(arguments, self._board.folder())

    def logged(self, state: Any, logs: Mapping[str, Any]) -> None:
        """Numbers for TensorBoard. Only in the first process."""
        if self._board is not None:
            self._board.add(logs, state.global_step)

    def step_ended(self, arguments: Any, state: Any, control: Any) -> None:
        """In every process."""
        if self._stops():
            control.should_save = True
            control.should_evaluate = False
            control.should_training_stop = True
        if self._progress is not None and self._board is not None:
            self._progress.tell(state, saving=control.should_save, at_once=control.should_save)
            if self._board.folder() != self._shown_folder:
                self._show_trainer(arguments, self._board.folder())

    def part_of_step_ended(self, control: Any) -> None:
        """Of a step that accumulates gradients: what it has so far is done again after resuming."""
        if self._stops():
            control.should_training_stop = True

    def epoch_ended(self, state: Any, control: Any) -> None:
        """Also when the loop was left in the middle of one."""
        if self._agreed is not None and self._agreed.asked_for:
            # Written once: a checkpoint that is being written again is in danger.
            control.should_save = state.global_step not in (self._saved_step, 0)
            control.should_evaluate = False
        if control.should_save and self._progress is not None:
            self._progress.tell(state, saving=True, at_once=True)

    def saved(self, state: Any) -> None:
        """A checkpoint is complete. What was logged up to it then survives a machine that goes down."""
        self._saved_step = state.global_step
        if self._progress is not None:
            self._rows.flush(durable=True)
            self._progress.tell(state, at_once=True)

    def end(self, state: Any) -> None:
        """After the last row."""
        self.ended = True
        if self._progress is not None:
            self._rows.flush(durable=True)
            self._progress.tell(state, ended=True, at_once=True)

    def _stops(self) -> bool:
        return self._agreed is not None and self._agreed.stops()

    def _show_trainer(self, arguments: Any, logging_dir: str) -> None:
        self._shown_folder = logging_dir
        try:
            note_trainer(
                self._run,
                arguments,
                self._class,
                self._resumed_from,
                logging_dir,
                self.number,
                self._model or None,
            )
        except OSError as error:
            complain("trainer.json could not be written", error)
