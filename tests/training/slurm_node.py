"""A real Slurm of one machine: its own munge key, sockets, ports and files in a folder, run by whoever runs
the tests.

Nothing of the system's Slurm or munge is used but the programs.
"""

from __future__ import annotations

import contextlib
import getpass
import os
import platform
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "squeue", "scontrol", "scancel", "srun")
SBIN = "/usr/sbin:/sbin"
PATIENCE = 120.0

CONFIGURATION = """
ClusterName=here
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
SlurmctldPort={controller_port}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool-%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
AccountingStorageType=accounting_storage/none
JobAcctGatherType=jobacct_gather/none
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=2
SchedulerParameters=defer_batch
{nodes}
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
"""


def missing() -> list[str]:
    """Programs that are not installed."""
    return [name for name in PROGRAMS if shutil.which(name, path=_path()) is None]


def _path() -> str:
    return f"{os.environ.get('PATH', '')}:{SBIN}"


def _free_port() -> int:
    with socket.socket() as it:
        it.bind(("127.0.0.1", 0))
        port: int = it.getsockname()[1]
        return port


@contextmanager
def slurm_of_one_machine(nodes: int = 1) -> Iterator[Path]:
    """Its configuration file, while it runs: what ``SLURM_CONF`` names."""
    # Not the test's folder: names of sockets are short.
    folder = Path(tempfile.mkdtemp(prefix="slurm-"))
    folder.chmod(0o700)
    processes: list[subprocess.Popen[bytes]] = []
    try:
        configuration = _configure(folder, nodes)
        environment = {**os.environ, "SLURM_CONF": str(configuration), "PATH": _path()}

        def begin(*words: str) -> None:
            with (folder / f"{words[0]}.out").open("ab") as out:
                processes.append(subprocess.Popen(words, env=environment, stdout=out, stderr=out, cwd=folder))

        begin("munged", "--foreground", "--force", *_munge_files(folder))
        _until(lambda: (folder / "munge.socket").exists(), folder)
        begin("slurmctld", "-D", "-i")
        for number in range(1, nodes + 1):
            begin("slurmd", "-D", "-N", f"node{number}")

        def ready() -> bool:
            told = subprocess.run(
                ["sinfo", "--noheader", "--Node", "--format=%T"],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            return told.stdout.split() == ["idle"] * nodes

        _until(ready, folder)
        yield configuration
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(30)
            if process.poll() is None:
                process.kill()
                process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _configure(folder: Path, nodes: int) -> Path:
    (folder / "munge.key").write_bytes(secrets.token_bytes(128))
    (folder / "munge.key").chmod(0o600)
    (folder / "state").mkdir()
    host = platform.node()
    lines = "\n".join(
        f"NodeName=node{number} NodeHostname={host} NodeAddr=127.0.0.1 Port={_free_port()} "
        f"CPUs={max(2, os.cpu_count() or 1)} State=UNKNOWN"
        for number in range(1, nodes + 1)
    )
    configuration = folder / "slurm.conf"
    configuration.write_text(
        CONFIGURATION.format(
            host=host, user=getpass.getuser(), controller_port=_free_port(), folder=folder, nodes=lines
        ),
        encoding="utf-8",
    )
    return configuration


def _munge_files(folder: Path) -> list[str]:
    return [
        f"--socket={folder}/munge.socket",
        f"--key-file={folder}/munge.key",
        f"--pid-file={folder}/munge.pid",
        f"--log-file={folder}/munge.log",
        f"--seed-file={folder}/munge.seed",
    ]


def _until(holds: object, folder: Path) -> None:
    assert callable(holds)
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            files = [*folder.glob("*.out"), *folder.glob("*.log")]
            told = "\n".join(
                f"{file.name}:\n{file.read_text(encoding='utf-8', errors='replace')[-3000:]}"
                for file in files
            )
            raise TimeoutError(f"Slurm does not get ready:\n{told}")
        time.sleep(0.05)
