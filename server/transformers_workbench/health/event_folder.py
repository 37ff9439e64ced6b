"""Event files, as the installed TensorBoard reads them: never by a reader of ours.

Once::

    reading = await read_event_folder(path, interpreter)

And again, as long as somebody looks, cheaply (only curves that changed are asked for)::

    folder = await EventFolder.open(path, interpreter)
    try:
        reading = await folder.read()  # every few seconds; the same object when nothing is new
    finally:
        await folder.close()

Curves are whole: TensorBoard samples none (see ``transformers_agent.tensorboard.curves``). What a writer has
flushed is in a ``read`` two seconds later. The process that is asked is a child, and nobody else's: the
TensorBoard that the user looks at is another, and stays as it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Mapping
from pathlib import Path

from transformers_agent.walk import walk
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.health.event_curves import Axis, Curve, axis_of, curve_of, series_of
from transformers_workbench.health.event_process import EventProcess
from transformers_workbench.health.reading import TRAINER_STATE, Note, Reading
from transformers_workbench.health.series import LARGEST_ROWS, Series
from transformers_workbench.tensorboard.event_presence import has_events
from transformers_workbench.tensorboard.start import log_folder
from transformers_workbench.training.run_folder import METRICS

READ_SECONDS = 600.0
"""That the one-shot waits until TensorBoard has read everything once: a terabyte never ends."""
RELOAD_SECONDS = 1
PAUSE = 0.1
LOOK_SECONDS = 1.0
UNCHANGED_SECONDS = 6.0
"""Without new points until it counts as read, should TensorBoard not say so: its data server tells what it
has of a large file every five seconds."""
USUAL_SIZE = 2**31
LEAST_SAMPLES = 10_000
SIZE_SECONDS = 2.0


def is_event_folder(path: Path) -> bool:
    """Whether it is an event file, or a folder with event files and nothing that tells more."""
    if path.is_file():
        return "tfevents" in path.name
    if not path.is_dir() or (path / METRICS).is_file() or (path / TRAINER_STATE).is_file():
        return False
    return has_events(str(path))


async def read_event_folder(path: Path, interpreter: str) -> Reading:
    """The runs below a folder of event files, when all of them are read.

    Raises:
        WorkbenchError: what ``EventFolder`` raises.
    """
    folder = await EventFolder.open(path, interpreter)
    try:
        await folder.loaded(READ_SECONDS)
        return await folder.read()
    finally:
        await folder.close()


class EventFolder:
    """A folder of event files that is asked again and again. One task at a time asks."""

    def __init__(self, path: Path, samples: int, process: EventProcess) -> None:
        """Use ``open``."""
        self._path = path
        self._samples = samples
        self._process = process
        self._curves: dict[str, dict[str, Curve]] = {}
        self._series: dict[str, Series] = {}
        self._whole = False
        self._reading: Reading | None = None
        self._broken = False

    @classmethod
    async def open(cls, path: Path, interpreter: str) -> EventFolder:
        """Starts TensorBoard's loading in ``interpreter`` and waits until it can be asked.

        Raises:
            WorkbenchError: what ``EventProcess.start`` raises; ``log-missing``, ``log-folder-missing``.
        """
        logdir, size = await asyncio.to_thread(_log_folder, path)
        samples = samples_for(size)
        given = {"logdir": logdir, "samples": samples, "reload_seconds": RELOAD_SECONDS}
        return cls(path, samples, await EventProcess.start(interpreter, given))

    @property
    def process_id(self) -> int:
        """Of the process that is asked."""
        return self._process.id

    async def loaded(self, seconds: float) -> bool:
        """Waits until TensorBoard has read everything once, and returns whether it has.

        Raises:
            WorkbenchError: as ``read``, without ``log-empty``.
        """
        end = time.monotonic() + seconds
        loaded = self._process.loaded
        while not loaded.is_set() and time.monotonic() < end:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(loaded.wait(), LOOK_SECONDS)
            await self._ask("none")
        return loaded.is_set()

    async def read(self) -> Reading:
        """What there is now, in the same object as before when nothing is new. While TensorBoard still reads
        for the first time, its note is ``still-reading``; the first call waits until there is a curve.

        Raises:
            WorkbenchError: ``tensorboard-failed``; ``log-empty``: there are no scalars, for now.
        """
        loaded = self._process.loaded.is_set()
        # A large curve is asked for now and then only; but what is said to be whole must be.
        changed = await self._ask("due" if self._whole or not loaded else "all")
        while not self._curves and not loaded:
            await asyncio.sleep(PAUSE)
            loaded = self._process.loaded.is_set()
            changed = await self._ask("all")
        self._whole = loaded
        if not self._curves:
            raise WorkbenchError("log-empty", path=str(self._path))
        notes = []
        curves = (curve for tags in self._curves.values() for curve in tags.values())
        if any(len(curve.values) >= self._samples for curve in curves):
            notes.append(Note("sampled", self._samples))
        if not loaded:
            notes.append(Note("still-reading"))
        if changed or self._reading is None or self._reading.notes != tuple(notes):
            # The Trainer writes evaluations and the rest into one run; a folder in it is another run.
            runs = tuple(self._series[run] for run in sorted(self._series))
            self._reading = Reading(runs, tuple(notes))
        return self._reading

    async def close(self) -> None:
        """Ends the process; it may be called twice."""
        await self._process.close()

    async def _ask(self, curves: str) -> bool:
        """Asks what changed since, and returns whether anything did. ``curves``: which of them."""
        process = self._process
        if self._broken:
            raise process.failed("")
        # What is asked and not read to its end cannot be asked again.
        self._broken = True
        await process.ask({"curves": curves})
        there = await process.line()
        gone = self._forget_all_but(there["runs"])
        if there["runs"] and there["unchanged"] > UNCHANGED_SECONDS:
            process.loaded.set()
        axes: dict[tuple[str, int], Axis] = {}
        changed: set[str] = set()
        while "curve" in (line := await process.line()):
            run, tag, points = line["curve"]
            place = run, line["axis"]
            if place not in axes:
                steps, times = await process.numbers(points), await process.numbers(points)
                axes[place] = await asyncio.to_thread(axis_of, steps, times)
            values = await process.numbers(points)
            self._curves.setdefault(run, {})[tag] = curve_of(axes[place], values)
            changed.add(run)
        for run in changed:
            self._series[run] = await asyncio.to_thread(series_of, run, self._curves[run])
        self._broken = False
        return bool(changed or gone)

    def _forget_all_but(self, runs: Mapping[str, list[str]]) -> bool:
        gone = [run for run in self._curves if run not in runs]
        for run in gone:
            del self._curves[run], self._series[run]
        return bool(gone)


def samples_for(size: int) -> int:
    """Points of a curve that are kept of so many bytes of event files. A folder that is larger than usual may
    have more curves and longer ones, and TensorBoard needs a hundred bytes for each point."""
    return max(LEAST_SAMPLES, int(LARGEST_ROWS * min(1.0, (USUAL_SIZE / max(size, 1)) ** 2)))


def _log_folder(path: Path) -> tuple[str, int]:
    """What TensorBoard is to read, and how many bytes of event files it has."""
    if not path.exists():
        raise WorkbenchError("log-missing", path=str(path))
    logdir = os.path.realpath(log_folder(path))
    size, end = 0, time.monotonic() + SIZE_SECONDS
    for folder, _, names in walk(logdir):
        for name in names:
            if "tfevents" in name:
                with contextlib.suppress(OSError):
                    size += (Path(folder) / name).stat().st_size
        if time.monotonic() > end:
            break
    return logdir, size
