"""Tokens go through everything that there is, and are afterwards nowhere but in the store."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest

from account_hub import AccountHub, new_token
from accounts import auth
from agents import DEADLINE, PYTHON, running
from command_lines import CommandLines
from transformers_workbench.agent_client import Agent, Progress
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lane import Lane


async def through_every_flow(agent: Agent, hub: AccountHub, tokens: dict[str, str]) -> list[str]:
    """Everything that the agent answers, as text."""
    gated = {"repo_id": "org/gated"}
    answers = []
    for method, params in [
        ("store", {"secret": tokens["refused"]}),
        ("store", {"secret": f"{tokens['malformed']} and more"}),
        ("store", {"secret": tokens["expired"]}),
        ("store", {"secret": tokens["stored"]}),
        ("store", {"secret": tokens["other"], "name": "other"}),
        ("status", {}),
        ("list", {}),
        ("whoami", {}),
        ("whoami", {"token_name": "other"}),
        ("access", gated),
        ("switch", {"name": "other"}),
        ("access", gated),
        ("sign_out", {"name": "laptop"}),
        ("no_such_request", {"secret": tokens["stored"]}),
    ]:
        answers.append(await told(agent, method, params))
    answers += await through_a_browser(agent, hub, tokens["browser"])
    hub.raw = b"<html>"
    answers.append(await told(agent, "store", {"secret": tokens["unchecked"]}))
    answers.append(await told(agent, "whoami", {}))
    hub.raw = None
    return answers


async def through_a_browser(agent: Agent, hub: AccountHub, token: str) -> list[str]:
    said: list[str] = []

    def approve(progress: Progress) -> None:
        said.append(repr(progress))
        hub.device.approved = token

    said.append(await told(agent, "request_code", {}))
    said.append(await told(agent, "await_code", {}, progress=approve))
    return said


async def told(agent: Agent, method: str, params: dict[str, Any], **options: Any) -> str:
    try:
        return repr(await agent.ask(f"auth.{method}", params, DEADLINE, **options))
    except WorkbenchError as error:
        return repr((error.reason, error.values))


@pytest.mark.skipif(
    not Path("/proc/self/cmdline").exists(), reason="the arguments of processes are not to be read"
)
async def test_no_token_is_anywhere_but_in_the_store(
    hub: AccountHub,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    hub.add("org/gated", gated=True).commit({"config.json": b"{}"})
    tokens = {name: new_token() for name in ("refused", "malformed", "unchecked", "bare")}
    for name in ("stored", "other", "expired", "environment", "browser"):
        tokens[name] = hub.sign_up(name)
    hub.accounts[tokens["expired"]].expired = True
    tokens |= {"device": hub.device.code, "refresh": hub.device.refresh}
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    for name, value in (("HF_DEBUG", "1"), ("HF_HUB_VERBOSITY", "debug")):
        monkeypatch.setenv(name, value)  # As talkative as the library can be.
    caplog.set_level(logging.DEBUG)
    asyncio.get_running_loop().set_debug(True)
    with CommandLines() as command_lines:
        async with running(online=True) as agent:
            said = await through_every_flow(agent, hub, tokens)
        lane = Lane("cache", PYTHON, online=True)
        said.append(repr(await lane.request("auth.store", {"secret": tokens["other"]}, deadline=DEADLINE)))
        await lane.close()
        monkeypatch.setenv("HF_TOKEN", tokens["environment"])
        for arguments in (["status"], ["list"], ["access", "org/gated"], ["switch", "other"]):
            for options in ([], ["--json"]):
                done = await asyncio.to_thread(auth, *arguments, *options)
                said += [done.stdout, done.stderr]
        monkeypatch.delenv("HF_TOKEN")
        # The library quotes a line of its list that it cannot read.
        (home / "stored_tokens").write_text(f"{tokens['bare']}\n", encoding="utf-8")
        done = await asyncio.to_thread(auth, "status", "--json")
        said += [done.stdout, done.stderr]
        async with running(online=True) as agent:
            said.append(await told(agent, "status", {}))
            said.append(await told(agent, "store", {"secret": tokens["stored"]}))
    assert any("hf_…" in each for each in said)
    assert any("transformers_agent" in each for each in command_lines.seen)
    assert any("agent" in record.name for record in caplog.records)
    written = b"".join(
        path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file() and path not in (home / "token", home / "stored_tokens")
    )
    for token in tokens.values():
        assert token not in "\n".join(said)
        assert token not in caplog.text
        assert token not in "\n".join(command_lines.seen)
        assert token.encode() not in written
