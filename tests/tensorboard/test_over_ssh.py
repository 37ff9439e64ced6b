"""A TensorBoard on a machine that is reached by a forwarded port of a real SSH connection only."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
from pathlib import Path

import pytest

from boards import PATIENCE, PYTHON, ask, eventually, fetch, write_run
from transformers_workbench.tensorboard.start import Asked, find_or_start

SSHD = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
pytestmark = pytest.mark.skipif(
    SSHD is None or shutil.which("ssh-keygen") is None or shutil.which("ssh") is None,
    reason="sshd is not installed (apt: openssh-server)",
)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def reachable(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError:
        return False
    return True


async def test_the_page_and_its_data_come_through_a_forwarded_port(tmp_path: Path) -> None:
    assert SSHD is not None
    write_run(tmp_path / "runs" / "x").close()
    found = await find_or_start(Asked((tmp_path / "runs",)), PYTHON)
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    for name in ("host", "user"):
        generate = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(keys / name)]
        subprocess.run(generate, check=True)  # noqa: ASYNC221
    ssh_port, forwarded = free_port(), free_port()
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # Where root's sshd separates its privileges.
    options = {
        "HostKey": keys / "host",
        "AuthorizedKeysFile": keys / "user.pub",
        "ListenAddress": "127.0.0.1",
        "PidFile": "none",
        "UsePAM": "no",
        "StrictModes": "no",
    }
    given = [word for name, value in options.items() for word in ("-o", f"{name}={value}")]
    daemon = subprocess.Popen([SSHD, "-D", "-e", "-f", "/dev/null", "-p", str(ssh_port), *given])  # noqa: ASYNC220
    client = None
    try:
        eventually(lambda: reachable(ssh_port))
        client = subprocess.Popen(  # noqa: ASYNC220
            [
                *["ssh", "-N", "-F", "/dev/null", "-i", str(keys / "user"), "-p", str(ssh_port)],
                *["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"],
                *["-o", "BatchMode=yes", "-L", f"127.0.0.1:{forwarded}:127.0.0.1:{found.state.port}"],
                f"{getpass.getuser()}@127.0.0.1",
            ]
        )
        eventually(lambda: reachable(forwarded))
        # What the editor makes of it: another port, the same path.
        address = found.state.url.replace(str(found.state.port), str(forwarded), 1)
        assert b"transformers-workbench/reload.js" in fetch(address).body
        eventually(lambda: ask(address, "data/runs") == ["x"])
        assert fetch(f"http://127.0.0.1:{forwarded}/").status == 403
    finally:
        for process in (client, daemon):
            if process is not None:
                process.terminate()
                try:
                    process.wait(timeout=PATIENCE)
                except subprocess.TimeoutExpired:
                    process.kill()
