"""Runs whose folders are on a small disk that the test fills or makes read-only."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from small_disk import told_on_a_small_disk

BEGIN = """
import sys
sys.path[:0] = sys.argv[2:]
from run_stand_ins import eventually, processes_of, see, spec, start, until_noted
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.training.run_stop import stop

SLEEPER = "import time; print(1, flush=True); time.sleep(600)"
place = Path(sys.argv[1])

def attempt(work):
    try:
        return work()
    except WorkbenchError as error:
        told["reason"], told["message"] = error.reason, error.values["message"]

"""


def told_of_runs(tmp_path: Path, code: str) -> dict[str, Any]:
    """What the lines say in ``told``; ``place`` is a folder that is not on the disk."""
    place = tmp_path / "place"
    place.mkdir()
    return told_on_a_small_disk(tmp_path / "disk", "1m", BEGIN + code, [place, *sys.path])
