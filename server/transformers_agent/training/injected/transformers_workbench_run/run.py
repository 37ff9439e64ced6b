"""The run that this process is of, as its environment says."""

from __future__ import annotations

import os
import sys

# As ``transformers_workbench.training.run_folder`` names them.
RUN, ATTEMPT, RESUME = (f"TRANSFORMERS_WORKBENCH_{name}" for name in ("RUN", "ATTEMPT", "RESUME"))
METRICS = "metrics.jsonl"
SUPERSEDED_METRICS = "metrics.superseded.jsonl"
PROGRESS = "progress.json"
TRAINER = "trainer.json"
FAILURES = "failures"
STOP = "stop.json"
TENSORBOARD = "tensorboard"


class Run:
    """Its folder, which attempt this is (from 1 on), and whether it is to go on from a checkpoint."""

    def __init__(self, folder: str, attempt: int, resume: bool) -> None:
        self.folder = folder
        self.attempt = attempt
        self.resume = resume

    def path(self, name: str) -> str:
        """Of a file of the folder."""
        return os.path.join(self.folder, name)


def run_of_environment() -> Run | None:
    """``None``: this process is of no run, or its folder is gone."""
    folder = os.environ.get(RUN, "")
    if not folder or not os.path.isdir(folder):
        return None
    attempt = os.environ.get(ATTEMPT, "")
    return Run(
        os.path.abspath(folder), int(attempt) if attempt.isdigit() else 1, os.environ.get(RESUME) == "1"
    )


def complain(what: str, error: BaseException) -> None:
    """One line where the user looks; the script goes on."""
    try:
        sys.stderr.write(f"Transformers Workbench: {what}: {error!r}\n")
    except Exception:
        return
