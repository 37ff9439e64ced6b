"""The curves of a gigabyte of event files: our whole ones beside those that a bare ``tensorboard`` answers
with, which are a thousand points each."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "server")]

from health_event_files import FIRST_STEP, RUNS, write_event_files  # noqa: E402
from measure import Table, in_pairs, milliseconds  # noqa: E402

CURVE = "/data/plugin/scalars/scalars?tag=train%2Floss&run=run-"
LIMIT = 2.5
"""Times the peer's: ours keeps every point where bare TensorBoard keeps 1,000 a curve."""
FIRST_OF_OURS = """
import asyncio, sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from transformers_workbench.health.event_folder import EventFolder
async def main():
    folder = await EventFolder.open(Path(sys.argv[2]), sys.executable)
    try:
        print(len((await folder.read()).runs[0].points("loss")), flush=True)
        await folder.loaded(600)
        runs = (await folder.read()).runs
        print(sum(len(column.values) for run in runs for column in run.columns.values()), flush=True)
    finally:
        await folder.close()
asyncio.run(main())
"""


def ours(logs: Path, scalars: int) -> tuple[float, float]:
    """Seconds from nothing running until a process of ours has its first curves, and every point of all."""
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", FIRST_OF_OURS, str(ROOT / "server"), str(logs)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None
    assert int(process.stdout.readline()) > 0
    first = time.perf_counter() - begun
    # The epoch is no metric: it is what a step is in epochs.
    assert int(process.stdout.readline()) == scalars * 7 / 8
    whole = time.perf_counter() - begun
    process.communicate()
    return first, whole


def bare(logs: Path, last: int) -> tuple[float, float]:
    """Seconds until TensorBoard's own command answers with the loss of a run, and with all of them."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "tensorboard.main", "--logdir", str(logs), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        while all(_last_step(port, run) is None for run in range(RUNS)):
            time.sleep(0.01)
        first = time.perf_counter() - begun
        for run in range(RUNS):
            while _last_step(port, run) != last:
                time.sleep(0.01)
        return first, time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait()


def _last_step(port: int, run: int) -> int | None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", f"{CURVE}{run}")
        rows = json.loads(connection.getresponse().read())
        return int(rows[-1][1])
    except (OSError, ValueError, LookupError, http.client.HTTPException):
        return None
    finally:
        connection.close()


async def measure_event_files(table: Table, runs: int, *, quick: bool) -> None:
    """Prints the line of the event files."""
    size, steps = (200_000_000, 25_000) if quick else (1_000_000_000, 125_000)
    with tempfile.TemporaryDirectory() as folder:
        logs = Path(folder) / "logs"
        scalars = write_event_files(logs, steps, size)

        wholes: list[tuple[float, float]] = []

        async def first_of_ours() -> float:
            first, whole = await asyncio.to_thread(ours, logs, scalars)
            wholes.append((whole, 0.0))
            return first

        async def first_of_peer() -> float:
            first, whole = await asyncio.to_thread(bare, logs, FIRST_STEP + steps - 1)
            wholes[-1] = wholes[-1][0], whole
            return first

        pair = await in_pairs(first_of_ours, first_of_peer, runs)
    what = f"{size / 1e9:.1f} GB of event files"
    table.row(
        f"first curves of {what} | bare tensorboard",
        milliseconds(pair.ours),
        milliseconds(pair.peer),
        f"{pair.ratio:.2f}",
        f"<= {LIMIT}",
        pair.ratio <= LIMIT,
    )
    mine, theirs = (statistics.median(each) for each in zip(*wholes, strict=True))
    table.row(
        f"  all {scalars / 1e6:.1f} million points | its 1000 a curve",
        milliseconds(mine),
        milliseconds(theirs),
        f"{statistics.median(a / b for a, b in wholes):.2f}",
        "(no target)",
    )
