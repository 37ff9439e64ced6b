"""The command of a job of Slurm's: what its first node runs, and how that reaches the others."""

from __future__ import annotations

from transformers_workbench.training.accelerate_config import AccelerateConfig
from transformers_workbench.training.launch_flags import FREE_PORT, PLAIN, Flags
from transformers_workbench.training.spec import Slurm, Spec

EVERY_NODE = (
    'exec "$0" -m accelerate.commands.launch --machine_rank "$SLURM_NODEID" '
    '--main_process_ip "$SLURM_LAUNCH_NODE_IPADDR" '
    '--main_process_port "$((20000 + SLURM_JOB_ID % 20000))" "$@"'
)
"""For ``bash -c`` on every node: the node's number and the address of the first one are known there only. The
port is the job's own. Words of the user are its arguments, never part of it."""


def slurm_command(
    spec: Spec, slurm: Slurm, interpreter: str, config: AccelerateConfig | None
) -> tuple[Flags, list[str]]:
    """For the first node of a job. Several nodes meet by the static rendezvous of torchrun: who is the first
    is known, and no other node may take its port."""
    script = [str(spec.script), *spec.arguments]
    count = spec.processes or max(1, slurm.gpus_per_node) * slurm.nodes
    given = ["--config_file", str(spec.accelerate_config)] if spec.accelerate_config is not None else []
    if spec.launcher == "python" or (
        count == 1 and slurm.nodes == 1 and spec.launcher == "auto" and config is None
    ):
        return Flags(), [interpreter, *script]
    several = [] if config is not None and config.several else ["--multi_gpu"]
    plain = [] if config is not None else list(PLAIN[2:])
    machines = ["--num_processes", str(count), "--num_machines", str(slurm.nodes)]
    if slurm.nodes == 1:
        words = [
            *given,
            *(several if count > 1 else []),
            *machines,
            *plain,
            *(FREE_PORT if count > 1 else ()),
        ]
        flags = Flags(launches=True, words=tuple(words))
        return flags, [interpreter, "-m", "accelerate.commands.launch", *words, *script]
    words = [*given, *several, *machines, *plain]
    nodes = [f"--nodes={slurm.nodes}", f"--ntasks={slurm.nodes}", "--ntasks-per-node=1"]
    # A launcher is one task of a node, and its processes want all that the job has there.
    start = ["srun", *nodes, "--cpu-bind=none", "--kill-on-bad-exit=1"]
    command = [*start, "bash", "-c", EVERY_NODE, interpreter, *words, *script]
    return Flags(launches=True, words=tuple(words)), command
