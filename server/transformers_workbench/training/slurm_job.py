"""A run that is a job of Slurm's, for its supervisor: submitted, watched, cancelled."""

from __future__ import annotations

from transformers_workbench.training.run_facts import Facts, Look
from transformers_workbench.training.run_state import Standing


class Job:
    """Of one attempt of a run."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def ended(self, facts: Facts, look: Look) -> Standing | None:
        """How it ended; ``None``: it has not."""
        return Standing("failed", look.now, cause="not-started")

    def attend(self, facts: Facts, look: Look) -> None:
        """What there is to do while it waits or runs."""
