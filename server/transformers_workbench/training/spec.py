"""What to run, as plain values: paths instead of URIs."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import attrs

Launcher = Literal["auto", "python", "accelerate"]


@attrs.frozen
class Slurm:
    """A job of Slurm's. ``time``: as ``sbatch --time`` takes it; ``options``: more words for ``sbatch``."""

    nodes: int = 1
    gpus_per_node: int = 0
    time: str = ""
    partition: str = ""
    account: str = ""
    options: tuple[str, ...] = ()


@attrs.frozen
class Spec:
    """One run before it starts. All paths are absolute.

    ``devices``: ids of ``devices.Device``; empty: the freest when it starts. ``processes`` 0: one a device.
    ``working_directory`` is what the script finds as its own; ``workspace`` is the folder the user opened.
    """

    script: Path
    workspace: Path
    working_directory: Path
    name: str
    arguments: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    devices: tuple[str, ...] = ()
    launcher: Launcher = "auto"
    processes: int = 0
    accelerate_config: Path | None = None
    slurm: Slurm | None = None
