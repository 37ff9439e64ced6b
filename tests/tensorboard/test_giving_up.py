"""Opening that is given up, and servers that hang: nothing is left behind, and nobody waits for ever."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from boards import PATIENCE, PYTHON, eventually, processes, write_run
from language_client import LanguageClient, RequestFailed, language_server
from transformers_agent.detached import Detached, start_detached
from transformers_workbench import protocol
from transformers_workbench.tensorboard import servers
from transformers_workbench.tensorboard import start as tensorboard_start
from transformers_workbench.tensorboard.servers import all_servers, stop
from transformers_workbench.tensorboard.start import Asked, find_or_start
from transformers_workbench.tensorboard.state import FAILURE, STATE

OPEN = protocol.TENSORBOARD_OPEN.name
SERVERS = protocol.TENSORBOARD_SERVERS.name
STOP = protocol.TENSORBOARD_STOP.name
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGSTOP")


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    write_run(tmp_path / "logs" / "first").close()
    return tmp_path / "logs"


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same patience with a server that hangs, in small."""
    monkeypatch.setattr(servers, "ANSWER_SECONDS", 1.0)
    monkeypatch.setattr(servers, "TERM_SECONDS", 1.0)


@pytest.fixture
def hung(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[psutil.Process]]:
    """What a test stops; ended afterwards whatever happens."""
    stopped: list[psutil.Process] = []
    yield stopped
    for process in stopped:
        if process.is_running():
            process.kill()


def starting(state_folder: Path) -> list[psutil.Process]:
    """The TensorBoards that note themselves there, from the moment on that each is begun."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = " ".join(process.info["cmdline"] or ())
        if "serve.py" in words and str(state_folder) in words:
            found.append(process)
    return found


def notes(state_folder: Path) -> list[Path]:
    return [*state_folder.rglob(f"{STATE}*"), *state_folder.rglob(f"{FAILURE}*")]


async def cancelled(client: LanguageClient, identifier: int, answer: asyncio.Future[Any]) -> None:
    client.notify("$/cancelRequest", {"id": identifier})
    with pytest.raises(RequestFailed):
        await asyncio.wait_for(answer, PATIENCE)


@pytest.mark.parametrize("begun", [False, True])
async def test_a_cancelled_opening_leaves_nothing_and_the_next_one_works(
    logs: Path, state_folder: Path, begun: bool
) -> None:
    params = {"folders": [logs.as_uri()]}
    async with language_server() as client:
        identifier, answer = client.start(OPEN, params)
        family = await asyncio.to_thread(eventually, lambda: starting(state_folder)) if begun else []
        await cancelled(client, identifier, answer)
        assert not (await asyncio.to_thread(psutil.wait_procs, family, PATIENCE))[1]
        await asyncio.to_thread(eventually, lambda: not starting(state_folder))
        assert (await client.request(SERVERS))["servers"] == []
        opened = await client.request(OPEN, params)
        assert not opened["reused"]
        assert [server["pid"] for server in (await client.request(SERVERS))["servers"]] == [
            opened["server"]["pid"]
        ]
    assert len(notes(state_folder)) == 1


async def test_cancelling_while_the_process_is_being_begun_ends_it_before_the_next_one(
    logs: Path, state_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begins, go_on = threading.Event(), threading.Event()
    begun: list[Detached] = []

    def slow(*words: Any, **options: Any) -> Detached:
        begins.set()
        assert go_on.wait(PATIENCE)
        begun.append(start_detached(*words, **options))
        return begun[-1]

    monkeypatch.setattr(tensorboard_start, "start_detached", slow)
    first = asyncio.ensure_future(find_or_start(Asked((logs,)), PYTHON))
    assert await asyncio.to_thread(begins.wait, PATIENCE)
    first.cancel()
    second = asyncio.ensure_future(find_or_start(Asked((logs,)), PYTHON))
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert not begun[0].is_alive
    assert notes(state_folder) == []
    assert (await second).state.pid == begun[1].pid
    assert len(begun) == 2


async def test_an_opening_that_the_end_of_the_server_cuts_off_leaves_no_process_and_no_note(
    logs: Path, state_folder: Path
) -> None:
    async with language_server() as client:
        client.start(OPEN, {"folders": [logs.as_uri()]})
        family = await asyncio.to_thread(eventually, lambda: starting(state_folder))
    assert not (await asyncio.to_thread(psutil.wait_procs, family, PATIENCE))[1]
    assert all_servers() == []
    assert notes(state_folder) == []


async def test_only_the_server_s_own_agents_end_with_it(logs: Path) -> None:
    async with language_server() as client:
        opened = await client.request(OPEN, {"folders": [logs.as_uri()]})
        await client.request(protocol.TENSORBOARD_FOLDERS.name, {"folders": [logs.as_uri()]})
        board = processes(opened["server"]["pid"])
        others = [
            each for each in psutil.Process(client.process.pid).children(recursive=True) if each not in board
        ]
        assert others
    assert not (await asyncio.to_thread(psutil.wait_procs, others, PATIENCE))[1]
    assert all(each.is_running() for each in board)
    assert [seen.alive for seen in all_servers()] == [True]


async def test_it_is_no_descendant_of_the_server_that_started_it(logs: Path) -> None:
    """A client that ends a frozen server ends all that is below it, children first."""
    async with language_server() as client:
        opened = await client.request(OPEN, {"folders": [logs.as_uri()]})
        board = processes(opened["server"]["pid"])
        below = psutil.Process(client.process.pid).children(recursive=True)
        assert not {each.pid for each in board} & {each.pid for each in below}
        assert client.process.pid not in {parent.pid for parent in board[0].parents()}


async def test_the_server_s_end_is_quiet_while_it_watches(
    logs: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with language_server() as client:
        await client.request(OPEN, {"folders": [logs.as_uri()]})
    said = capfd.readouterr().err
    assert not [word for word in ("Traceback", "was destroyed", "never awaited") if word in said]


@posix
async def test_one_that_hangs_is_replaced_when_it_is_opened(
    logs: Path, hurried: None, hung: list[psutil.Process]
) -> None:
    first = await find_or_start(Asked((logs,)), PYTHON)
    family = processes(first.state.pid)
    hung.append(psutil.Process(first.state.pid))
    hung[0].send_signal(signal.SIGSTOP)
    again = await asyncio.wait_for(find_or_start(Asked((logs,)), PYTHON), PATIENCE)
    assert not again.reused
    assert again.state.pid != first.state.pid
    assert not (await asyncio.to_thread(psutil.wait_procs, family, PATIENCE))[1]
    assert [seen.state.pid for seen in all_servers()] == [again.state.pid]


@posix
async def test_one_that_hangs_is_listed_and_stopped(
    logs: Path, hurried: None, hung: list[psutil.Process]
) -> None:
    first = await find_or_start(Asked((logs,)), PYTHON)
    family = processes(first.state.pid)
    hung.append(psutil.Process(first.state.pid))
    hung[0].send_signal(signal.SIGSTOP)
    assert [seen.alive for seen in all_servers()] == [True]
    assert await asyncio.to_thread(stop, first.state)
    assert not (await asyncio.to_thread(psutil.wait_procs, family, PATIENCE))[1]
    assert all_servers() == []


@posix
async def test_the_editor_lists_and_stops_one_that_hangs(logs: Path, hung: list[psutil.Process]) -> None:
    async with language_server() as client:
        opened = await client.request(OPEN, {"folders": [logs.as_uri()]})
        hung.append(psutil.Process(opened["server"]["pid"]))
        hung[0].send_signal(signal.SIGSTOP)
        [listed] = (await client.request(SERVERS))["servers"]
        assert listed["state"] == "running"
        assert await client.request(STOP, {"id": listed["id"]}) == {"wasRunning": True}
        assert (await client.request(SERVERS))["servers"] == []
