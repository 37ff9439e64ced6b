"""Whatever a process of ours is doing: when the server is gone, it is."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from language_client import PATIENCE, ROOT, USER_PYTHON, language_server, render_params
from transformers_agent.owner import NO_PARENT_SIGNAL

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals; there it is a job object")

UNINTERRUPTIBLE = "{{ (messages | length) ** (9 ** 9) }}"
DEADLINE = 15
"""Seconds of a rendering: time enough to end the server meanwhile."""
SECONDS = 60.0
"""Until a process must be gone, also on a busy machine. The work itself takes hours."""


class Killed(Exception):
    """The server was; it cannot be shut down any more."""


async def wait_until(true: Callable[[], bool], seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        await asyncio.sleep(0.05)


def is_gone(process: psutil.Process) -> bool:
    """Whether a process has ended; one that nobody has asked after is a zombie."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@pytest.mark.parametrize("way", ["signal", "timer"])
async def test_an_agent_inside_c_code_ends_with_a_killed_server(tmp_path: Path, way: str) -> None:
    if way == "signal" and sys.platform != "linux":
        pytest.skip("only Linux tells of a parent's end")
    environment = {NO_PARENT_SIGNAL: "1"} if way == "timer" else {}
    children: list[psutil.Process] = []
    with contextlib.suppress(Killed):
        async with language_server(
            settings={"renderDeadlineSeconds": DEADLINE}, environment=environment
        ) as client:
            await client.until(lambda method, params: params.get("health") == "ok")
            server = psutil.Process(client.process.pid)
            uri = (tmp_path / "hostile.jinja").as_uri()
            client.open(uri, UNINTERRUPTIBLE)
            children = server.children(recursive=True)
            before = {child.pid: child.cpu_times().user for child in children}
            client.start("transformers/chatTemplate/render", render_params(uri))

            def is_busy() -> bool:
                return any(child.cpu_times().user > before[child.pid] + 0.5 for child in children)

            await wait_until(is_busy)
            server.kill()
            await client.process.wait()
            raise Killed
    assert children
    await wait_until(lambda: all(map(is_gone, children)), SECONDS)


HOLDS_THE_LOCK = """
import os, sys
sys.path.insert(0, sys.argv[1])
from transformers_agent.owner import end_with_owner
owner = end_with_owner()
owner.allow(float(sys.argv[2]))
print(os.getpid(), flush=True)
3 ** (9 ** 9)
"""

PARENT = """
import subprocess, sys
child = subprocess.Popen([sys.executable, "-c", *sys.argv[1:]], stdout=sys.stdout)
child.wait()
"""


@pytest.mark.parametrize("way", ["signal", "timer"])
async def test_a_process_that_holds_pythons_lock_ends_with_its_parent(way: str) -> None:
    if way == "signal" and sys.platform != "linux":
        pytest.skip("only Linux tells of a parent's end")
    environment = {**os.environ, **({NO_PARENT_SIGNAL: "1"} if way == "timer" else {})}
    parent = await asyncio.create_subprocess_exec(
        *[sys.executable, "-c", PARENT, HOLDS_THE_LOCK, str(ROOT / "server"), "3"],
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    assert parent.stdout is not None
    child = psutil.Process(int(await asyncio.wait_for(parent.stdout.readline(), PATIENCE)))
    parent.kill()
    await parent.wait()
    await wait_until(lambda: is_gone(child), SECONDS)


async def test_a_follower_and_its_reader_end_with_a_killed_server(tmp_path: Path) -> None:
    log = tmp_path / "train.log"
    log.write_text("{'loss': 1.0, 'epoch': 0.1}\n", encoding="utf-8")
    children: list[psutil.Process] = []
    with contextlib.suppress(Killed):
        async with language_server() as client:
            server = psutil.Process(client.process.pid)
            await client.request("transformers/health/open", {"log": log.as_uri()})
            await wait_until(lambda: any("follow-log" in child.cmdline() for child in server.children()))
            children = server.children(recursive=True)
            for child in children:
                if "follow-log" in child.cmdline():
                    child.send_signal(signal.SIGSTOP)  # It reads no end of its input.
            server.kill()
            await client.process.wait()
            raise Killed
    assert children
    await wait_until(lambda: all(map(is_gone, children)), SECONDS)


async def test_an_agent_that_works_is_not_ended_by_its_timer() -> None:
    """A request may take longer than it may be silent, when Python gets its turn in between."""
    ran = await asyncio.create_subprocess_exec(
        USER_PYTHON,
        "-c",
        "import sys, time; sys.path.insert(0, sys.argv[1])\n"
        "from transformers_agent.owner import end_with_owner\n"
        "owner = end_with_owner(); owner.allow(0.2); end = time.monotonic() + 3\n"
        "while time.monotonic() < end: pass\n"
        "owner.allow(None); print('done')",
        str(ROOT / "server"),
        env={**os.environ, NO_PARENT_SIGNAL: "1"},
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await asyncio.wait_for(ran.communicate(), PATIENCE)
    assert out.strip() == b"done"
