"""The whole curves of a log folder, out of the installed TensorBoard: no page, no port, two pipes.

TensorBoard is set up as always, by its documented way for programs: so it finds its data server, or does
without it, by itself. In the place of its plugins stands one of ours, which is given the data provider that
every plugin reads from; in the place of its web server stands nothing. Its HTTP interface would need seconds
more to start, and 1 s for 200,000 points.

A request is a line, ``{"curves": "none" | "due" | "all"}``: which of those that changed since they were told?
The answer is lines, in this order: ``{"runs": {run: [tag]}, "unchanged": seconds}``; for each curve
``{"curve": [run, tag, points], "axis": number}``. If no curve of this run had the axis in this answer, its
steps and its times (seconds since 1970) follow; then the values, all as doubles of this machine.
``{"end": true}`` comes last. Or in the place of any line ``{"failure": …}``, as ``start_failure`` has it, and
no more. The end of the requests ends the process, and with it TensorBoard's data server.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from collections.abc import Iterator
from typing import Any, BinaryIO

from transformers_agent.tensorboard.curve_points import (
    Key,
    Points,
    PointsOfMessage,
    PointsOfProvider,
    with_axes,
)

SCALARS = "scalars"
LEFT_OUT = (
    "images",
    "audio",
    "histograms",
    "distributions",
    "text",
    "pr_curves",
    "mesh",
)
"""What nobody asks for need not be kept: of each, one."""
MOST_AT_ONCE = 4_000_000
"""Points: an answer of TensorBoard's data server may have 256 MiB, and a point takes up to 22 bytes."""
SHARE = 10
"""A run whose curves take a second to read is due every ten seconds."""

End = tuple[int, float]
"""The last step and time of a curve: what tells that there are new points."""


def answer_all(given: dict[str, Any]) -> int:
    """Answers until there is no more request. ``given``: ``logdir``, ``samples`` (points of a curve),
    ``reload_seconds``."""
    from transformers_agent.tensorboard.start_failure import failure_of

    answers = answers_alone()
    try:
        curves = Curves(data_provider(given), given["samples"])
        _tell(answers, {"ready": True})
        for line in sys.stdin.buffer:
            runs, unchanged, changed = curves.read(json.loads(line)["curves"])
            _tell(answers, {"runs": runs, "unchanged": unchanged})
            for (run, tag), axis, points in with_axes(changed):
                _tell(answers, {"curve": [run, tag, len(points.values)], "axis": axis.number})
                numbers = (points.steps(), points.times()) if axis.is_new else ()
                for each in (*numbers, points.values):
                    answers.write(memoryview(each).cast("B"))
            _tell(answers, {"end": True})
    except (BrokenPipeError, KeyboardInterrupt):
        return 0
    except Exception as error:
        logging.getLogger(__name__).exception("TensorBoard could not tell the curves")
        _tell(answers, {"failure": failure_of(error)})
        return 1
    return 0


def answers_alone() -> BinaryIO:
    """Standard output for the answers; what anything prints, its data server for one, goes to the errors."""
    kept = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(kept, "wb")


def data_provider(given: dict[str, Any]) -> Any:
    """What TensorBoard's plugins read from.

    Raises:
        Exception: whatever the installed TensorBoard raises.
    """
    from tensorboard import program
    from tensorboard.plugins import base_plugin
    from tensorboard.plugins.core import core_plugin

    provided: list[Any] = []

    class Reader(base_plugin.TBPlugin):  # type: ignore[misc]
        plugin_name = "workbench"

        def __init__(self, context: Any) -> None:
            provided.append(context.data_provider)

        def get_plugin_apps(self) -> dict[str, Any]:
            return {}

        def is_active(self) -> bool:
            return False

    class NoServer:
        def __init__(self, *application: Any, **named: Any) -> None:
            pass

        def serve_forever(self) -> None:
            pass

        def get_url(self) -> str:
            return ""

    # Both of its ways to load say at this level when they have read everything once: nothing else tells.
    said = logging.getLogger("tensorboard")
    said.setLevel(logging.INFO)
    board = program.TensorBoard(plugins=[core_plugin.CorePluginLoader(), Reader], server_class=NoServer)
    board.configure(argv=["", *arguments(given)])
    board.launch()
    if hasattr(provided[0], "_stub"):
        said.setLevel(logging.WARNING)  # The data server is another process, and goes on to say it.
    return provided[0]


def arguments(given: dict[str, Any]) -> list[str]:
    """TensorBoard's own options."""
    samples = [f"{SCALARS}={given['samples']}", *(f"{plugin}=1" for plugin in LEFT_OUT)]
    return [
        f"--logdir={given['logdir']}",
        f"--reload_interval={given['reload_seconds']}",
        f"--samples_per_plugin={','.join(samples)}",
    ]


class Curves:
    """Tells each curve again when its end is another."""

    def __init__(self, provider: Any, samples: int) -> None:
        self._provider = provider
        self._samples = samples
        self._told: dict[Key, End] = {}
        self._not_before: dict[str, float] = {}
        self._last: dict[Key, End] = {}
        self._last_change = time.monotonic()

    def read(self, which: str) -> tuple[dict[str, list[str]], float, Iterator[tuple[Key, Points]]]:
        """The tags of each run, for how long nothing has changed, and the curves, read as they are gone
        through."""
        ends, now = self._ends(), time.monotonic()
        if ends != self._last:
            self._last, self._last_change = ends, now
        runs: dict[str, list[str]] = {}
        for run, tag in ends:
            runs.setdefault(run, []).append(tag)
        self._told = {key: end for key, end in self._told.items() if key in ends}
        wanted: dict[Key, End] = {}
        if which != "none":
            wanted = {key: end for key, end in ends.items() if self._told.get(key) != end}
        if which == "due":
            wanted = {key: end for key, end in wanted.items() if now >= self._not_before.get(key[0], 0.0)}
        return runs, now - self._last_change, self._changed(wanted)

    def _changed(self, wanted: dict[Key, End]) -> Iterator[tuple[Key, Points]]:
        for keys in _together(wanted):
            begun = time.monotonic()
            found = list(self._curves(keys))
            self._not_before[keys[0][0]] = begun + SHARE * (time.monotonic() - begun)
            for key, curve in found:
                self._told[key] = wanted[key]
                yield key, curve

    def _ends(self) -> dict[Key, End]:
        from tensorboard import context

        found = self._provider.list_scalars(context.RequestContext(), experiment_id="", plugin_name=SCALARS)
        return {
            (run, tag): (series.max_step, series.max_wall_time)
            for run, tags in found.items()
            for tag, series in tags.items()
        }

    def _curves(self, keys: list[Key]) -> Iterator[tuple[Key, Points]]:
        """Of one run."""
        run, tags = keys[0][0], [tag for _, tag in keys]
        # Its provider makes an object of every point, which takes four times as long as all the rest. The
        # messages that it makes them of are TensorBoard's published interface of data servers.
        stub = getattr(self._provider, "_stub", None)
        found = self._by_messages(stub, run, tags) if stub is not None else self._by_provider(run, tags)
        return ((key, curve) for key, curve in found if key in keys)

    def _by_messages(self, stub: Any, run: str, tags: list[str]) -> Iterator[tuple[Key, Points]]:
        from tensorboard.data.proto import data_provider_pb2

        request = data_provider_pb2.ReadScalarsRequest()
        request.plugin_filter.plugin_name = SCALARS
        request.run_tag_filter.runs.names.append(run)
        request.run_tag_filter.tags.names.extend(tags)
        request.downsample.num_points = self._samples
        for entry in stub.ReadScalars(request).runs:
            for tag in entry.tags:
                yield (entry.run_name, tag.tag_name), PointsOfMessage(tag.data)

    def _by_provider(self, run: str, tags: list[str]) -> Iterator[tuple[Key, Points]]:
        from tensorboard import context
        from tensorboard.data import provider

        found = self._provider.read_scalars(
            context.RequestContext(),
            experiment_id="",
            plugin_name=SCALARS,
            downsample=self._samples,
            run_tag_filter=provider.RunTagFilter(runs=[run], tags=tags),
        )
        for name, curves in found.items():
            for tag, points in curves.items():
                yield (name, tag), PointsOfProvider(points)


def _together(wanted: dict[Key, End]) -> Iterator[list[Key]]:
    """What is asked for in one request: curves of one run, as many as surely fit. Steps rise, so a curve has
    no more points than its last step tells."""
    keys: list[Key] = []
    most = 0
    for key, (last, _) in wanted.items():
        if keys and (key[0] != keys[0][0] or most + last + 1 > MOST_AT_ONCE):
            yield keys
            keys, most = [], 0
        keys.append(key)
        most += last + 1
    if keys:
        yield keys


def _tell(answers: BinaryIO, what: dict[str, Any]) -> None:
    answers.write(json.dumps(what).encode() + b"\n")
    answers.flush()
