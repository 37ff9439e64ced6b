"""One real TensorBoard a set of log folders, over real HTTP."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import socket
import sys
import zipfile
from pathlib import Path

import psutil
import pytest
from tensorboard import assets

from boards import PYTHON, add_points, ask, eventually, fetch, interpreter_with, processes, scalars, write_run
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.tensorboard.servers import all_servers, look, stop
from transformers_workbench.tensorboard.start import Asked, find_or_start
from transformers_workbench.tensorboard.state import STATE, id_of

posix = pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands for an interpreter")


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    write_run(tmp_path / "logs" / "first").close()
    return tmp_path / "logs"


async def test_it_starts_is_found_again_and_stopping_leaves_no_process(logs: Path) -> None:
    first = await find_or_start(Asked((logs,)), PYTHON)
    again = await find_or_start(Asked((logs / ".." / "logs",)), PYTHON)
    assert (first.reused, again.reused) == (False, True)
    assert again.state == first.state
    assert eventually(lambda: ask(first.state.url, "data/runs")) == ["first"]
    running = processes(first.state.pid)
    assert stop(first.state)
    assert not psutil.wait_procs(running, timeout=60)[1]
    assert all_servers() == []
    assert not stop(first.state)


async def test_two_that_start_at_once_start_one(logs: Path) -> None:
    code = (
        "import asyncio, sys; from pathlib import Path; "
        "from transformers_workbench.tensorboard.start import Asked, find_or_start; "
        "found = asyncio.run(find_or_start(Asked((Path(sys.argv[1]),)), sys.argv[2])); "
        "print(found.state.pid, found.reused)"
    )
    starters = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", code, str(logs), PYTHON, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(3)
    ]
    said = [(await starter.communicate())[0].decode().split() for starter in starters]
    assert len({pid for pid, _ in said}) == 1
    assert sorted(reused for _, reused in said) == ["False", "True", "True"]


async def test_a_killed_one_is_shown_as_crashed_with_its_last_lines_until_it_is_started_again(
    logs: Path,
) -> None:
    first = await find_or_start(Asked((logs,)), PYTHON)
    psutil.Process(first.state.pid).kill()
    eventually(lambda: not first.state.alive)
    [seen] = all_servers()
    assert not seen.alive
    assert any("TensorBoard" in line for line in seen.last_lines)
    again = await find_or_start(Asked((logs,)), PYTHON)
    assert not again.reused
    assert [seen.alive for seen in all_servers()] == [True]


async def test_a_note_whose_number_another_process_has_now_is_no_server(logs: Path) -> None:
    first = await find_or_start(Asked((logs,)), PYTHON)
    stop(first.state)
    note = {
        "pid": os.getpid(),
        "identity": "another/1",
        "port": first.state.port,
        "port_taken": False,
        "secret": first.state.secret,
        "folders": list(first.state.folders),
        "location": first.state.location,
        "started": first.state.started,
    }
    (first.state.folder / STATE).write_text(json.dumps(note), encoding="utf-8")
    assert all_servers() == []
    again = await find_or_start(Asked((logs,)), PYTHON)
    assert not again.reused
    assert again.state.alive


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"pid": "x"}'])
async def test_a_damaged_note_is_no_server(logs: Path, state_folder: Path, damage: str) -> None:
    place = state_folder / "tensorboard" / id_of([logs])
    place.mkdir(parents=True)
    (place / STATE).write_text(damage, encoding="utf-8")
    assert all_servers() == []
    assert not (await find_or_start(Asked((logs,)), PYTHON)).reused


async def test_it_stops_by_itself_when_nobody_looks_and_not_before(logs: Path) -> None:
    found = await find_or_start(Asked((logs,), idle_minutes=3 / 60), PYTHON)
    running = processes(found.state.pid)
    looked = asyncio.get_running_loop().time()
    while asyncio.get_running_loop().time() - looked < 6:  # Twice as long as it stays unseen.
        ask(found.state.url, "data/environment")
        await asyncio.sleep(0.1)
    assert found.state.alive
    eventually(lambda: not found.state.alive)
    psutil.wait_procs(running, timeout=60)
    assert all_servers() == []


async def test_asking_whether_it_is_there_is_not_looking(logs: Path) -> None:
    found = await find_or_start(Asked((logs,), idle_minutes=1 / 60), PYTHON)

    def ended_while_asked() -> bool:
        try:
            fetch(f"{found.state.url}data/environment", **{"X-Transformers-Workbench-Check": "1"})
        except OSError:
            return True
        return False

    eventually(ended_while_asked)


async def test_several_folders_are_compared(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_run(tmp_path / name / "runs" / "x").close()
    folders = (tmp_path / "b" / "runs", tmp_path / "a" / "runs")
    found = await find_or_start(Asked(folders), PYTHON)
    eventually(lambda: ask(found.state.url, "data/runs") == ["a/runs/x", "b/runs/x"])
    eventually(lambda: scalars(found.state.url, "b/runs/x") == [0, 1, 2, 3, 4])
    assert (await find_or_start(Asked(folders[::-1]), PYTHON)).reused
    assert not (await find_or_start(Asked(folders[:1]), PYTHON)).reused


async def test_new_points_are_seen_while_a_run_writes(tmp_path: Path) -> None:
    writer = write_run(tmp_path / "run", range(3))
    found = await find_or_start(Asked((tmp_path,), reload_seconds=1), PYTHON)
    eventually(lambda: scalars(found.state.url, "run") == [0, 1, 2])
    add_points(writer, range(3, 6))
    eventually(lambda: scalars(found.state.url, "run") == list(range(6)))
    writer.close()


async def test_an_empty_or_missing_folder_is_waited_for_and_a_deleted_one_told(tmp_path: Path) -> None:
    folder = tmp_path / "output" / "runs"
    found = await find_or_start(Asked((folder,), reload_seconds=1), PYTHON)
    assert (look(found.state).has_events, look(found.state).missing) == (False, True)
    write_run(folder / "x").close()
    assert (look(found.state).has_events, look(found.state).missing) == (True, False)
    eventually(lambda: ask(found.state.url, "data/runs") == ["x"])
    shutil.rmtree(folder)
    assert look(found.state).missing
    assert found.state.alive


async def test_a_taken_port_is_told_and_another_one_used(logs: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        found = await find_or_start(Asked((logs,), port=port), PYTHON)
    assert found.state.port_taken
    assert found.state.port != port
    stop(found.state)
    again = await find_or_start(Asked((logs,), port=port), PYTHON)
    assert (again.state.port, again.state.port_taken) == (port, False)


async def test_it_is_reached_on_loopback_only(logs: Path) -> None:
    found = await find_or_start(Asked((logs,)), PYTHON)
    listening = {
        connection.laddr.ip
        for process in processes(found.state.pid)
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    assert listening <= {"127.0.0.1", "::1"}
    others = [
        address.address
        for addresses in psutil.net_if_addrs().values()
        for address in addresses
        if address.family == socket.AF_INET and not address.address.startswith("127.")
    ]
    for address in others:
        with pytest.raises(OSError):
            socket.create_connection((address, found.state.port), timeout=5)


async def test_the_page_loads_the_script_as_its_policy_allows(logs: Path) -> None:
    found = await find_or_start(Asked((logs,), reload_seconds=2), PYTHON)
    _, headers, page = fetch(found.state.url)
    policy = re.search(r"script-src ([^;]*)", headers["content-security-policy"])
    assert policy is not None and "'self'" in policy[1]
    assert int(headers["content-length"]) == len(page)
    [source] = re.findall(rb'<head><script src="([^"]*)"></script>', page)
    assert not source.startswith(b"/"), "behind a proxy with a path it would not be found"
    _, headers, script = fetch(found.state.url + source.decode())
    assert headers["content-type"].startswith("text/javascript")
    assert b"const period = 2000;" in script
    assert assets.__file__ is not None
    archive = zipfile.ZipFile(Path(assets.__file__).with_name("webfiles.zip"))
    bundle = archive.read("index.js").decode()
    for word in ("_tb_global_settings", "autoReloadPeriodInMs", "autoReload"):
        assert word in bundle and word in script.decode(), word


@posix
async def test_a_missing_package_is_named_with_what_installs_it(logs: Path, tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError) as caught:
        await find_or_start(Asked((logs,)), interpreter_with(tmp_path, None))
    assert (caught.value.reason, caught.value.install) == ("missing-package", ("tensorboard",))
    assert all_servers() == []


@posix
@pytest.mark.parametrize(
    ("package", "reason"),
    [
        ("raise TypeError('Descriptors cannot be created directly.\\n more')", "tensorboard-incompatible"),
        (
            "raise ImportError('cannot import name runtime_version from google.protobuf')",
            "tensorboard-incompatible",
        ),
        ("import pkg_resources_that_is_gone", "missing-module"),
        ("import absl.not_there_either", "missing-package"),
        ("raise ModuleNotFoundError('gone', name='pkg_resources')", "tensorboard-incompatible"),
        ("raise ModuleNotFoundError('gone', name='imghdr')", "tensorboard-incompatible"),
        ("raise AttributeError('np.bool8 was removed')", "tensorboard-incompatible"),
        ("raise RuntimeError('odd')", "tensorboard-failed"),
        ("import os; print('last words', flush=True); os.abort()", "tensorboard-failed"),
    ],
)
async def test_why_it_does_not_start_is_told(logs: Path, tmp_path: Path, package: str, reason: str) -> None:
    with pytest.raises(WorkbenchError) as caught:
        await find_or_start(Asked((logs,)), interpreter_with(tmp_path, package))
    assert caught.value.reason == reason
    if "last words" in package:
        assert caught.value.values["message"] == "last words"


async def test_a_state_folder_that_cannot_be_written_is_told(
    logs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("TRANSFORMERS_WORKBENCH_STATE", str(tmp_path / "file"))
    with pytest.raises(WorkbenchError) as caught:
        await find_or_start(Asked((logs,)), PYTHON)
    assert caught.value.reason == "tensorboard-state"


async def test_a_file_is_no_log_folder_but_an_event_file_stands_for_its_folder(logs: Path) -> None:
    (logs / "notes.txt").write_text("", encoding="utf-8")
    with pytest.raises(WorkbenchError) as caught:
        await find_or_start(Asked((logs / "notes.txt",)), PYTHON)
    assert caught.value.reason == "log-folder-missing"
    [events] = (logs / "first").iterdir()
    found = await find_or_start(Asked((events,)), PYTHON)
    assert found.state.folders == (str((logs / "first").resolve()),)
