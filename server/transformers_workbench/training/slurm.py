"""Jobs of Slurm's: submitted, looked at, cancelled, with its own programs.

States as in https://slurm.schedmd.com/job_state_codes.html.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

import attrs

from transformers_agent import programs
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.training.run_folder import LOG
from transformers_workbench.training.spec import Slurm

SCRIPT = "job.sh"
END = "END OF THE PROGRAM"
"""No line of a program of ours."""
SECONDS = 60.0
"""A controller that is busy answers late; its programs give up later than this."""

MOST_SIGNALS = 64

Stage = Literal["queued", "running", "ended", "gone", "unknown"]
"""``gone``: the cluster knows of no such job any more. ``unknown``: the cluster does not answer."""

QUEUED = frozenset(
    {"PENDING", "CONFIGURING", "REQUEUED", "REQUEUE_HOLD", "REQUEUE_FED", "RESV_DEL_HOLD", "SPECIAL_EXIT"}
)
ENDED = frozenset(
    {
        "BOOT_FAIL",
        "CANCELLED",
        "COMPLETED",
        "DEADLINE",
        "FAILED",
        "LAUNCH_FAILED",
        "NODE_FAIL",
        "OUT_OF_MEMORY",
        "PREEMPTED",
        "RECONFIG_FAIL",
        "REVOKED",
        "TIMEOUT",
    }
)


@attrs.frozen
class Submitted:
    """``cluster``: of several, where it was submitted to; empty: the only one."""

    id: str
    cluster: str = ""


@attrs.frozen
class SlurmState:
    """``word``: Slurm's own, such as ``TIMEOUT``; ``reason``: why it waits, or ended; ``code`` and
    ``signal``: of the job's script, when it has ended."""

    stage: Stage
    word: str = ""
    reason: str = ""
    code: int | None = None
    signal: int | None = None


def available() -> bool:
    """Whether jobs can be submitted from here."""
    return shutil.which("sbatch") is not None


def submit(
    folder: Path,
    slurm: Slurm,
    *,
    python: str,
    name: str,
    program: str,
    environment: Mapping[str, str] = os.environ,
) -> Submitted:
    """Puts a job into the queue that runs ``program``, the keeper of the run, on the job's first node.

    ``environment`` reaches the job as it is, a token in it too: never on a command line, never in a file of
    ours. The file system of the folder must be the nodes', too.

    Raises:
        WorkbenchError: ``slurm-missing``, ``slurm-refused``.
        OSError: the folder cannot be written.
    """
    script = folder / SCRIPT
    script.unlink(missing_ok=True)  # Not through a link of that name.
    script.write_text(script_text(python, program), encoding="utf-8")
    said = _run(["sbatch", *_options(folder, slurm, name), str(script)], environment)
    if said.returncode != 0:
        lines = said.stderr.strip().splitlines()
        raise WorkbenchError("slurm-refused", message=lines[-1] if lines else f"exit code {said.returncode}")
    # ``--parsable``: the number, and the cluster where there are several. Warnings may stand before it.
    number, _, cluster = said.stdout.strip().splitlines()[-1].partition(";")
    return Submitted(number.strip(), cluster.strip())


def script_text(python: str, program: str) -> str:
    """A job's script: all that it does is to become the keeper. Slurm keeps a copy of it, and the program is
    part of it, so nothing that lies in the run's folder by then is executed."""
    become = shlex.join([python, "-I", "-S", "-"])
    about = "# Written by Transformers Workbench for this run."
    return f"#!/bin/bash\n{about}\nexec {become} <<'{END}'\n{program}{END}\n"


def state(job: Submitted, environment: Mapping[str, str] = os.environ) -> SlurmState:
    """How a job stands. The queue is asked first: it is the cheapest for the cluster."""
    told = _line(
        ["squeue", *_cluster(job), "--noheader", f"--jobs={job.id}", "--states=all", "--format=%T|%r"],
        environment,
    )
    found = queue_line(told) if told else None
    if found is not None and found.stage != "ended":
        return found
    for command, read in (
        (
            ["sacct", *_cluster(job), "-X", "-n", "-P", "-j", job.id, "-o", "State,ExitCode,Reason"],
            account_line,
        ),
        (["scontrol", *_cluster(job), "--oneliner", "show", "job", job.id], control_line),
    ):
        told = _line(command, environment)
        ended = read(told) if told else None
        if ended is not None and (found is None or ended.stage == "ended"):
            return ended
    if found is not None:
        return found
    answers = _line(["squeue", *_cluster(job), "--noheader", "--format=%i", "--states=all"], environment)
    return SlurmState("unknown" if answers is None else "gone")


def cancel(job: Submitted, *, kill: bool = False, environment: Mapping[str, str] = os.environ) -> bool:
    """Takes it out of the queue, or ends it: first with a request, after the cluster's ``KillWait`` for good.
    ``kill``: at once. Returns whether the cluster took it."""
    how = ["--signal=KILL", "--full"] if kill else []
    try:
        return _run(["scancel", *_cluster(job), *how, job.id], environment).returncode == 0
    except WorkbenchError:
        return False


def queue_line(line: str) -> SlurmState | None:
    """A line of ``squeue --format=%T|%r``."""
    word, _, reason = line.partition("|")
    return _state(word, reason)


def account_line(line: str) -> SlurmState | None:
    """A line of ``sacct -P -o State,ExitCode,Reason``; a state may be ``CANCELLED by 1000``."""
    word, code, reason = [*line.split("|"), "", ""][:3]
    return _state(word, reason, code)


def control_line(line: str) -> SlurmState | None:
    """A line of ``scontrol --oneliner show job``."""
    values = dict(re.findall(r"(?:^| )(JobState|Reason|ExitCode)=(\S*)", line))
    return _state(values.get("JobState", ""), values.get("Reason", ""), values.get("ExitCode", ""))


def _state(word: str, reason: str, code: str = "") -> SlurmState | None:
    words = word.split()
    if not words:
        return None
    name = words[0].rstrip("+")
    reason = "" if reason.strip() in {"None", "(null)"} else reason.strip()
    if name in QUEUED:
        return SlurmState("queued", name, reason)
    if name not in ENDED:  # RUNNING, COMPLETING, SUSPENDED… and what there will be.
        return SlurmState("running", name, reason)
    found = re.fullmatch(r"(\d+):(\d+)", code.strip())
    if not found:
        return SlurmState("ended", name, reason)
    signal = int(found[2])  # 125 is Slurm's own, for a job that had too little memory.
    return SlurmState("ended", name, reason, int(found[1]), signal if 0 < signal <= MOST_SIGNALS else None)


def _options(folder: Path, slurm: Slurm, name: str) -> Sequence[str]:
    """For ``sbatch``: the user's first, so that they cannot take the log away."""
    options = [*slurm.options, f"--job-name={name}", f"--nodes={slurm.nodes}"]
    for flag, value in (
        ("--gres", f"gpu:{slurm.gpus_per_node}" if slurm.gpus_per_node else ""),
        ("--time", slurm.time),
        ("--partition", slurm.partition),
        ("--account", slurm.account),
    ):
        if value:
            options.append(f"{flag}={value}")
    # ``%`` begins a pattern in names of files.
    log = str(folder / LOG).replace("%", "%%")
    return [
        *options,
        "--parsable",
        "--export=ALL",
        "--no-requeue",  # An attempt is one process; the next one is the user's to begin.
        f"--output={log}",
        "--open-mode=append",
        f"--chdir={folder}",
    ]


def _cluster(job: Submitted) -> list[str]:
    return [f"--clusters={job.cluster}"] if job.cluster else []


def _line(command: Sequence[str], environment: Mapping[str, str]) -> str | None:
    """The first line of what it prints, maybe empty; ``None``: it failed."""
    try:
        said = _run(command, environment)
    except WorkbenchError:
        return None
    if said.returncode != 0:
        return None
    # With a cluster named, ``squeue`` says so in a line of its own.
    lines = [line for line in said.stdout.splitlines() if line.strip() and not line.startswith("CLUSTER:")]
    return lines[0].strip() if lines else ""


@attrs.frozen
class _Said:
    """What a program of Slurm's printed."""

    returncode: int
    stdout: str
    stderr: str


def _run(command: Sequence[str], environment: Mapping[str, str]) -> _Said:
    """Raises a ``WorkbenchError``: ``slurm-missing``, ``slurm-refused`` when it does not answer."""
    try:
        ran = programs.run(
            command,
            timeout=SECONDS,
            environment={**environment, "LC_ALL": "C"} if command[0] != "sbatch" else environment,
        )
    except FileNotFoundError:
        raise WorkbenchError("slurm-missing", program=command[0]) from None
    except OSError as error:
        raise WorkbenchError("slurm-refused", message=f"{command[0]}: {error}") from error
    return _Said(ran.returncode, ran.stdout.decode("utf-8", "replace"), ran.stderr.decode("utf-8", "replace"))
