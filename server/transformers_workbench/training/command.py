"""The exact command of a run, and what is set in its environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs

from transformers_workbench.errors import WorkbenchError
from transformers_workbench.training.accelerate_config import AccelerateConfig, default_config, read_config
from transformers_workbench.training.devices import CPU, MPS, Device, freest, preselected
from transformers_workbench.training.launch_flags import Flags, flags_for
from transformers_workbench.training.run_folder import TENSORBOARD
from transformers_workbench.training.shell_text import shell_text
from transformers_workbench.training.slurm_command import slurm_command
from transformers_workbench.training.spec import Spec

NO_GPU = "-1" if os.name == "nt" else ""
"""For ``CUDA_VISIBLE_DEVICES``; an empty variable is none on Windows."""
LOGGING_DIR = "TENSORBOARD_LOGGING_DIR"


@attrs.frozen
class Notice:
    """Something to know before it starts: ``word`` is one of ``command_words``."""

    word: str
    values: tuple[tuple[str, object], ...] = ()


@attrs.frozen
class Plan:
    """What a start would do. ``environment``: what is set beside the user's own, the spec's variables among
    it. ``devices``: ids. ``missing_packages``: requirements for pip, filled in by ``script_imports``."""

    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    working_directory: Path
    devices: tuple[str, ...]
    warnings: tuple[Notice, ...] = ()
    missing_packages: tuple[str, ...] = ()
    launches: bool = False
    """It goes through ``accelerate launch``."""

    @property
    def text(self) -> str:
        """As a shell takes it, with what is set for it."""
        return shell_text(self.command, self.environment)


def planned(
    spec: Spec,
    interpreter: str,
    devices: Sequence[Device],
    *,
    run_folder: Path | None = None,
    environment: Mapping[str, str] = os.environ,
) -> Plan:
    """What a start would do now. ``devices``: those of this machine; ``environment``: what the run inherits.

    Raises:
        WorkbenchError: ``run-script-missing``, ``run-folder-missing``, ``run-config-missing``,
            ``run-devices-mixed``.
    """
    check(spec)
    inherited = {**environment, **dict(spec.environment)}
    config = _config(spec, inherited)
    script = [str(spec.script), *spec.arguments]
    if spec.slurm is not None:
        # The cluster gives the devices, and says which by itself.
        settings = _cpu_settings() if spec.devices == (CPU,) else {}
        flags, command = slurm_command(spec, spec.slurm, interpreter, config)
        return _plan(spec, command, flags, settings, (), [], run_folder, inherited)
    chosen, notices = _chosen(spec, devices, config)
    on_cpu = all(device.kind == "cpu" for device in chosen)
    flags = flags_for(
        spec,
        config,
        [device.id for device in chosen],
        on_cpu=on_cpu,
        threads=_threads(chosen, spec, inherited) if on_cpu else 0,
    )
    settings = _settings(chosen, spec, config, on_cpu)
    notices += _notices(spec, chosen, flags, config, on_cpu)
    start = ["-m", "accelerate.commands.launch", *flags.words] if flags.launches else []
    command = [interpreter, *start, *script]
    ids = tuple(device.id for device in chosen)
    return _plan(spec, command, flags, settings, ids, notices, run_folder, inherited)


def check(spec: Spec) -> None:
    """Raises a ``WorkbenchError`` when it cannot be started at all."""
    if not spec.script.is_file():
        raise WorkbenchError("run-script-missing", path=str(spec.script))
    if not spec.working_directory.is_dir():
        raise WorkbenchError("run-folder-missing", path=str(spec.working_directory))
    if spec.accelerate_config is not None and not spec.accelerate_config.is_file():
        raise WorkbenchError("run-config-missing", path=str(spec.accelerate_config))
    kinds = {_kind(name) for name in spec.devices}
    if len(kinds) > 1 or spec.devices.count(CPU) > 1:
        raise WorkbenchError("run-devices-mixed", devices=", ".join(spec.devices))


def _plan(
    spec: Spec,
    command: Sequence[str],
    flags: Flags,
    settings: dict[str, str],
    devices: tuple[str, ...],
    notices: list[Notice],
    run_folder: Path | None,
    inherited: Mapping[str, str],
) -> Plan:
    if run_folder is not None and LOGGING_DIR not in inherited:
        settings = {**settings, LOGGING_DIR: str(run_folder / TENSORBOARD)}
    settings = {**settings, **dict(spec.environment)}
    return Plan(
        command=tuple(command),
        environment=tuple(settings.items()),
        working_directory=spec.working_directory,
        devices=devices,
        warnings=tuple(notices),
        launches=flags.launches,
    )


def _config(spec: Spec, inherited: Mapping[str, str]) -> AccelerateConfig | None:
    if spec.launcher == "python":
        return None
    path = spec.accelerate_config or default_config(inherited)
    return read_config(path) if path is not None else None


def _kind(name: str) -> str:
    return name if name in {CPU, MPS} else "cuda"


def _chosen(
    spec: Spec, devices: Sequence[Device], config: AccelerateConfig | None
) -> tuple[list[Device], list[Notice]]:
    """The devices of the run. One that was not found may be there all the same: NVML does not see all."""
    there = {device.id: device for device in devices}
    if spec.devices:
        unseen = [name for name in spec.devices if name not in there]
        found = [there.get(name) or Device(name, "cuda", f"GPU {name}") for name in spec.devices]
        return found, [Notice("device-unseen", (("devices", ", ".join(unseen)),))] if unseen else []
    if config is not None and not config.use_cpu:
        gpus = [device for device in devices if device.kind == "cuda"]
        if gpus and config.gpu_ids != "all":
            named = config.gpu_ids.split(",")
            gpus = [device for device in gpus if device.id in named] or gpus
        if gpus:
            return gpus[: spec.processes or config.processes or len(gpus)], []
    if config is not None and config.use_cpu and CPU in there:
        return [there[CPU]], []
    if spec.processes > 1 and spec.launcher != "python" and (gpus := freest(devices, spec.processes)):
        return gpus, []  # One a process.
    first = next((device for device in devices if device.preselected), None) or preselected(devices)
    return [first] if first is not None else [], []


def _settings(
    chosen: Sequence[Device], spec: Spec, config: AccelerateConfig | None, on_cpu: bool
) -> dict[str, str]:
    if on_cpu:
        return _cpu_settings()
    gpus = [device.id for device in chosen if device.kind == "cuda"]
    if not gpus or (config is not None and not spec.devices):
        return {}  # Its own configuration says which.
    # NVML counts in this order, and CUDA only when it is told to.
    return {"CUDA_DEVICE_ORDER": "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES": ",".join(gpus)}


def _cpu_settings() -> dict[str, str]:
    return {"CUDA_VISIBLE_DEVICES": NO_GPU, "ACCELERATE_USE_CPU": "true"}


def _threads(chosen: Sequence[Device], spec: Spec, inherited: Mapping[str, str]) -> int:
    """Of each process on the CPU; 0: it has been said already."""
    if inherited.get("OMP_NUM_THREADS"):
        return 0
    cores = max((device.cores for device in chosen), default=0) or os.cpu_count() or 1
    return max(1, cores // max(1, spec.processes))


def _notices(
    spec: Spec, chosen: Sequence[Device], flags: Flags, config: AccelerateConfig | None, on_cpu: bool
) -> list[Notice]:
    notices: list[Notice] = []
    for device in chosen:
        if device.kind == "cuda" and device.busy:
            notices.append(Notice("device-busy", (("device", device.id), ("name", device.name))))
    parts = [device for device in chosen if device.id.startswith("MIG-")]
    if len(parts) > 1:
        notices.append(Notice("mig-several"))
    if not on_cpu and flags.launches and spec.processes > len(chosen):
        values = (("processes", spec.processes), ("devices", len(chosen)))
        notices.append(Notice("devices-shared", values))
    if flags.overruled and config is not None:
        notices.append(Notice("config-overruled", (("path", str(config.path)), ("flags", flags.overruled))))
    if spec.processes > 1 and spec.launcher == "python":
        notices.append(Notice("processes-ignored", (("processes", spec.processes),)))
    if on_cpu and sys.platform == "darwin" and spec.processes <= 1:
        notices.append(Notice("cpu-on-apple"))
    return notices
