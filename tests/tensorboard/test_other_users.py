"""A real server and whoever did not start it: web pages, other users, and what they can look into."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from boards import PATIENCE, PYTHON, ask, eventually, fetch, processes, scalars, write_run
from language_client import RequestFailed, language_server
from transformers_workbench import protocol
from transformers_workbench.tensorboard.start import Asked, Found, find_or_start
from transformers_workbench.tensorboard.state import LOG, STATE

NOBODY = 65534
SETPRIV = shutil.which("setpriv")
posix = pytest.mark.skipif(sys.platform == "win32", reason="the modes of files are POSIX's")
second_user = pytest.mark.skipif(
    SETPRIV is None or not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="only root can be a second user here (setpriv)",
)


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    write_run(tmp_path / "logs" / "first").close()
    return tmp_path / "logs"


@pytest.fixture
def open_state(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A state folder at a place that every user can come to; pytest's own are for one user only."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        monkeypatch.setenv("TRANSFORMERS_WORKBENCH_STATE", folder)
        yield Path(folder)


SEARCH = """
import os, pathlib, sys
secret, (logs, *folders) = sys.stdin.read().encode(), sys.argv[1:]
seen, found = 0, []
for process in filter(str.isdigit, os.listdir("/proc")):
    for name in ("cmdline", "environ"):
        try:
            content = pathlib.Path("/proc", process, name).read_bytes()
        except OSError:
            continue
        seen += logs.encode() in content
        found += [process] if secret in content else []
for folder in folders:
    for path in pathlib.Path(folder).rglob("*"):
        try:
            found += [path] if secret in path.read_bytes() else []
        except OSError:
            continue
print(seen > 0, len(found))
"""
"""How often a user meets the logs' folder, and the secret, in what all users can look into."""


def as_nobody(code: str, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Python code, run by another user."""
    assert SETPRIV is not None
    user = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return subprocess.run(
        [SETPRIV, *user, "python3", "-I", "-S", "-c", code, *words],
        input=given,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd="/",
        env={"PATH": os.defpath},
    )


def raw(url: str, line: str) -> bytes:
    """The beginning of the answer to what is no good request."""
    place = urlsplit(url)
    with socket.create_connection((str(place.hostname), place.port or 0), timeout=PATIENCE) as connection:
        connection.sendall(line.format(path=place.path).encode() + b"\r\n\r\n")
        return connection.recv(2**16)


async def test_charts_are_there_with_the_path_and_nothing_without(logs: Path) -> None:
    state = (await find_or_start(Asked((logs,)), PYTHON)).state
    eventually(lambda: scalars(state.url, "first") == [0, 1, 2, 3, 4])
    root = f"http://127.0.0.1:{state.port}/"
    for path in ("", "data/runs", "data/environment", "transformers-workbench/reload.js", "index.js"):
        for method in ("GET", "HEAD", "POST"):
            refused = fetch(root + path, method)
            assert refused.status == 403
            assert state.secret not in f"{refused}"
            assert b"tensorboard list" in refused.body or method == "HEAD"
    assert fetch(root + "a" * 60_000).status == 403
    assert fetch(f"{state.url}../data/runs").status == 404, "below the path it is TensorBoard's to answer"
    page = fetch(state.url)
    assert (page.status, page.headers["referrer-policy"]) == (200, "no-referrer")


async def test_a_page_that_rebinds_its_name_is_refused(logs: Path) -> None:
    state = (await find_or_start(Asked((logs,)), PYTHON)).state
    for host in ("evil.example", f"evil.example:{state.port}", "127.0.0.1", "localhost", ""):
        rebound = {"Host": host, "Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}
        assert fetch(f"http://127.0.0.1:{state.port}/data/runs", **rebound).status == 403
    # Forwarding has names of its own, and the panel's frame is another site's.
    forwarded = {"Host": "x-6006.devtunnels.ms", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert fetch(state.url, **forwarded).status == 200


async def test_strangers_do_not_keep_it_from_ending(logs: Path) -> None:
    state = (await find_or_start(Asked((logs,), idle_minutes=1 / 60), PYTHON)).state

    def ended_while_refused() -> bool:
        try:
            return fetch(f"http://127.0.0.1:{state.port}/data/runs").status != 403
        except OSError:
            return True

    eventually(ended_while_refused)
    eventually(lambda: not state.alive)


@second_user
async def test_another_user_is_refused_and_finds_the_path_nowhere(logs: Path, open_state: Path) -> None:
    state = (await find_or_start(Asked((logs,)), PYTHON)).state
    asked = as_nobody(
        "import sys, urllib.request, urllib.error\n"
        "try: print(urllib.request.urlopen(sys.argv[1]).status)\n"
        "except urllib.error.HTTPError as error: print(error.code)\n",
        f"http://127.0.0.1:{state.port}/data/runs",
    )
    assert asked.stdout.strip() == "403", asked.stderr
    note = state.folder / STATE
    read = as_nobody("import sys; print(open(sys.argv[1]).read())", str(note))
    assert "PermissionError" in read.stderr
    # Also where the folder was opened to others: the file itself is not.
    state.folder.chmod(0o755)
    state.folder.parent.chmod(0o755)
    read = as_nobody("import sys; print(open(sys.argv[1]).read())", str(note))
    assert "PermissionError" in read.stderr
    searched = as_nobody(SEARCH, str(logs), str(open_state), given=state.secret)
    assert searched.stdout.split() == ["True", "0"], searched.stderr


async def test_the_path_is_in_no_log_argument_environment_or_message(logs: Path, state_folder: Path) -> None:
    async with language_server(keeps_tokens=True) as window:
        opened = await window.request(protocol.TENSORBOARD_OPEN.name, {"folders": [logs.as_uri()]})
        identifier, pid = opened["server"]["id"], opened["server"]["pid"]
        answer = await window.request(protocol.TENSORBOARD_ADDRESS.name, {"id": identifier})
        handle, url = await window.secrets.take()
        assert answer == {"handle": handle}
        eventually(lambda: ask(url, "data/runs") == ["first"])
        assert fetch(url + "not/there").status == 404
        assert b"400" in raw(url, "GET {path} ODD/1.1") and b"414" in raw(url, "GET {path}" + "a" * 2**16)
        await window.request(protocol.TENSORBOARD_SERVERS.name)
        secret = url.rstrip("/").rpartition("/")[2]
        assert len(secret) == 43
        for process in [*processes(pid), psutil.Process(window.process.pid)]:
            assert secret not in " ".join(process.cmdline())
            assert secret not in str(process.environ())
        await window.request(protocol.TENSORBOARD_STOP.name, {"id": identifier})
        with pytest.raises(RequestFailed) as caught:
            await window.request(protocol.TENSORBOARD_ADDRESS.name, {"id": identifier})
        assert caught.value.data["reason"] == "tensorboard-stopped"
        assert any(str(pid) in message for message in window.wire), "the wire is what was said"
        assert not [message for message in window.wire if secret in message]
    written = [path for path in state_folder.rglob("*") if path.is_file()]
    assert state_folder / "tensorboard" / identifier / LOG in written
    assert not [path for path in written if secret in path.read_text(encoding="utf-8")]


async def test_it_notes_itself_in_no_folder_that_every_user_can_write_to(
    logs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link there would have TensorBoard overwrite what it points to."""
    shared = tmp_path / "shared"
    shared.mkdir()
    monkeypatch.setenv("TMPDIR", str(shared))
    state = (await find_or_start(Asked((logs,)), PYTHON)).state
    eventually(lambda: ask(state.url, "data/runs") == ["first"])
    assert not list(shared.rglob("*.info"))


async def test_an_editor_without_the_pipe_is_told_no_address(logs: Path) -> None:
    async with language_server() as window:
        opened = await window.request(protocol.TENSORBOARD_OPEN.name, {"folders": [logs.as_uri()]})
        with pytest.raises(RequestFailed) as caught:
            await window.request(protocol.TENSORBOARD_ADDRESS.name, {"id": opened["server"]["id"]})
        assert caught.value.data["reason"] == "secrets-unsupported"


@posix
async def test_its_note_and_folder_are_for_this_user_alone(logs: Path) -> None:
    umask = os.umask(0)
    try:
        state = (await find_or_start(Asked((logs,)), PYTHON)).state
    finally:
        os.umask(umask)
    assert (state.folder / STATE).stat().st_mode & 0o777 == 0o600
    for folder in (state.folder, state.folder.parent):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert state.secret not in repr(state)


async def test_the_secret_is_another_one_with_every_start(logs: Path) -> None:
    first: Found = await find_or_start(Asked((logs,)), PYTHON)
    psutil.Process(first.state.pid).kill()
    eventually(lambda: not first.state.alive)
    again = await find_or_start(Asked((logs,)), PYTHON)
    assert again.state.secret != first.state.secret
    note = json.loads((again.state.folder / STATE).read_text(encoding="utf-8"))
    assert note["secret"] == again.state.secret
    assert "url" not in note
