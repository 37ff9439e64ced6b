"""Each way in that was once seen to work, by itself. Those that need no more than to be looked at are in the
two tests of all repositories: ``SEEN`` says which."""

from __future__ import annotations

import asyncio
import http.client
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest
import pytest_asyncio

from all_repositories import ALL
from hostile_repositories import REPOSITORIES, SECRET, Canary, write
from language_client import RequestFailed, render_params
from tour import Tour
from transformers_workbench import protocol
from windows import Window, open_window

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes and links of a POSIX system")

SEEN = {
    1: ("run-with-its-own-keeper", "run-that-names-a-python", "run-that-names-a-victim", "run-behind-a-link"),
    2: ("git-promisor", "git-with-programs", "git-submodule", "git-file-elsewhere"),
    3: ("python-path-with-an-empty-entry", "python-path-with-relative-entries", "programs-of-the-workspace"),
    4: ("run-of-standard-input", "run-of-zeros", "run-of-pipes", "model-of-devices"),
    5: ("templates-without-end",),
    6: ("templates-without-end", "model-with-crafted-tokenizers"),
    7: ("imports-of-other-projects",),
    8: ("credentials",),
    9: ("tensorboard-notes",),
    10: ("run-to-be-resumed",),
}
"""Number of what was seen → repositories that try it."""
GONE_SECONDS = 20.0


@pytest_asyncio.fixture
async def window(tmp_path: Path) -> AsyncIterator[Window]:
    async with open_window(tmp_path / "window", {}) as window:
        yield window


def built(name: str, tmp_path: Path, canary: Canary) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    REPOSITORIES[name].build(folder, canary)
    return folder


def test_every_way_in_that_was_seen_is_tried() -> None:
    assert sorted(SEEN) == list(range(1, 11))
    assert {name for names in SEEN.values() for name in names} <= {each.name for each in ALL}


async def test_an_agent_at_work_inside_of_c_ends_with_a_server_that_is_killed(tmp_path: Path) -> None:
    template = write(tmp_path / "power.jinja", "{{ (messages|length) ** (9**9) }}")
    # Its deadline does not end it first.
    async with open_window(tmp_path / "window", {}, render_seconds=600.0) as window:
        server = window.client.process
        window.client.open(template.as_uri(), template.read_text(encoding="utf-8"))
        agents = {each.pid: seconds_at_work(each.pid) for each in window.processes.alive()}
        agents.pop(server.pid)
        window.client.start(protocol.RENDER.name, render_params(template.as_uri()))
        # A process of the system's says nothing when it works.
        while not any(  # noqa: ASYNC110
            seconds_at_work(pid) > since + 1.0 for pid, since in agents.items()
        ):
            await asyncio.sleep(0.01)
        server.kill()
        await server.wait()
        window.is_well = False
        begun = time.monotonic()
        left = await asyncio.to_thread(window.processes.left, GONE_SECONDS)
        print(f"all agents had ended after {time.monotonic() - begun:.1f} s")
        assert not left, left


def seconds_at_work(pid: int) -> float:
    """Of the processor; 0 for one that has ended."""
    try:
        return float(sum(psutil.Process(pid).cpu_times()[:2]))
    except psutil.Error:
        return 0.0


async def test_no_pip_line_is_made_of_the_name_of_an_import(
    window: Window, tmp_path: Path, canary: Canary
) -> None:
    folder = built("imports-of-other-projects", tmp_path, canary)
    spec = {"script": (folder / "train.py").as_uri()}
    plan = await window.client.request(protocol.TRAINING_PLAN.name, {"spec": spec, "folder": folder.as_uri()})
    names = {"hydra", "apex", "swift", "clip", "google", "docx", "jwt", "serial", "magic", "fitz", "skimage"}
    assert not names & {name.lower() for name in plan.get("missingPackages", [])}


async def test_credentials_are_no_training_data(window: Window, tmp_path: Path, canary: Canary) -> None:
    folder = built("credentials", tmp_path, canary)
    spec = {"script": (folder / "train.py").as_uri()}
    plan = await window.client.request(protocol.TRAINING_PLAN.name, {"spec": spec, "folder": folder.as_uri()})
    assert plan.get("dataFiles", []) == []
    for file in sorted([*folder.glob("*.json"), *folder.glob("data/*"), folder / ".env"]):
        if file.name.endswith(".run.json"):
            continue
        with pytest.raises(RequestFailed):
            await window.client.request(protocol.TRAINING_DATA.name, {"uri": file.as_uri()})
    assert not any(SECRET in message for message in window.client.wire)


async def test_arguments_that_are_anybodys_secret_are_refused(
    window: Window, tmp_path: Path, canary: Canary
) -> None:
    folder = built("credentials", tmp_path, canary)
    files = sorted(folder.glob("*.run.json"))
    assert len(files) == 3
    for file in files:
        with pytest.raises(RequestFailed) as failed:
            await window.client.request(protocol.TRAINING_READ_FILE.name, {"uri": file.as_uri()})
        assert failed.value.data["reason"] == "run-secret", file.name


async def test_a_run_of_strangers_is_shown_and_nothing_else(
    window: Window, tmp_path: Path, canary: Canary
) -> None:
    folder = built("run-to-be-resumed", tmp_path, canary)
    tour = Tour(window.client, folder)
    await tour.act_on_runs()
    [run] = tour.runs
    assert (run["state"], run["canResume"], run.get("ours", False)) == ("stopped", False, False)
    refused = [method for method, _ in tour.failures]
    assert protocol.TRAINING_RESUME.name in refused
    assert canary.fired() == []


async def test_no_other_name_of_the_host_reads_the_charts(window: Window, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    opened = await window.client.request(
        protocol.TENSORBOARD_OPEN.name, {"folders": [logs.as_uri()], "idleMinutes": 1}
    )
    server = opened["server"]
    try:
        port = server["port"]
        assert "url" not in server  # The path that opens it is in no message.
        for host in (
            "evil.example",
            "evil.example:80",
            f"127.0.0.1.evil.example:{port}",
            f"127.0.0.1:{port}",
        ):
            for path in ("/", "/data/runs", "/guessed/data/runs"):
                assert answer_of(port, path, host) == 403, (host, path)
    finally:
        await window.client.request(protocol.TENSORBOARD_STOP.name, {"id": server["id"]})


def answer_of(port: int, path: str, host: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Host": host})
        return connection.getresponse().status
    finally:
        connection.close()


CRAFTED: tuple[Any, ...] = (5, "x", [1, [2]], {"uri": 5, "folder": [], "folders": 3, "spec": "x", "log": {}})


@pytest.mark.parametrize("params", CRAFTED, ids=["number", "text", "list", "types"])
async def test_requests_that_do_not_decode_are_answered(window: Window, params: Any) -> None:
    contract = [each for each in protocol.methods().values() if each.direction == "to_server" and each.result]
    names = [each.name for each in contract if each.params is not None]
    names += [
        "textDocument/hover",
        "textDocument/codeLens",
        "textDocument/codeAction",
        "workspace/executeCommand",
    ]
    for name in names:
        try:
            await window.client.request(name, params)
        except RequestFailed as failed:
            assert len(str(failed)) < 2000, name
        else:  # What has none of these fields may take the object for one with none at all.
            assert isinstance(params, dict), name
