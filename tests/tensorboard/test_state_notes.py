"""Which notes of servers are believed: only what nobody but this user's workbench can have written."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from boards import PYTHON, eventually, fetch, write_run
from transformers_agent.tensorboard import state_file
from transformers_agent.tensorboard.process_identity import identity
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.tensorboard import start as starting
from transformers_workbench.tensorboard.process_owner import is_own
from transformers_workbench.tensorboard.servers import all_servers, look, stop
from transformers_workbench.tensorboard.start import Asked, find_or_start
from transformers_workbench.tensorboard.state import STATE, State, id_of, read_state
from transformers_workbench.tensorboard.words import described

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the modes of files are POSIX's")
root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be two users"
)
NOBODY = 65534
SECRET = "s" * 43


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    write_run(tmp_path / "logs" / "first").close()
    return tmp_path / "logs"


@pytest.fixture
def place(logs: Path, state_folder: Path) -> Path:
    """Where the note of the logs' server lies."""
    folder = state_folder / "tensorboard" / id_of([logs])
    folder.mkdir(parents=True, mode=0o700)
    return folder


@pytest.fixture
def pid() -> Iterator[int]:
    """A process that may be ended."""
    with subprocess.Popen(["sleep", "600"]) as process:
        yield process.pid
        process.kill()


def note(logs: Path, pid: int, **changes: Any) -> dict[str, Any]:
    return {
        "pid": pid,
        "identity": identity(pid),
        "port": 6006,
        "port_taken": False,
        "secret": SECRET,
        "folders": [str(logs)],
        "location": str(logs),
        "started": 1.0,
        **changes,
    }


def write(place: Path, content: dict[str, Any], mode: int = 0o600) -> None:
    (place / STATE).write_text(json.dumps(content), encoding="utf-8")
    (place / STATE).chmod(mode)


def test_a_note_as_it_is_written_is_believed(place: Path, logs: Path, pid: int) -> None:
    state_file.write_json(place / STATE, note(logs, pid))
    state = read_state(place)
    assert state is not None and state.alive
    assert state.url == f"http://127.0.0.1:6006/{SECRET}/"
    assert [path.name for path in place.iterdir()] == [STATE]


@pytest.mark.parametrize(
    "changes",
    [
        {"secret": "../../evil"},
        {"secret": "s"},
        {"secret": ["s" * 43]},
        {"secret": None, "port": "evil.example:80"},
        {"port": 0},
        {"port": 65536},
        {"port": -1},
        {"pid": 0},
        {"pid": -1},
        {"pid": "1 2"},
        {"folders": None},
        {"started": "yesterday"},
    ],
)
def test_a_note_with_what_no_server_writes_is_none(
    place: Path, logs: Path, pid: int, changes: dict[str, Any]
) -> None:
    write(place, {**note(logs, pid), **changes})
    assert read_state(place) is None
    assert all_servers() == []


def test_where_a_server_is_cannot_be_said_by_a_note(place: Path, logs: Path, pid: int) -> None:
    write(place, note(logs, pid, url="http://evil.example/", host="evil.example"))
    [seen] = all_servers()
    assert seen.state.url.startswith("http://127.0.0.1:6006/")


def fifo(path: Path, content: str) -> None:
    os.mkfifo(path)


def to_input(path: Path, content: str) -> None:
    path.symlink_to("/dev/stdin")


def endless(path: Path, content: str) -> None:
    path.symlink_to("/dev/zero")


def elsewhere(path: Path, content: str) -> None:
    other = path.parent.parent / "other.json"
    other.write_text(content, encoding="utf-8")
    path.symlink_to(other)


def folder(path: Path, content: str) -> None:
    path.mkdir()


def huge(path: Path, content: str) -> None:
    path.write_text(" " * 2**21 + content, encoding="utf-8")


def nested(path: Path, content: str) -> None:
    path.write_text("[" * 100_000, encoding="utf-8")


def writable(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    path.chmod(0o620)


def in_a_writable_folder(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    path.parent.chmod(0o770)


@pytest.mark.parametrize(
    "make", [fifo, to_input, endless, elsewhere, folder, huge, nested, writable, in_a_writable_folder]
)
def test_what_somebody_else_can_have_put_there_is_no_note(
    place: Path, logs: Path, pid: int, make: Callable[[Path, str], None]
) -> None:
    make(place / STATE, json.dumps(note(logs, pid)))
    assert read_state(place) is None
    assert all_servers() == []


@root
@pytest.mark.parametrize("whose", [STATE, ""])
def test_another_user_s_note_or_folder_is_not_believed(place: Path, logs: Path, pid: int, whose: str) -> None:
    write(place, note(logs, pid))
    assert read_state(place) is not None
    os.chown(place / whose, NOBODY, NOBODY)
    assert read_state(place) is None
    assert all_servers() == []


@root
def test_another_user_s_process_is_not_signalled(place: Path, logs: Path) -> None:
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        pytest.skip("setpriv is not installed")
    words = [setpriv, f"--reuid={NOBODY}", "--clear-groups", "sleep", "600"]
    with subprocess.Popen(words, cwd="/") as process:
        try:
            eventually(lambda: psutil.Process(process.pid).name() == "sleep")
            assert is_own(os.getpid()) and not is_own(process.pid)
            write(place, note(logs, process.pid))
            [seen] = all_servers()
            stop(seen.state)
            assert process.poll() is None
            assert read_state(place) is None, "forgotten, and not ended"
        finally:
            process.kill()


def test_a_process_that_is_no_tensorboard_is_not_signalled(place: Path, logs: Path, pid: int) -> None:
    """Whoever wrote the note knew which process it is: it may lie in a folder that came from elsewhere."""
    write(place, note(logs, pid))
    [seen] = all_servers()
    stop(seen.state)
    assert psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    assert read_state(place) is None, "forgotten, and not ended"


def test_a_process_that_the_note_does_not_name_exactly_is_not_signalled(
    place: Path, logs: Path, pid: int
) -> None:
    write(place, note(logs, pid, identity="another/1"))
    state = read_state(place)
    assert state is not None
    assert not stop(state)
    assert psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


async def start_as_before(logs: Path) -> State:
    """A server as an earlier version noted it: no secret, and readable by all who come to the folder."""
    state = (await find_or_start(Asked((logs,)), PYTHON)).state
    content = json.loads((state.folder / STATE).read_text(encoding="utf-8"))
    del content["secret"]
    write(state.folder, {**content, "url": f"http://127.0.0.1:{state.port}/"}, 0o644)
    before = read_state(state.folder)
    assert before is not None
    return before


async def test_a_server_of_an_earlier_version_is_shown_and_replaced(logs: Path) -> None:
    before = await start_as_before(logs)
    assert before.alive and before.outdated
    assert before.url == f"http://127.0.0.1:{before.port}/"
    [seen] = all_servers()
    assert described(seen).state == "outdated"
    found = await find_or_start(Asked((logs,)), PYTHON)
    assert not found.reused and not found.state.outdated
    assert not before.alive
    assert fetch(found.state.url).status == 200
    assert described(look(found.state)).state == "running"


async def test_a_secret_that_others_could_read_is_none_any_more(logs: Path) -> None:
    first = (await find_or_start(Asked((logs,)), PYTHON)).state
    (first.folder / STATE).chmod(0o604)
    seen = read_state(first.folder)
    assert seen is not None and seen.outdated and seen.alive
    again = await find_or_start(Asked((logs,)), PYTHON)
    assert not again.reused
    assert again.state.secret != first.secret
    assert not first.alive


async def test_folders_that_the_umask_left_open_are_closed(logs: Path, place: Path) -> None:
    for each in (place, place.parent):
        each.chmod(0o777)
    state = (await find_or_start(Asked((logs,)), PYTHON)).state
    assert state.alive
    assert [each.stat().st_mode & 0o777 for each in (place, place.parent)] == [0o700, 0o700]


async def test_a_disk_that_keeps_nothing_private_is_told(logs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as a network disk that gives every file the same mode."""
    monkeypatch.setattr(starting, "is_private_file", lambda path: False)
    with pytest.raises(WorkbenchError) as caught:
        await find_or_start(Asked((logs,)), PYTHON)
    assert caught.value.reason == "tensorboard-state"
    assert "other users" in str(caught.value.values["message"])
    assert all_servers() == []


async def test_nothing_of_the_workspace_is_imported_by_a_server(
    tmp_path: Path, logs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    canary = tmp_path / "canary"
    for name in ("sitecustomize.py", "tensorboard.py", "yaml.py"):
        (tmp_path / name).write_text(f"open({str(canary)!r}, 'w').close()", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", f"{os.pathsep}.{os.pathsep}relative")
    state = (await find_or_start(Asked((logs,)), PYTHON)).state
    assert fetch(state.url).status == 200
    assert not canary.exists()
    assert psutil.Process(state.pid).cwd() == "/"
