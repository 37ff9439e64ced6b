"""What happens in every Python process of a run, before anything of the user's."""

from __future__ import annotations

from types import ModuleType

from . import failures, post_import
from .run import run_of_environment

TRAINER = "transformers.trainer"


def start() -> None:
    """Notes uncaught errors, and waits for ``transformers.trainer`` to be imported."""
    run = run_of_environment()
    if run is None:
        return
    failures.note_uncaught(run)

    def observe(module: ModuleType) -> None:
        from .trainer_hooks import install

        install(module, run)

    post_import.after_import(TRAINER, observe)
