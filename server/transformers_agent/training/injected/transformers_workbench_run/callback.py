"""The callback that every Trainer of the process has: hands on what happens, and never lets an error of ours
out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from .files import GrowingFile
from .rows import plain, row_of
from .run import METRICS, Run, complain
from .training import Training


class Script:
    """What the trainings of one process have in common."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._rows = GrowingFile(run.path(METRICS))
        self._trainings = 0

    def next_training(self, trainer_class: str, resumed_from: str | None) -> Training:
        """Numbered in the order in which they begin."""
        self._trainings += 1
        return Training(self.run, self._rows, self._trainings, trainer_class, resumed_from)

    def logged(self, training: Training | None, state: Any, logs: Mapping[str, Any]) -> None:
        """One row. ``training`` ``None``: before any, an evaluation of what is to be trained; it is the next
        one's."""
        number = training.number if training is not None else self._trainings + 1
        own = {
            "step": state.global_step,
            "epoch": plain(state.epoch),
            "time": time.time(),
            "attempt": self.run.attempt,
        }
        if number > 1:
            own["training"] = number
        bad = training.losses.take() if training is not None else 0
        self._rows.append(row_of({**logs, "nonfinite_loss_steps": bad} if bad else logs, own))
        if training is not None:
            training.logged(state, logs)


def callback_class(base: type[Any], script: Script) -> type[Any]:
    """A ``TrainerCallback`` of the installed transformers."""

    class TransformersWorkbenchCallback(base):  # type: ignore[misc]
        """Writes the run's rows and progress, and stops it when it is asked to."""

        def __init__(self) -> None:
            self.training: Training | None = None
            self.callbacks: list[Any] = []
            self._complained = False

        def __reduce__(self) -> tuple[type[Any], tuple[()]]:
            # A Trainer that is sent to another process, or copied, has a callback there that does nothing.
            return base, ()

        def on_train_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            if self.training is None or self.training.ended:
                self.training = script.next_training("", None)
            self._safely(self.training.begin, args, state, self.callbacks, kwargs.get("model"))

        def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            if self.training is not None:
                self._safely(self.training.step_ended, args, state, control)

        def on_substep_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            if self.training is not None:
                self._safely(self.training.part_of_step_ended, control)

        def on_epoch_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            if self.training is not None:
                self._safely(self.training.epoch_ended, state, control)

        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **kwargs: Any) -> None:
            if state.is_world_process_zero:
                self._safely(script.logged, self.training, state, logs or {})

        def on_save(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            if self.training is not None:
                self._safely(self.training.saved, state)

        def on_train_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
            if self.training is not None:
                self._safely(self.training.end, state)

        def _safely(self, act: Callable[..., None], *values: Any) -> None:
            # Goes on after an error: in a training of several processes the others wait for this one's part
            # in `agreement`.
            try:
                act(*values)
            except Exception as error:
                if not self._complained:
                    self._complained = True
                    complain("this training is not watched as it should be", error)

    return TransformersWorkbenchCallback
