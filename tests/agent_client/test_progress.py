"""Long requests say how far they are; only silence is too long; and they can be ended at once."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from transformers_agent.progress import Progress as AgentProgress
from transformers_workbench.agent_client import Agent, Progress
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lane import Lane

USER_PYTHON = os.environ.get("TRANSFORMERS_WORKBENCH_TEST_PYTHON", sys.executable)
HANGS = {"template": "{{ (messages | length) ** (9 ** 9) }}", "messages": [{}, {}, {}]}
FINE = {"template": "{{ messages | length }}", "messages": [{}, {}, {}]}

SPEAKS = """
import json, sys, time
print(json.dumps({"ready": {"python": "3", "executable": sys.executable, "packages": {}}}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    params = request["params"]
    for done in range(params["reports"]):
        state = {"done": done + 1, "total": 10, "unit": "items", "label": "this"}
        print(json.dumps({"id": request["id"], "progress": state}), flush=True)
        time.sleep(params["pause"])
    print(json.dumps({"id": request["id"], "result": {"asked": bool(request.get("progress"))}}), flush=True)
"""
"""An agent that reports, with a pause after each report."""


@pytest_asyncio.fixture
async def speaker(tmp_path: Path) -> AsyncIterator[Agent]:
    script = tmp_path / "agent.py"
    script.write_text(SPEAKS, encoding="utf-8")
    agent = await Agent.start(sys.executable, script)
    yield agent
    await agent.kill()


async def test_each_report_is_passed_on_and_the_answer_waited_for(speaker: Agent) -> None:
    states: list[Progress] = []
    params = {"reports": 3, "pause": 0}
    assert await speaker.ask("work", params, 10, progress=states.append) == {"asked": True}
    assert states == [Progress(done, 10, "items", "this") for done in (1, 2, 3)]
    assert await speaker.ask("work", {"reports": 0, "pause": 0}, 10) == {"asked": False}


async def test_the_deadline_counts_from_the_last_word(speaker: Agent) -> None:
    states: list[Progress] = []
    params = {"reports": 8, "pause": 0.2}
    assert await speaker.ask("work", params, 1.0, progress=states.append) == {"asked": True}
    assert len(states) == 8, "1.6 seconds of work, never silent for one"
    with pytest.raises(WorkbenchError) as caught:
        await speaker.ask("work", {"reports": 2, "pause": 30}, 0.2, progress=states.append)
    assert caught.value.reason == "agent-timeout"
    assert not speaker.alive


async def test_a_listener_that_fails_does_not_spoil_the_answer(speaker: Agent) -> None:
    def fail(progress: Progress) -> None:
        raise RuntimeError("no")

    params = {"reports": 3, "pause": 0}
    assert await speaker.ask("work", params, 10, progress=fail) == {"asked": True}
    assert await speaker.ask("work", {"reports": 0, "pause": 0}, 10) == {"asked": False}


async def test_what_reports_nothing_is_answered_as_ever() -> None:
    lane = Lane("template", USER_PYTHON)
    states: list[Progress] = []
    try:
        answer = await lane.request("chat_template.render", FINE, deadline=30, progress=states.append)
        assert (answer["text"], states) == ("3", [])
    finally:
        await lane.close()


def test_few_reports_are_sent_but_always_the_last() -> None:
    sent: list[dict[str, Any]] = []
    progress = AgentProgress(sent.append)
    for done in range(1, 1001):
        progress(done, 1000, "bytes", "file")
    progress.close()
    assert len(sent) < 100
    assert sent[0]["done"] == 1
    assert sent[-1] == {"done": 1000, "total": 1000, "unit": "bytes", "label": "file"}
    progress(1001, 1000, "bytes", "file")
    assert sent[-1]["done"] == 1000, "nothing after the answer"


def test_any_thread_may_report() -> None:
    sent: list[str] = []
    progress = AgentProgress(lambda state: sent.append(json.dumps(state)))

    def report(label: str) -> None:
        for done in range(500):
            progress(done, 500, "items", label)

    threads = [threading.Thread(target=report, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    progress.close()
    assert json.loads(sent[-1])["done"] == 499


async def test_an_aborted_request_is_cancelled_and_the_next_gets_a_new_agent() -> None:
    lane = Lane("template", USER_PYTHON)
    try:
        await lane.request("chat_template.render", FINE, deadline=30)
        aborted = lane.pid
        running = asyncio.ensure_future(lane.request("chat_template.render", HANGS, deadline=60))
        waiting = asyncio.ensure_future(lane.request("chat_template.render", FINE, deadline=60))
        for _ in range(3):  # The request becomes a task, takes its turn, and is sent.
            await asyncio.sleep(0)
        await lane.abort()
        for request in (running, waiting):
            with pytest.raises(WorkbenchError) as caught:
                await request
            assert caught.value.reason == "cancelled"
        answer = await lane.request("chat_template.render", FINE, deadline=30)
        assert (answer["text"], lane.pid == aborted) == ("3", False)
    finally:
        await lane.close()


async def test_what_waits_for_its_agent_to_start_can_be_aborted() -> None:
    lane = Lane("template", USER_PYTHON)
    try:
        starting = asyncio.ensure_future(lane.request("chat_template.render", FINE, deadline=60))
        await asyncio.sleep(0)
        await lane.abort()
        with pytest.raises(WorkbenchError) as caught:
            await starting
        assert caught.value.reason == "cancelled"
    finally:
        await lane.close()


async def test_aborting_an_idle_lane_costs_no_agent() -> None:
    lane = Lane("template", USER_PYTHON)
    try:
        await lane.abort()
        await lane.request("chat_template.render", FINE, deadline=30)
        idle = lane.pid
        await lane.abort()
        await lane.request("chat_template.render", FINE, deadline=30)
        assert lane.pid == idle
    finally:
        await lane.close()


SAYS_WHERE = """
import os, sys
from pathlib import Path
sys.path.insert(0, {server!r})
from transformers_agent import environment
environment.prepare(online="online" in sys.argv[1:])
print("{{}} {{}}".format(os.environ.get("HF_HUB_OFFLINE"), os.environ.get("TRANSFORMERS_OFFLINE")))
"""


@pytest.mark.parametrize(
    ("words", "own", "expected"),
    [([], None, "1 1"), (["online"], None, "None None"), (["online"], "1", "1 None")],
)
async def test_only_an_online_agent_may_reach_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], own: str | None, expected: str
) -> None:
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"):
        monkeypatch.delenv(name, raising=False)
    if own is not None:
        monkeypatch.setenv("HF_HUB_OFFLINE", own)
    server = Path(__file__).resolve().parents[2] / "server"
    script = tmp_path / "says.py"
    script.write_text(SAYS_WHERE.format(server=str(server)), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(script), *words, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    assert output.decode().strip() == expected
