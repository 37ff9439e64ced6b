"""Real event files, and what a real TensorBoard answers."""

from __future__ import annotations

import http.client
import json
import os
import stat
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import psutil
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.summary.writer.event_file_writer import EventFileWriter

PYTHON = os.environ.get("TRANSFORMERS_WORKBENCH_TEST_PYTHON") or sys.executable
PATIENCE = 60.0


def write_run(folder: Path, steps: range = range(5)) -> EventFileWriter:
    """Writes points of ``loss`` and returns the writer, flushed and open."""
    writer = EventFileWriter(str(folder))
    add_points(writer, steps)
    return writer


def add_points(writer: EventFileWriter, steps: range) -> None:
    for step in steps:
        value = summary_pb2.Summary.Value(tag="loss", simple_value=1 / (step + 1))
        summary = summary_pb2.Summary(value=[value])
        writer.add_event(event_pb2.Event(step=step, wall_time=time.time(), summary=summary))
    writer.flush()


class Answer(NamedTuple):
    """What a server sent; ``headers`` in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def fetch(url: str, method: str = "GET", **headers: str) -> Answer:
    """What a server sends, whatever it says of it; ``method``: or another verb."""
    place = urlsplit(url)
    connection = http.client.HTTPConnection(str(place.hostname), place.port, timeout=PATIENCE)
    try:
        path = place.path + (f"?{place.query}" if place.query else "")
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        names = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, names, answer.read())
    finally:
        connection.close()


def ask(url: str, path: str) -> Any:
    """``path``: below the address of a server."""
    return json.loads(fetch(url + path).body)


def scalars(url: str, run: str) -> list[int]:
    """The steps of a run's chart."""
    try:
        rows = ask(url, f"data/plugin/scalars/scalars?tag=loss&run={quote(run)}")
    except ValueError:  # Not loaded yet.
        return []
    return [row[1] for row in rows]


def eventually(state: Callable[[], object], patience: float = PATIENCE) -> Any:
    """What ``state`` returns as soon as that is true."""
    end = time.monotonic() + patience
    while not (found := state()):
        assert time.monotonic() < end, "waited for in vain"
        time.sleep(0.02)
    return found


def processes(pid: int) -> list[psutil.Process]:
    """A process and what it started."""
    process = psutil.Process(pid)
    return [process, *process.children(recursive=True)]


def interpreter_with(folder: Path, package: str | None) -> str:
    """An interpreter with a ``tensorboard`` of these lines, or with none."""
    site = folder / "site"
    site.mkdir()
    if package is not None:
        (site / "tensorboard").mkdir()
        (site / "tensorboard" / "__init__.py").write_text(package, encoding="utf-8")
    script = folder / "python"
    script.write_text(
        f'#!/bin/sh\nPYTHONPATH="{site}" exec "{Path(PYTHON).resolve()}" -S "$@"\n', encoding="utf-8"
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return str(script)
