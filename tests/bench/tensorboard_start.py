"""From the editor's command to the first data of a chart: ours beside a bare ``tensorboard``, and again."""

from __future__ import annotations

import asyncio
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.event_file_writer import EventFileWriter

from language_client import LanguageClient, language_server
from measure import Table, in_pairs, milliseconds

RUNS, STEPS = 10, 1000
CHART = "data/plugin/scalars/scalars?tag=loss&run=run-0"
OPEN, ADDRESS, SERVERS, STOP = (
    f"transformers/tensorboard/{verb}" for verb in ("open", "address", "servers", "stop")
)


def write_logs(folder: Path) -> None:
    for run in range(RUNS):
        writer = EventFileWriter(str(folder / f"run-{run}"))
        for step in range(STEPS):
            value = summary_pb2.Summary.Value(tag="loss", simple_value=1 / (step + 1))
            summary = summary_pb2.Summary(value=[value])
            writer.add_event(event_pb2.Event(step=step, wall_time=float(step), summary=summary))
        writer.close()


def wait_for_chart(url: str) -> None:
    """Returns when the chart has its last point."""
    while True:
        try:
            with urllib.request.urlopen(url + CHART, timeout=60) as answer:
                rows = json.loads(answer.read())
            if rows and rows[-1][1] == STEPS - 1:
                return
        except (OSError, ValueError):
            pass
        time.sleep(0.01)


async def ours(client: LanguageClient, logs: Path) -> float:
    """Seconds from the command until the chart has its data."""
    begun = time.perf_counter()
    opened = await client.request(OPEN, {"folders": [logs.as_uri()]})
    await client.request(ADDRESS, {"id": opened["server"]["id"]})
    _, url = await client.secrets.take()
    await asyncio.to_thread(wait_for_chart, url)
    return time.perf_counter() - begun


async def stop(client: LanguageClient) -> None:
    for server in (await client.request(SERVERS))["servers"]:
        await client.request(STOP, {"id": server["id"]})


def bare(logs: Path) -> float:
    """The same of TensorBoard's own command."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "tensorboard.main", "--logdir", str(logs), "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for_chart(f"http://127.0.0.1:{port}/")
        return time.perf_counter() - begun
    finally:
        process.terminate()
        process.wait()


async def measure_tensorboard(table: Table, runs: int) -> None:
    """Starting, beside the bare command, and finding what runs already."""
    with tempfile.TemporaryDirectory() as folder:
        logs = Path(folder) / "logs"
        write_logs(logs)
        environment = {"TRANSFORMERS_WORKBENCH_STATE": str(Path(folder) / "state")}
        async with language_server(environment=environment, keeps_tokens=True) as client:
            await client.until(lambda method, params: params.get("health") == "ok")

            async def start() -> float:
                await stop(client)
                return await ours(client, logs)

            async def peer() -> float:
                return await asyncio.to_thread(bare, logs)

            pair = await in_pairs(start, peer, runs)
            again = [await ours(client, logs) for _ in range(runs)]
            await stop(client)
    table.row(
        f"first chart data, {RUNS} runs | bare tensorboard",
        milliseconds(pair.ours),
        milliseconds(pair.peer),
        f"{pair.ratio:.2f}",
        "<= 1.2",
        pair.ratio <= 1.2,
    )
    found = statistics.median(again)
    table.row("the same when it runs already", milliseconds(found), "", "", "<= 300 ms", found <= 0.3)
