"""A lane keeps one agent at work: what crashes, hangs or is killed costs one request and one process."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from transformers_workbench.agent_client import Agent
from transformers_workbench.early_agent import EarlyAgent
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lane import Lane
from transformers_workbench.lanes import Lanes

USER_PYTHON = os.environ.get("TRANSFORMERS_WORKBENCH_TEST_PYTHON", sys.executable)
HANGS: dict[str, object] = {"template": "{{ (messages | length) ** (9 ** 9) }}", "messages": [{}, {}, {}]}
early_agents = pytest.mark.skipif(sys.platform == "win32", reason="there are none on Windows")
FINE: dict[str, object] = {"template": "{{ messages | length }}", "messages": [{}, {}, {}]}


@pytest_asyncio.fixture
async def lane() -> AsyncIterator[Lane]:
    lane = Lane("template", USER_PYTHON)
    yield lane
    await lane.close()


async def render(lane: Lane, params: dict[str, object], deadline: float = 5.0) -> str:
    answer = await lane.request("chat_template.render", params, deadline=deadline)
    return str(answer["text"])


async def test_the_agent_starts_with_the_first_request_and_stays(lane: Lane) -> None:
    assert lane.pid is None
    assert await render(lane, FINE) == "3"
    first = lane.pid
    assert await render(lane, FINE) == "3"
    assert lane.pid == first


async def test_a_killed_agent_fails_its_request_and_the_next_one_gets_a_new_agent(lane: Lane) -> None:
    await render(lane, FINE)
    killed = lane.pid
    assert killed is not None
    running = asyncio.ensure_future(render(lane, HANGS, deadline=60))
    await asyncio.sleep(0)
    psutil.Process(killed).kill()
    with pytest.raises(WorkbenchError) as caught:
        await running
    assert caught.value.reason == "agent-crashed"
    assert sys.platform == "win32" or caught.value.values["message"] == "signal 9"
    assert await render(lane, FINE) == "3"
    assert lane.pid != killed


async def test_what_hangs_is_killed_at_its_deadline(lane: Lane) -> None:
    await render(lane, FINE)
    hanging = lane.pid
    with pytest.raises(WorkbenchError) as caught:
        await render(lane, HANGS, deadline=0.3)
    assert caught.value.reason == "agent-timeout"
    assert not psutil.pid_exists(hanging or 0) or lane.pid != hanging
    assert await render(lane, FINE) == "3"


async def test_whoever_waits_may_be_cancelled_without_harm_to_the_next(lane: Lane) -> None:
    await render(lane, FINE)
    waiting = asyncio.ensure_future(render(lane, FINE))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await render(lane, {**FINE, "messages": [{}]}) == "1"


async def test_a_superseded_request_never_reaches_the_agent(lane: Lane) -> None:
    with pytest.raises(WorkbenchError) as caught:
        await lane.request("chat_template.render", HANGS, deadline=60, superseded=lambda: True)
    assert caught.value.reason == "superseded"
    assert lane.pid is None


async def test_requests_are_answered_one_after_the_other_each_its_own(lane: Lane) -> None:
    texts = await asyncio.gather(*(render(lane, {**FINE, "messages": [{}] * n}) for n in range(1, 20)))
    assert texts == [str(n) for n in range(1, 20)]


@pytest.mark.parametrize("content", ["", "print('hello')", "raise SystemExit('no')", "import nothing_at_all"])
async def test_an_agent_that_does_not_say_it_is_ready(tmp_path: Path, content: str) -> None:
    script = tmp_path / "agent.py"
    script.write_text(content, encoding="utf-8")
    with pytest.raises(WorkbenchError) as caught:
        await Agent.start(sys.executable, script)
    assert caught.value.reason == "interpreter-broken"
    assert caught.value.values["message"]


async def test_an_interpreter_that_cannot_be_run(tmp_path: Path) -> None:
    for path in (tmp_path / "missing", tmp_path):
        with pytest.raises(WorkbenchError) as caught:
            await Agent.start(str(path))
        assert caught.value.reason == "interpreter-broken"


async def test_a_closed_lane_starts_nothing_more(lane: Lane) -> None:
    await render(lane, FINE)
    process = psutil.Process(lane.pid)
    await lane.close()
    with pytest.raises(WorkbenchError):
        await render(lane, FINE)
    assert not process.is_running()


@early_agents
async def test_an_agent_that_was_started_early_is_taken_over_warm() -> None:
    early = EarlyAgent.spawn(USER_PYTHON)
    assert early is not None
    lane = Lane("template", USER_PYTHON, early=early)
    try:
        assert await render(lane, FINE) == "3"
        assert lane.pid == early.hand_over().pid
        with pytest.raises(WorkbenchError):
            await render(lane, HANGS, deadline=0.3)
        assert await render(lane, FINE) == "3"
        assert lane.pid != early.hand_over().pid
    finally:
        await lane.close()


@early_agents
async def test_an_early_agent_of_another_interpreter_is_ended() -> None:
    early = EarlyAgent.spawn(USER_PYTHON)
    assert early is not None
    lanes = Lanes(None, lambda facts: None, early)
    assert early.hand_over().poll() is not None
    await lanes.close()


async def test_an_early_agent_of_no_interpreter_at_all_is_none(tmp_path: Path) -> None:
    assert EarlyAgent.spawn(str(tmp_path / "missing")) is None
