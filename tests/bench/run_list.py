"""A list of 200 runs that have ended, asked of the language server, beside a bare loop over their files."""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
import time
from functools import partial
from pathlib import Path
from unittest.mock import patch

from language_client import LanguageClient, language_server
from measure import Table, in_pairs, milliseconds
from transformers_workbench.state_folder import VARIABLE
from transformers_workbench.training.run_record import write_record

RUNS = 200
LIST = "transformers/training/list"
MOST = 4.5
"""Of the bare loop, which decides nothing about what it reads."""
GONE = 2**22 - 3
"""A number that no process has."""


def make_runs(folder: Path) -> None:
    """The folders of runs as their supervisors leave them."""
    host = platform.node()
    spec = {
        "version": 1,
        "host": host,
        "python": sys.executable,
        "command": [sys.executable, "train.py", *["--argument", "value"] * 10],
        "working_directory": str(folder),
        "environment": {},
        "devices": ["cpu"],
        "slurm": None,
        "spec": {"script": str(folder / "train.py"), "arguments": ["--argument", "value"] * 10},
        "fingerprint": "0" * 64,
    }
    ended = {"attempt": 1, "state": "succeeded", "code": 0, "cause": "", "values": {}, "ended": 2.0}
    process = {"attempt": 1, "pid": GONE, "identity": "boot/2", "host": host, "started": 1.0}
    notes = {
        "attempt.json": {"attempt": 1, "resume": False, "time": 1.0, "host": host, "identity": "boot/1"},
        "process.json": {**process, "keeper_pid": GONE - 2, "keeper_identity": "boot/3"},
        "exit.json": {"attempt": 1, "code": 0, "signal": None, "time": 2.0},
        "outcome.json": ended,
        "supervisor.json": {"pid": GONE - 4, "identity": "boot/4", "host": host, "time": 2.0, "attempt": 1},
        "progress.json": {"attempt": 1, "step": 50, "total": 50, "epoch": 1, "time": 2.0},
        "trainer.json": {"attempt": 1, "output_dir": str(folder / "out"), "logging_dir": ""},
    }
    rows = "".join(f'{{"step": {step}, "loss": "0.25", "epoch": "1.0"}}\n' for step in range(50))
    for number in range(RUNS):
        run = folder / f"train-{number:03}"
        run.mkdir(parents=True)
        for name, note in {"spec.json": {**spec, "name": f"{number}", "created": number}, **notes}.items():
            (run / name).write_text(json.dumps(note, indent=2), encoding="utf-8")
        (run / "metrics.jsonl").write_text(rows, encoding="utf-8")


async def bare(folder: Path) -> float:
    """Seconds of a loop that reads every file of every run once."""
    begun = time.perf_counter()
    for run in os.scandir(folder):
        for file in os.scandir(run.path):
            content = Path(file.path).read_bytes()
            if file.name.endswith(".json"):
                json.loads(content)
            else:
                json.loads(content.splitlines()[-1])
    return time.perf_counter() - begun


async def listed(client: LanguageClient, folder: Path) -> float:
    """Seconds of a list through the server."""
    begun = time.perf_counter()
    found = await client.request(LIST, {"folders": [folder.as_uri()]})
    assert len(found["runs"]) == RUNS
    return time.perf_counter() - begun


async def measure_run_list(table: Table, pairs: int) -> None:
    """Adds the line."""
    with tempfile.TemporaryDirectory() as place:
        folder, state = Path(place) / "runs", {VARIABLE: str(Path(place) / "state")}
        make_runs(folder)
        with patch.dict(os.environ, state):
            for run in folder.iterdir():
                write_record(run, attempt=1)
        async with language_server(interpreter=None, environment=state) as client:
            pair = await in_pairs(partial(listed, client, folder), partial(bare, folder), pairs)
    table.row(
        f"list of {RUNS} runs | bare loop over their files",
        milliseconds(pair.ours),
        milliseconds(pair.peer),
        f"{pair.ratio:.2f}",
        f"<= {MOST:g}",
        pair.ratio <= MOST,
    )
