"""What Slurm's programs print, of clusters that are not here."""

from __future__ import annotations

import pytest

from transformers_workbench.training.slurm import SlurmState, account_line, control_line, queue_line


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("PENDING|Resources", SlurmState("queued", "PENDING", "Resources")),
        ("PENDING|None", SlurmState("queued", "PENDING")),
        ("CONFIGURING|None", SlurmState("queued", "CONFIGURING")),
        ("RUNNING|None", SlurmState("running", "RUNNING")),
        ("COMPLETING|NonZeroExitCode", SlurmState("running", "COMPLETING", "NonZeroExitCode")),
        ("SUSPENDED|None", SlurmState("running", "SUSPENDED")),
        ("EXPEDITING|None", SlurmState("running", "EXPEDITING")),
        ("TIMEOUT|TimeLimit", SlurmState("ended", "TIMEOUT", "TimeLimit")),
        ("", None),
    ],
)
def test_a_line_of_squeue(line: str, state: SlurmState | None) -> None:
    assert queue_line(line) == state


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("COMPLETED|0:0|None", SlurmState("ended", "COMPLETED", "", 0)),
        ("FAILED|1:0|NonZeroExitCode", SlurmState("ended", "FAILED", "NonZeroExitCode", 1)),
        ("CANCELLED by 1000|0:15|None", SlurmState("ended", "CANCELLED", "", 0, 15)),
        ("CANCELLED+|0:0|None", SlurmState("ended", "CANCELLED", "", 0)),
        ("TIMEOUT|0:0|TimeLimit", SlurmState("ended", "TIMEOUT", "TimeLimit", 0)),
        ("OUT_OF_MEMORY|0:125|OutOfMemory", SlurmState("ended", "OUT_OF_MEMORY", "OutOfMemory", 0)),
        ("NODE_FAIL|1:0|NodeDown", SlurmState("ended", "NODE_FAIL", "NodeDown", 1)),
        ("PREEMPTED|0:0|", SlurmState("ended", "PREEMPTED", "", 0)),
        ("PENDING|0:0|Priority", SlurmState("queued", "PENDING", "Priority")),
    ],
)
def test_a_line_of_sacct(line: str, state: SlurmState) -> None:
    assert account_line(line) == state


def test_a_line_of_scontrol() -> None:
    line = (
        "JobId=7 JobName=a UserId=u(1) JobState=FAILED Reason=NonZeroExitCode Dependency=(null) "
        "Requeue=0 Restarts=0 BatchFlag=1 Reboot=0 ExitCode=3:0 DerivedExitCode=0:0 RunTime=00:00:01"
    )
    assert control_line(line) == SlurmState("ended", "FAILED", "NonZeroExitCode", 3)
    assert control_line("slurm_load_jobs error: Invalid job id specified") is None
