"""Puts the callback into the installed ``transformers.trainer``, and looks after ``Trainer.train``.

``DEFAULT_CALLBACKS`` is what every Trainer begins its list of callbacks with (from 4.57 to 5.23 seen in the
source), and so every class built on it. ``train`` is wrapped because a callback learns neither of the
Trainer nor of the loss of a step, and cannot choose a checkpoint.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from types import ModuleType
from typing import Any

from .callback import Script, callback_class
from .run import Run, complain
from .trainer_facts import checkpoint_to_resume_from


def install(module: ModuleType, run: Run) -> None:
    """Raises AttributeError: this transformers is built in another way, and is left as it is."""
    trainer, defaults = module.Trainer, module.DEFAULT_CALLBACKS
    script = Script(run)
    ours = callback_class(module.TrainerCallback, script)
    trainer.train = _watched(trainer.train, script, ours)
    defaults.append(ours)


def _watched(train: Callable[..., Any], script: Script, ours: type[Any]) -> Callable[..., Any]:
    @functools.wraps(train)
    def watched(self: Any, resume_from_checkpoint: Any = None, *args: Any, **kwargs: Any) -> Any:
        callback = None
        try:
            callback = next((one for one in self.callback_handler.callbacks if isinstance(one, ours)), None)
            if script.run.resume and not args and not kwargs.get("trial") and "model_path" not in kwargs:
                resume_from_checkpoint = _checkpoint(script.run, self.args.output_dir, resume_from_checkpoint)
            if callback is not None:
                _begin(self, callback, script, resume_from_checkpoint)
        except Exception as error:
            complain("this training is not watched", error)
        try:
            return train(self, resume_from_checkpoint, *args, **kwargs)
        finally:
            if callback is not None:
                _end(self, callback)

    return watched


def _checkpoint(run: Run, output_dir: str, asked: Any) -> Any:
    """What the script asks for wins: a path, or ``False``. ``True`` means the last one, which is the last
    whole one."""
    if asked is None:
        return checkpoint_to_resume_from(run, output_dir)
    if asked is True:
        return checkpoint_to_resume_from(run, output_dir) or True
    return asked


def _begin(trainer: Any, callback: Any, script: Script, checkpoint: Any) -> None:
    kind = type(trainer)
    resumed_from = os.path.abspath(checkpoint) if isinstance(checkpoint, (str, os.PathLike)) else None
    training = script.next_training(f"{kind.__module__}.{kind.__qualname__}", resumed_from)
    callback.training = training
    callback.callbacks = trainer.callback_handler.callbacks
    if not trainer.is_world_process_zero():
        return
    training.trains(getattr(trainer, "model", None))
    step, state_of = trainer.training_step, trainer

    @functools.wraps(step)
    def watched_step(*args: Any, **kwargs: Any) -> Any:
        loss = step(*args, **kwargs)
        try:
            training.losses.saw(loss, state_of.state.global_step)
        except Exception as error:
            trainer.training_step = step
            complain("losses are not looked at", error)
        return loss

    # On this one object, so that a class's own `training_step` is seen whatever it is built on.
    trainer.training_step = watched_step


def _end(trainer: Any, callback: Any) -> None:
    trainer.__dict__.pop("training_step", None)
    callback.callbacks = []
