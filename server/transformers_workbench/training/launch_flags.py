"""The flags of ``accelerate launch``: those that are needed, and none that a configuration says otherwise.

As ``accelerate.commands.launch`` of accelerate 1.15 reads them: several processes on the CPU are torchrun's
only with ``--multi_gpu`` (``--cpu`` starts one process, or MPI's), and stay on the CPU by
``ACCELERATE_USE_CPU``.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from transformers_workbench.training.accelerate_config import AccelerateConfig
from transformers_workbench.training.spec import Spec

FREE_PORT = ("--main_process_port", "0")
"""Each launch takes a port of its own: two runs at once do not meet."""
PLAIN = ("--num_machines", "1", "--mixed_precision", "no", "--dynamo_backend", "no")
"""What it would take by itself, but not without a warning in the log of every run."""


@attrs.frozen
class Flags:
    """``launches``: it goes through ``accelerate launch`` at all. ``overruled``: those flags that say other
    than the configuration, as the user chose."""

    launches: bool = False
    words: tuple[str, ...] = ()
    overruled: str = ""


def flags_for(
    spec: Spec,
    config: AccelerateConfig | None,
    devices: Sequence[str],
    *,
    on_cpu: bool,
    threads: int = 0,
) -> Flags:
    """For a run of this machine. ``threads``: of each process, 0 leaves it alone."""
    if spec.launcher == "python":
        return Flags()
    given = spec.accelerate_config is not None
    if config is not None and (given or config.use_cpu or not on_cpu):
        return _with_config(spec, config, devices, on_cpu=on_cpu)
    count = spec.processes or max(1, len(devices))
    if count == 1 and spec.launcher != "accelerate":
        return Flags()
    words = ["--num_processes", str(count), *PLAIN]
    if count > 1:
        words = ["--multi_gpu", *words, *FREE_PORT]
    elif on_cpu:
        words = ["--cpu", *words]
    if config is not None and count > 1:
        words += ["--gpu_ids", "all"]  # It is for GPUs, and accelerate reads it all the same.
    if on_cpu and threads:
        words += ["--num_cpu_threads_per_process", str(threads)]
    return Flags(launches=True, words=tuple(words))


def _with_config(spec: Spec, config: AccelerateConfig, devices: Sequence[str], *, on_cpu: bool) -> Flags:
    """What the user chose for this run wins over the configuration, and only that."""
    words = ["--config_file", str(config.path)] if spec.accelerate_config is not None else []
    count = spec.processes or (len(devices) if spec.devices and not on_cpu else 0)
    chosen: list[str] = []
    if count and count != config.processes and config.machines == 1:
        chosen += ["--num_processes", str(count)]
    if spec.devices and not on_cpu and config.gpu_ids != "all":
        chosen += ["--gpu_ids", "all"]  # Those of CUDA_VISIBLE_DEVICES.
    running = count or config.processes
    several = config.several or (running > 1 and bool(count))
    if several and not config.several:
        chosen.insert(0, "--multi_gpu")
    if on_cpu and not config.use_cpu and not several:
        chosen.insert(0, "--cpu")
    if several and config.port is None and config.machines == 1:
        words += FREE_PORT
    overruled = " ".join(chosen) if config.processes else ""
    return Flags(launches=True, words=(*words, *chosen), overruled=overruled)
