"""Training runs: what to run, on which devices, and how it goes."""

from __future__ import annotations

from typing import Literal

import attrs

from transformers_workbench.protocol.method import Method

RunState = Literal["queued", "running", "succeeded", "failed", "stopped", "lost"]
"""``queued``: it waits for its process or for Slurm. ``lost``: it runs no more, and nobody saw it end."""


@attrs.frozen(repr=False, eq=False)
class Device:
    """What a run may compute on. ``id``: what a run is given: a GPU's number, ``mps``, ``cpu``."""

    id: str
    kind: Literal["cuda", "mps", "cpu"]
    name: str
    label: str
    """For people: the name and how free it is, in the user's language."""
    memory_total: int
    """Bytes."""
    memory_free: int
    load: float | None
    """0 to 1; ``None``: it does not tell."""
    processes: int
    """Of anybody, that hold memory of it."""
    preselected: bool
    """The freest; the CPU when there is nothing else."""


@attrs.frozen(repr=False, eq=False)
class Devices:
    """The CPU last. ``note``: what may surprise: that there is no GPU, that NVML does not answer."""

    devices: list[Device]
    note: str = ""


@attrs.frozen(repr=False, eq=False)
class SlurmOptions:
    """A job instead of a process of this machine. ``time``: as ``sbatch --time`` takes it."""

    nodes: int = 1
    gpus_per_node: int = 0
    time: str = ""
    partition: str = ""
    account: str = ""
    options: list[str] = attrs.field(factory=list)
    """More options of ``sbatch``, each as one word."""


@attrs.frozen(repr=False, eq=False)
class RunSpec:
    """What to run: the same as a ``*.run.json`` says, with URIs made of its paths."""

    script: str
    """URI of a Python file."""
    name: str = ""
    """Empty: the script's."""
    arguments: list[str] = attrs.field(factory=list)
    environment: dict[str, str] = attrs.field(factory=dict)
    """More variables. No secrets: the token in use comes by itself, as ``HF_TOKEN``."""
    working_directory: str = ""
    """URI; empty: the workspace's folder, else the script's."""
    devices: list[str] = attrs.field(factory=list)
    """Ids of devices; empty: the freest when it starts."""
    launcher: Literal["auto", "python", "accelerate"] = "auto"
    """``auto``: ``accelerate launch`` for several devices or with a configuration of accelerate's, else
    Python."""
    processes: int = 0
    """0: one a device. Several on the CPU are several processes of ``accelerate launch``."""
    accelerate_config: str = ""
    """URI; empty: accelerate's own, where there is one."""
    slurm: SlurmOptions | None = None


@attrs.frozen(repr=False, eq=False)
class RunSpecParams:
    """``folder``: the workspace's folder that it belongs to, a URI. ``runs_folder``: where its run would be,
    to find one of the very same; empty: in the workspace's folder."""

    spec: RunSpec
    folder: str
    runs_folder: str = ""


@attrs.frozen(repr=False, eq=False)
class RunPlan:
    """What a start would do. ``text``: the command as a shell takes it; ``warnings`` in the user's
    language."""

    command: list[str]
    text: str
    working_directory: str
    devices: list[str]
    environment: dict[str, str]
    """What is set besides the user's: shown, so no token is among it."""
    with_token: bool
    """A token of the editor's goes along as ``HF_TOKEN``."""
    warnings: list[str] = attrs.field(factory=list)
    missing_packages: list[str] = attrs.field(factory=list)
    """What the script imports, or the launcher needs, and the interpreter does not have: requirements
    for pip."""
    running: str = ""
    """URI of the folder of a run of the very same that is going on."""
    data_files: list[str] = attrs.field(factory=list)
    """URIs of the local data files that the script or its arguments name, and that are there."""


@attrs.frozen(repr=False, eq=False)
class RunFileParams:
    """A ``*.run.json``."""

    uri: str


@attrs.frozen(repr=False, eq=False)
class RunFileText:
    """A ``*.run.json`` as text, its paths relative to ``folder`` where they lie below it."""

    text: str


@attrs.frozen(repr=False, eq=False)
class RunStartParams:
    """``again``: also when the very same runs already."""

    spec: RunSpec
    folder: str
    runs_folder: str
    """URI of the folder that the run's folder is made in."""
    again: bool = False


@attrs.frozen(repr=False, eq=False)
class RunExit:
    """How a run ended. ``cause``: a stable word, such as ``out-of-memory-cuda``; empty: nothing went
    wrong."""

    code: int | None
    cause: str
    message: str
    advice: str


@attrs.frozen(repr=False, eq=False)
class RunFinding:
    """What a rule of the health room says of a run, in the user's language; the whole of it is told when the
    run is opened. ``found``: when, in seconds since the epoch."""

    rule: str
    severity: Literal["error", "warning", "info"]
    message: str
    advice: str
    first_step: int
    last_step: int
    found: float


@attrs.frozen(repr=False, eq=False)
class Run:
    """A run as it is now."""

    id: str
    name: str
    folder: str
    """URI."""
    state: RunState
    detail: str
    """The line beside its name: progress, loss and device while it runs, else the last metrics or the
    cause."""
    created: float
    """Seconds since the epoch."""
    ended: float | None
    step: int
    total: int
    """0: unknown."""
    epoch: float | None
    eta_seconds: float | None
    metrics: dict[str, float]
    """The last value of each."""
    devices: list[str]
    host: str
    stopping: Literal["", "checkpoint", "terminate", "kill"]
    """What was asked of it last, while it still runs."""
    can_resume: bool
    attempt: int
    """1: it was never resumed."""
    exit: RunExit | None = None
    findings: list[RunFinding] = attrs.field(factory=list)
    """The gravest first. Of a run that goes on they may go away again."""
    ours: bool = True
    """Whether this user's workbench started it, or the user adopted it. Another one is only shown."""


@attrs.frozen(repr=False, eq=False)
class RunsParams:
    """``folders``: URIs of folders that have runs' folders in them."""

    folders: list[str]


@attrs.frozen(repr=False, eq=False)
class Runs:
    """The newest first. ``warnings``: folders that could not be read."""

    runs: list[Run]
    warnings: list[str] = attrs.field(factory=list)


@attrs.frozen(repr=False, eq=False)
class RunParams:
    """One run, by the URI of its folder."""

    folder: str


@attrs.frozen(repr=False, eq=False)
class RunOutput:
    """A checkpoint or an adapter that a run wrote."""

    kind: Literal["checkpoint", "adapter", "model"]
    uri: str
    label: str
    step: int | None
    size: int
    """Bytes."""
    written: float


@attrs.frozen(repr=False, eq=False)
class RunDetails:
    """All that there is of a run."""

    run: Run
    command: str
    """As a shell takes it."""
    spec: RunSpec
    environment: dict[str, str]
    """Versions, git commit, GPU…: name → value, for people."""
    log: str
    """URI."""
    metrics_file: str
    log_dirs: list[str]
    """URIs of folders for TensorBoard."""
    outputs: list[RunOutput]
    pid: int | None
    supervisor_pid: int | None
    last_lines: list[str] = attrs.field(factory=list)
    """Of its log."""


@attrs.frozen(repr=False, eq=False)
class RunStopParams:
    """``level``: how hard. A checkpoint is saved first, and what does not answer is terminated, then
    killed."""

    folder: str
    level: Literal["checkpoint", "terminate", "kill"] = "checkpoint"


@attrs.frozen(repr=False, eq=False)
class RunStarted:
    """``reused``: the very same ran already, started by another window or a moment ago; this is it."""

    run: Run
    reused: bool = False


@attrs.frozen(repr=False, eq=False)
class RunRemoved:
    """Bytes that were freed."""

    freed: int


@attrs.frozen(repr=False, eq=False)
class RunsChanged:
    """A run started, moved on or ended: whoever shows runs asks again."""


TRAINING_DEVICES = Method("transformers/training/devices", None, Devices)
TRAINING_PLAN = Method("transformers/training/plan", RunSpecParams, RunPlan)
TRAINING_READ_FILE = Method("transformers/training/readFile", RunFileParams, RunSpec)
TRAINING_FILE_TEXT = Method("transformers/training/fileText", RunSpecParams, RunFileText)
TRAINING_START = Method("transformers/training/start", RunStartParams, RunStarted)
TRAINING_LIST = Method("transformers/training/list", RunsParams, Runs)
TRAINING_SHOW = Method("transformers/training/show", RunParams, RunDetails)
TRAINING_STOP = Method("transformers/training/stop", RunStopParams, Run)
TRAINING_RESUME = Method("transformers/training/resume", RunParams, RunStarted)
TRAINING_ADOPT = Method("transformers/training/adopt", RunParams, Run)
TRAINING_REMOVE = Method("transformers/training/remove", RunParams, RunRemoved)
TRAINING_CHANGED = Method("transformers/training/changed", RunsChanged, direction="to_client")

START_TRAINING = "transformers.training.start"
"""The editor's command: ``[URI of a Python file or a *.run.json | a RunSpec]``, or nothing: the
active editor."""
