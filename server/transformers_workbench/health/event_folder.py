"""Event files, as the installed TensorBoard reads them: never by a reader of ours."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from transformers_workbench.errors import WorkbenchError
from transformers_workbench.health.reading import TRAINER_STATE, Note, Reading
from transformers_workbench.health.series import Builder, Series
from transformers_workbench.tensorboard.event_presence import has_events
from transformers_workbench.tensorboard.start import Asked, find_or_start
from transformers_workbench.training.run_folder import METRICS

IDLE_MINUTES = 5.0
"""Of a server that was started only for this."""
ANSWER_SECONDS = 60.0
READ_SECONDS = 60.0
"""For what it has not read yet; half a million points take its data server a tenth of one."""
SETTLED_SECONDS = 1.0
PAUSE = 0.2
SAMPLED = 1000
"""Points of a curve that its HTTP interface answers with (``scalars_plugin._DEFAULT_DOWNSAMPLING``)."""
_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def is_event_folder(path: Path) -> bool:
    """Whether it is an event file, or a folder with event files and nothing that tells more."""
    if path.is_file():
        return "tfevents" in path.name
    if not path.is_dir() or (path / METRICS).is_file() or (path / TRAINER_STATE).is_file():
        return False
    return has_events(str(path))


async def read_event_folder(path: Path, interpreter: str) -> Reading:
    """The runs below a folder of event files.

    Raises:
        WorkbenchError: what ``tensorboard.start`` raises; ``tensorboard-failed``, ``log-empty``.
    """
    found = await find_or_start(Asked((path,), idle_minutes=IDLE_MINUTES), interpreter)
    address = f"http://127.0.0.1:{found.state.port}{urllib.parse.urlsplit(found.state.url).path}"
    try:
        return await asyncio.to_thread(_read, address.rstrip("/"), path)
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise WorkbenchError("tensorboard-failed", message=str(error)) from error


def _read(address: str, path: Path) -> Reading:
    tags, settled = _tags(address)
    runs: list[Series] = []
    most = 0
    for run, names in sorted(tags.items()):
        curves = {_name(tag): _points(address, run, tag) for tag in sorted(names)}
        most = max([most, *(len(points) for points in curves.values())])
        runs.append(_series(run, curves))
    if not runs:
        raise WorkbenchError("log-empty", path=str(path))
    # The Trainer writes evaluations and the rest into one run; a folder in it is another run.
    notes = [Note("sampled", SAMPLED)] if most >= SAMPLED else []
    return Reading(tuple(runs), tuple(notes if settled else [*notes, Note("still-reading")]))


def _tags(address: str) -> tuple[dict[str, list[str]], bool]:
    """The tags of each run as soon as they change no more, and whether they had stopped to change."""
    end = time.monotonic() + READ_SECONDS
    before: Any = None
    since = time.monotonic()
    while time.monotonic() < end:
        now = _ask(address, "tags", {})
        if now != before:
            before, since = now, time.monotonic()
        elif now and time.monotonic() - since >= SETTLED_SECONDS:
            break
        time.sleep(PAUSE)
    settled = time.monotonic() < end
    return {str(run): [str(tag) for tag in tags] for run, tags in (before or {}).items()}, settled


def _points(address: str, run: str, tag: str) -> list[tuple[float, float, float]]:
    """Time, step and value of each."""
    answer = _ask(address, "scalars", {"run": run, "tag": tag})
    return [(float(at), float(step), _value(value)) for at, step, value in answer]


def _value(value: Any) -> float:
    return float("nan") if value is None else float(value)


def _ask(address: str, what: str, query: dict[str, str]) -> Any:
    url = f"{address}/data/plugin/scalars/{what}?{urllib.parse.urlencode(query)}"
    with _NO_PROXY.open(url, timeout=ANSWER_SECONDS) as answer:
        return json.loads(answer.read())


def _name(tag: str) -> str:
    """The Trainer's own name: ``TensorBoardCallback`` puts ``train/`` before it, or ``eval/`` for
    ``eval_``."""
    group, _, rest = tag.partition("/")
    if rest and group == "eval":
        return f"eval_{rest}"
    if rest and group == "train":
        return rest
    return tag


def _series(run: str, curves: dict[str, list[tuple[float, float, float]]]) -> Series:
    rows: dict[float, dict[str, float]] = {}
    times: dict[float, float] = {}
    for name, points in curves.items():
        for at, step, value in points:
            rows.setdefault(step, {})[name] = value
            times.setdefault(step, at)
    builder = Builder("" if run == "." else run)
    for step in sorted(rows):
        metrics = rows[step]
        epoch = metrics.pop("epoch", None)
        builder.add(metrics, step, epoch, times[step])
        builder.finished = builder.finished or "train_runtime" in metrics
    return builder.series()
