"""Whether a training goes well: the curves of a log, and what the rules find in it."""

from __future__ import annotations

from typing import Literal

import attrs

from transformers_workbench.protocol.method import Method

LogKind = Literal["run", "metrics", "trainer-state", "console", "events"]
"""``run``: the folder of a run of ours. ``events``: a folder of event files, or one of them."""
TrainingMethod = Literal["", "full", "lora", "prompt", "scratch"]
"""Empty: what the log, the run or its script tells; else unknown."""
Axis = Literal["step", "epoch", "time"]
"""``time``: seconds since the first row."""
FindingSeverity = Literal["error", "warning", "info"]


@attrs.frozen(repr=False, eq=False)
class LogParams:
    """``log``: the URI it was opened by."""

    log: str


@attrs.frozen(repr=False, eq=False)
class LogOpenParams:
    """A log to follow until it is closed as often as it was opened. ``log``: URI of a run's folder, of a
    file, or of a folder with checkpoints or event files; ``script``: URI of the script that wrote it, where
    the log does not tell. Empty, and ``classes`` 0: not said, what the log tells holds. Of a log that is open
    already the newest word holds, for all that have it open."""

    log: str
    method: TrainingMethod = ""
    classes: int = 0
    script: str = ""


@attrs.frozen(repr=False, eq=False)
class LogMetric:
    """One curve. ``points``: how many there are, those that are no number among them; ``last``: the newest
    that is a number. ``derived``: reckoned from what was logged, as tokens per second."""

    name: str
    points: int
    last: float | None
    derived: bool = False


@attrs.frozen(repr=False, eq=False)
class LogRun:
    """One training of a log. ``key``: stable while the log is open; ``name``: for people, empty where there
    is one only."""

    key: str
    name: str
    rows: int
    first_step: float | None
    last_step: float | None
    steps_known: bool
    """Else rows are counted, from 1."""
    total_steps: int
    """0: unknown."""
    has_epochs: bool
    has_times: bool
    finished: bool
    metrics: list[LogMetric]


@attrs.frozen(repr=False, eq=False)
class ScriptPlace:
    """Where a script says the value of an argument. ``line`` and the characters as the editor counts, from 0;
    ``text``: what stands there, ``new_text``: what would, once it is changed."""

    uri: str
    line: int
    character: int
    end_character: int
    text: str
    new_text: str


@attrs.frozen(repr=False, eq=False)
class FindingArgument:
    """An argument to change. Values as Python writes them; ``value`` empty: unknown. ``option``: it came by
    the command line, as ``--learning_rate``, and a new start can say another. ``place`` ``None``: the script
    is unknown, or does not say it in so many words."""

    name: str
    value: str
    suggested: str
    option: str = ""
    place: ScriptPlace | None = None


@attrs.frozen(repr=False, eq=False)
class LogFinding:
    """What a rule says of a run, in the user's language. ``steps`` are rows where the log has no steps.
    ``causes``: the likeliest first."""

    rule: str
    severity: FindingSeverity
    run: str
    """The key of its run."""
    first_step: int
    last_step: int
    message: str
    causes: list[str]
    advice: str
    argument: FindingArgument | None = None


@attrs.frozen(repr=False, eq=False)
class LogState:
    """All that is known of a log but its points. ``generation`` grows when points that there were are others
    now; as long as it stays, points are only added."""

    log: str
    name: str
    kind: LogKind
    generation: int
    runs: list[LogRun]
    findings: list[LogFinding]
    notes: list[str]
    """What may surprise about what was read."""
    arguments: dict[str, str]
    """Of ``TrainingArguments``, as far as they are known: name → value for people."""
    method: TrainingMethod
    classes: int
    script: str
    """URI; empty: unknown."""
    text_log: str
    """URI of what was printed; empty: there is none."""
    text_log_size: int
    """Bytes."""
    reading: bool
    """What was there when it was opened is not all read yet."""
    problem: str = ""
    """Why it cannot be read, or not any more: what happened and what to do."""


@attrs.frozen(repr=False, eq=False)
class CurveParams:
    """Points of one curve from the ``after``-th on."""

    log: str
    run: str
    metric: str
    axis: Axis
    generation: int
    after: int


@attrs.frozen(repr=False, eq=False)
class Curve:
    """A part of a curve. Numbers little-endian in base64: ``places`` doubles, ``values`` floats, ``nan`` and
    ``inf`` among them. ``generation``: if it is not the one asked for, there are no points, and the curve
    begins anew. ``more``: there are more after these."""

    generation: int
    after: int
    places: str
    values: str
    count: int
    more: bool


@attrs.frozen(repr=False, eq=False)
class LogLinesParams:
    """Lines of what was printed, the last ones before an offset in bytes; ``before`` -1: the end. ``search``:
    only lines that contain this, whatever their case unless it has capitals."""

    log: str
    search: str = ""
    before: int = -1
    limit: int = 200


@attrs.frozen(repr=False, eq=False)
class LogLine:
    """``offset``: where it begins, in bytes; ``text`` of a line that is drawn over and over: what stands
    last."""

    offset: int
    text: str


@attrs.frozen(repr=False, eq=False)
class LogLines:
    """In the order of the log. ``before``: ask with this for those that come before; 0: there are none.
    ``complete``: the search came so far that it found all or ``limit``; else it can go on from ``before``."""

    lines: list[LogLine]
    before: int
    complete: bool = True


@attrs.frozen(repr=False, eq=False)
class LogExportParams:
    """``logs``: URIs of open ones; ``target``: URI of the file to write, CSV."""

    logs: list[str]
    target: str


@attrs.frozen(repr=False, eq=False)
class LogExported:
    """How many rows were written."""

    rows: int


@attrs.frozen(repr=False, eq=False)
class FindingFixParams:
    """A finding of an open log, by its rule and run."""

    log: str
    run: str
    rule: str


@attrs.frozen(repr=False, eq=False)
class FindingFix:
    """Where to write what, in the script as it is in the editor now; ``None``: it does not say it any
    more."""

    place: ScriptPlace | None


HEALTH_OPEN = Method("transformers/health/open", LogOpenParams, LogState)
HEALTH_CLOSE = Method("transformers/health/close", LogParams, None)
HEALTH_CURVE = Method("transformers/health/curve", CurveParams, Curve)
HEALTH_LINES = Method("transformers/health/lines", LogLinesParams, LogLines)
HEALTH_EXPORT = Method("transformers/health/export", LogExportParams, LogExported)
HEALTH_FIX = Method("transformers/health/fix", FindingFixParams, FindingFix)
HEALTH_CHANGED = Method("transformers/health/changed", LogState, direction="to_client")
"""Within a second after a row was written, and not more often than a few times a second."""
