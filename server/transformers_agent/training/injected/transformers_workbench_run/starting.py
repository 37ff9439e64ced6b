"""What happens in every Python process of a run, before anything of the user's."""

from __future__ import annotations

from . import failures, post_import
from .run import run_of_environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType

TRAINER = "transformers.trainer"


def start() -> None:
    """Notes uncaught errors, and waits for ``transformers.trainer`` to be imported."""
    run = run_of_environment()
    if run is None:
        return
    note_of_threads = failures.note_uncaught(run)

    def observe(module: ModuleType) -> None:
        from .trainer_hooks import install

        note_of_threads()
        install(module, run)

    post_import.after_import(TRAINER, observe)
