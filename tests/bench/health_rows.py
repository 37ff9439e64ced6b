"""A million rows of ``metrics.jsonl``: our reader, which keeps what they say as columns, beside a loop that
reads the same lines with ``json.loads`` and keeps nothing."""

from __future__ import annotations

import asyncio
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

from measure import Table, in_pairs, milliseconds

SERVER = Path(__file__).resolve().parents[2] / "server"
EVALUATED = 500
"""Steps between evaluations."""
BYTES_A_ROW = 120
OURS = """
import json, sys, time
sys.path.insert(0, {server!r})
from pathlib import Path
import psutil
from transformers_workbench.health.follow_file import FileSource, MetricsLines
process = psutil.Process()
before, begun = process.memory_info().rss, time.perf_counter()
source = FileSource(Path(sys.argv[1]), MetricsLines)
while source.reading:
    source.advance(time.monotonic() + 1)
took = time.perf_counter() - begun
rows = sum(len(found.rows.steps) for found in source.found())
print(json.dumps([rows, took, process.memory_info().rss - before]))
"""
BARE = """
import json, sys, time
begun, rows = time.perf_counter(), 0
with open(sys.argv[1], encoding="utf-8") as file:
    for line in file:
        rows += "step" in json.loads(line)
print(json.dumps([rows, time.perf_counter() - begun, 0]))
"""


def write_rows(path: Path, rows: int) -> None:
    """As the callback of a run writes them: ``transformers_agent.training.injected``."""
    with path.open("w", encoding="utf-8") as file:
        for step in range(1, rows + 1):
            row: dict[str, float] = {"step": step, "epoch": step / 1e5, "time": 1.7e9 + step / 7}
            row.update(attempt=1, training=1)
            if step % EVALUATED:
                loss = 1 + math.sin(step) / 10 + 1 / step
                row.update(loss=loss, grad_norm=loss * 1.7, learning_rate=2e-5 * (1 - step / rows))
            else:
                row.update(eval_loss=1.2, eval_accuracy=0.8, eval_runtime=2.5)
            file.write(json.dumps(row) + "\n")


def run(script: str, log: Path, rows: int) -> tuple[float, int]:
    """Seconds and bytes."""
    said = subprocess.run([sys.executable, "-c", script, str(log)], stdout=subprocess.PIPE, check=True)
    read, took, size = json.loads(said.stdout)
    assert read == rows, f"{read} of {rows} rows"
    return took, size


async def measure_rows(table: Table, runs: int, *, quick: bool) -> None:
    """Prints the lines of the rows."""
    rows = 100_000 if quick else 1_000_000
    sizes = []
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "metrics.jsonl"
        write_rows(log, rows)

        async def ours() -> float:
            took, size = await asyncio.to_thread(run, OURS.format(server=str(SERVER)), log, rows)
            sizes.append(size / rows)
            return took

        async def bare() -> float:
            return (await asyncio.to_thread(run, BARE, log, rows))[0]

        pair = await in_pairs(ours, bare, runs)
    table.row(
        f"{rows:,} rows of a run read | json.loads",
        milliseconds(pair.ours),
        milliseconds(pair.peer),
        f"{pair.ratio:.2f}",
        "<= 3",
        pair.ratio <= 3,
    )
    size = min(sizes)
    # A hundred thousand rows are not much more than the pieces that they are read in.
    met = quick or size <= BYTES_A_ROW
    target = "(no target)" if quick else f"<= {BYTES_A_ROW} bytes"
    table.row("  memory of a row", f"{size:.0f} bytes", "", "", target, met)
