"""What state a run is in, out of its files and what the system says of its processes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from transformers_workbench.training.run_facts import Facts, Look
from transformers_workbench.training.run_state import HEARD_SECONDS, SILENT_SECONDS, settled, standing
from transformers_workbench.training.run_stop import (
    CHECKPOINT_SECONDS,
    LONGEST_SECONDS,
    TERMINATE_SECONDS,
    WITHOUT_TRAINER_SECONDS,
    due,
)

NOW = 1_000_000.0
PROCESS = {"pid": 5, "identity": "boot/1", "started": NOW - 100}
STOP = {"level": "checkpoint", "time": NOW - 1}


def facts(**notes: Any) -> Facts:
    given = {"asked": {"attempt": 1, "time": NOW - 200}, **notes}
    return Facts(folder=Path("run"), spec={"command": ["python"]}, attempt=1, **given)


def look(**told: Any) -> Look:
    return Look(**{"now": NOW, "script": "no", "keeper": "no", "supervisor": "no", "this_boot": True, **told})


def exited(code: int | None, signal: int | None = None) -> dict[str, Any]:
    return {"code": code, "signal": signal, "time": NOW - 1}


@pytest.mark.parametrize(
    ("notes", "told", "state", "cause"),
    [
        ({}, {}, "queued", ""),
        ({}, {"this_boot": False}, "failed", "reboot"),
        ({"process": PROCESS}, {"script": "yes", "keeper": "yes"}, "running", ""),
        ({"process": PROCESS}, {"script": "yes"}, "running", ""),
        # The keeper is about to note the exit.
        ({"process": PROCESS}, {"keeper": "yes"}, "running", ""),
        ({"process": PROCESS, "exit": exited(0)}, {}, "succeeded", ""),
        ({"process": PROCESS, "exit": exited(3)}, {}, "failed", ""),
        ({"process": PROCESS, "exit": exited(None, 9)}, {}, "failed", ""),
        ({"process": PROCESS, "exit": exited(0), "stop": STOP}, {}, "stopped", ""),
        ({"process": PROCESS, "exit": exited(None, 15), "stop": STOP}, {}, "stopped", ""),
        # It had done all that there was to do when the request came.
        (
            {"process": PROCESS, "exit": exited(0), "stop": STOP, "progress": {"step": 9, "total": 9}},
            {},
            "succeeded",
            "",
        ),
        ({"process": PROCESS}, {}, "lost", ""),
        ({"process": PROCESS}, {"this_boot": False}, "failed", "reboot"),
        # A crash before the machine went down is a crash.
        ({"process": PROCESS, "exit": exited(1)}, {"this_boot": False}, "failed", ""),
        ({"process": PROCESS, "progress": {"ended": True}}, {}, "succeeded", ""),
        ({"process": PROCESS, "progress": {"ended": True}, "failed": True}, {}, "failed", ""),
        ({"process": PROCESS, "stop": STOP}, {}, "stopped", ""),
        (
            {"supervisor": {"time": NOW - 5}, "process": PROCESS},
            {"supervisor": "elsewhere", "script": "elsewhere"},
            "running",
            "",
        ),
        ({"supervisor": {"time": NOW - 5}}, {"supervisor": "elsewhere"}, "queued", ""),
        (
            {"supervisor": {"time": NOW - SILENT_SECONDS - 1}, "process": PROCESS},
            {"supervisor": "elsewhere", "script": "elsewhere"},
            "lost",
            "",
        ),
        ({"outcome": {"state": "failed", "cause": "nan", "code": 1}}, {}, "failed", "nan"),
        ({"outcome": {"state": "nonsense"}, "process": PROCESS}, {"script": "yes"}, "running", ""),
    ],
)
def test_the_state_follows_from_the_files_and_the_processes(
    notes: dict[str, Any], told: dict[str, Any], state: str, cause: str
) -> None:
    stands = standing(facts(**notes), look(**told))
    assert (stands.state, stands.cause) == (state, cause)


def test_the_code_is_minus_the_signal() -> None:
    assert standing(facts(process=PROCESS, exit=exited(None, 9)), look()).code == -9
    assert standing(facts(process=PROCESS, exit=exited(7)), look()).code == 7


@pytest.mark.parametrize(
    ("stop", "progress", "terminated", "step"),
    [
        (None, None, None, ""),
        ({"level": "nonsense", "time": NOW}, None, None, ""),
        ({"level": "checkpoint", "time": NOW}, None, None, ""),
        ({"level": "checkpoint", "time": NOW - WITHOUT_TRAINER_SECONDS}, None, None, "terminate"),
        ({"level": "checkpoint", "time": NOW - 60}, {"time": NOW - 90}, None, ""),
        ({"level": "checkpoint", "time": NOW - CHECKPOINT_SECONDS}, {"time": NOW - 500}, None, "terminate"),
        # A step takes long, or a checkpoint is being saved: it is heard of.
        ({"level": "checkpoint", "time": NOW - CHECKPOINT_SECONDS}, {"time": NOW - 5}, None, ""),
        (
            {"level": "checkpoint", "time": NOW - 2 * CHECKPOINT_SECONDS},
            {"time": NOW - 2 * CHECKPOINT_SECONDS, "saving": True},
            None,
            "",
        ),
        (
            {"level": "checkpoint", "time": NOW - LONGEST_SECONDS},
            {"time": NOW, "saving": True},
            None,
            "terminate",
        ),
        ({"level": "checkpoint", "time": NOW - LONGEST_SECONDS}, {"time": NOW}, None, "terminate"),
        ({"level": "terminate", "time": NOW}, {"time": NOW}, None, "terminate"),
        ({"level": "terminate", "time": NOW}, {"time": NOW}, NOW - 1, ""),
        ({"level": "terminate", "time": NOW - 99}, {"time": NOW}, NOW - TERMINATE_SECONDS, "kill"),
        ({"level": "kill", "time": NOW}, {"time": NOW}, None, "kill"),
    ],
)
def test_what_is_done_to_a_run_that_is_to_stop(
    stop: dict[str, Any] | None, progress: dict[str, Any] | None, terminated: float | None, step: str
) -> None:
    assert due(facts(process=PROCESS, stop=stop, progress=progress), NOW, terminated) == step


def test_its_end_is_told_when_its_supervisor_has_noted_why() -> None:
    ended = facts(process=PROCESS, exit=exited(1), supervisor={"time": NOW - 1})
    assert standing(ended, look(supervisor="yes")).state == "running"
    assert settled(ended, look(supervisor="yes")).state == "failed"
    # It is gone, or a full disk keeps it from noting anything.
    assert standing(ended, look()).state == "failed"
    assert standing(ended, look(supervisor="yes", now=NOW + HEARD_SECONDS)).state == "failed"
