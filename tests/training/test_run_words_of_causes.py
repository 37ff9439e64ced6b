"""Every cause that a run's folder may hold has words, also where the server has a reason of the same name."""

from __future__ import annotations

import pytest

from transformers_workbench.training.run_words import words_of_cause
from transformers_workbench.wording import ENGLISH


@pytest.mark.parametrize(
    ("cause", "values", "message"),
    [
        ("missing-package", {"module": "peft", "requirement": "peft"}, "The package peft is missing."),
        ("disk-full", {}, "The disk is full."),
        ("slurm-refused", {"message": "no such partition"}, "Slurm did not take the job: no such partition"),
        ("slurm-missing", {"program": "sbatch"}, "sbatch was not found on this machine."),
    ],
)
def test_a_cause_is_said_in_words_of_its_own(cause: str, values: dict[str, object], message: str) -> None:
    said, advice = words_of_cause(cause, values, ENGLISH)
    assert said == message
    assert advice
