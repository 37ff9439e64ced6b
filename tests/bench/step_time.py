"""What watching a training costs: the time of a step with our callback beside the same step without."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import tempfile
from pathlib import Path

from measure import Pair, Table, milliseconds

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / ".cache" / "training" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
INJECTED = ROOT / "server" / "transformers_agent" / "training" / "injected"


def measure_step_time(table: Table, pairs: int) -> None:
    """At least as many pairs of ten steps each."""
    assert PYTHON.exists(), "`npm run test:python` sets up the environment with torch"
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        run.mkdir()
        environment = {
            **os.environ,
            "PYTHONPATH": str(INJECTED),
            "TRANSFORMERS_WORKBENCH_RUN": str(run),
            "OMP_NUM_THREADS": "1",
        }
        ended = subprocess.run(
            [PYTHON, Path(__file__).with_name("step_training.py"), str(pairs), Path(folder) / "out"],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            timeout=1200,
            check=True,
        )
        assert (run / "metrics.jsonl").stat().st_size > 0
    watched, alone = json.loads(ended.stdout.splitlines()[-1])
    pair = Pair(
        statistics.median(watched),
        statistics.median(alone),
        statistics.median(ours / theirs for ours, theirs in zip(watched, alone, strict=True)),
    )
    table.row(
        "step of a training, watched | not",
        milliseconds(pair.ours),
        milliseconds(pair.peer),
        f"{pair.ratio:.3f}",
        "<= 1.01",
        pair.ratio <= 1.01,
    )
