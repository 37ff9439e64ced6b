"""A state folder on a disk that is full or read-only: why is told, and nothing half-done is left.

The disk is a small one of the test's own, which only the processes of the test see.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agents import wrapped
from boards import PYTHON, write_run
from small_disk import told_on_a_small_disk
from transformers_workbench.reasons import REASONS
from transformers_workbench.wording import wording_for

OPEN = """
import asyncio, sys
import psutil
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.tensorboard.servers import all_servers, answers, stop
from transformers_workbench.tensorboard.start import Asked, find_or_start

logs, interpreter = Path(sys.argv[1]), sys.argv[2]

def open_logs(name="."):
    try:
        return asyncio.run(find_or_start(Asked((logs / name,)), interpreter))
    except WorkbenchError as error:
        told["reason"], told["values"] = error.reason, error.values

def look():
    told["files"] = sorted(path.name for path in disk.rglob("*") if path.is_file())
    told["sizes"] = sum(path.stat().st_size for path in disk.rglob("*.json*"))
    told["processes"] = [each.cmdline() for each in psutil.Process().children(recursive=True)]

"""


def with_small_state(tmp_path: Path, code: str, interpreter: str = PYTHON) -> dict[str, Any]:
    """What the lines say in ``told``, where the state of servers is on a small disk."""
    write_run(tmp_path / "logs" / "x").close()
    disk = tmp_path / "disk"
    return told_on_a_small_disk(
        disk,
        "256k",
        OPEN + code,
        [tmp_path / "logs", interpreter],
        TRANSFORMERS_WORKBENCH_STATE=str(disk),
    )


@pytest.mark.parametrize(
    ("code", "why"), [("fill()", "No space left"), ("make_read_only()", "Read-only file system")]
)
def test_nothing_is_started_where_nothing_can_be_noted(tmp_path: Path, code: str, why: str) -> None:
    told = with_small_state(tmp_path, f"{code}\nopen_logs()\nlook()")
    assert told["reason"] == "tensorboard-state"
    assert why in told["values"]["message"]
    assert str(tmp_path / "disk") in told["values"]["message"]
    assert "\n" not in told["values"]["message"]
    assert not [name for name in told["files"] if name.endswith(".json") or name.startswith("room")]
    assert told["processes"] == []


def test_a_disk_that_fills_while_it_starts_leaves_no_note_and_no_process(tmp_path: Path) -> None:
    fill = f'dd if=/dev/zero of="{tmp_path / "disk" / "filler"}" bs=1024 count=1024 2>/dev/null; exec'
    interpreter = wrapped(tmp_path, fill)
    assert interpreter is not None
    told = with_small_state(
        tmp_path, "open_logs()\nlook()\ntold['servers'] = len(all_servers())", interpreter
    )
    assert told["reason"] == "tensorboard-state"
    assert "No space left" in told["values"]["message"]
    assert (told["sizes"], told["processes"], told["servers"]) == (0, [], 0)


def test_one_that_runs_stays_is_found_and_can_be_stopped_on_a_full_disk(tmp_path: Path) -> None:
    told = with_small_state(
        tmp_path,
        "first = open_logs()\nfill()\nagain = open_logs()\n"
        "told['reused'], told['answers'] = again.reused, answers(again.state)\n"
        "told['stopped'], told['left'] = stop(again.state), len(all_servers())\n"
        "psutil.wait_procs(psutil.Process().children(recursive=True), timeout=60)\nlook()",
    )
    assert (told["reused"], told["answers"], told["stopped"], told["left"]) == (True, True, True, 0)
    assert told["processes"] == []


def test_the_reason_and_its_advice_are_told_in_japanese_too() -> None:
    reason, japanese = REASONS["tensorboard-state"], wording_for("ja")
    assert "disk is not full" in reason.advice
    assert japanese(reason.advice) != reason.advice
    assert japanese(reason.message, message="x") != reason.message
