"""The ``HF_TOKEN`` of the environment that an editor's token took the place of is as secret as that."""

from __future__ import annotations

import contextlib
import logging
import os
import sys
from pathlib import Path

import psutil
import pytest

from account_hub import AccountHub
from agents import running
from language_client import RequestFailed
from signing_in import an_editor, ask, check, store, use
from transformers_agent.auth import hidden
from transformers_agent.faults import Fault
from transformers_workbench import protocol
from transformers_workbench.auth.accounts import REPLACED, TOKEN

UNUSUAL = "a-company-s-own-kind-of-token-0123"
"""Nothing tells by its looks that it is one."""


def test_both_sides_call_it_the_same() -> None:
    assert (hidden.REPLACED, hidden.ENVIRONMENT[0]) == (REPLACED, TOKEN)


@pytest.mark.parametrize("variable", [REPLACED, *hidden.ENVIRONMENT])
def test_a_failure_quotes_it_nowhere_though_no_request_looked_at_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], variable: str
) -> None:
    monkeypatch.setattr(hidden, "_remembered", set())
    monkeypatch.setattr(hidden, "quieten_logs", lambda: None)
    monkeypatch.setenv(variable, f" {UNUSUAL}\n")

    @hidden.careful
    def fails() -> dict[str, object]:
        raise ValueError(f"odd: {os.environ[variable]}")

    with pytest.raises(Fault) as caught:
        fails()
    assert UNUSUAL not in f"{caught.value} {vars(caught.value)}"
    assert UNUSUAL not in "".join(capsys.readouterr())


async def test_an_agent_that_has_it_tells_nobody(
    hub: AccountHub, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(TOKEN, hub.sign_up("ada"))
    monkeypatch.setenv("TRANSFORMERS_WORKBENCH_TOKEN_NAME", "laptop")
    monkeypatch.setenv(REPLACED, UNUSUAL)
    caplog.set_level(logging.DEBUG)
    async with running(online=True) as agent:
        said = [
            repr(await agent.ask(f"auth.{method}", {}, 60.0))
            for method in ("status", "list", "whoami", "check")
        ]
    assert f"…{UNUSUAL[-4:]}" in said[0]
    assert UNUSUAL not in "".join(said) + caplog.text


@pytest.mark.skipif(sys.platform == "win32", reason="the editor makes the pipe there")
async def test_beside_a_token_of_the_editor_s_it_is_in_no_message_no_argument_and_no_file(
    hub: AccountHub, home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    arguments: list[str] = []
    async with an_editor(HF_TOKEN=UNUSUAL, HF_DEBUG="1", HF_HUB_VERBOSITY="debug") as client:
        await use(client, hub.sign_up("ada"))
        await check(client)
        await ask(client, protocol.AUTH_ACCESS, repoId="org/none")
        await store(client, hub.sign_up("bob"))
        for each in psutil.Process(client.process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):  # It has ended.
                arguments += each.cmdline()
        await ask(client, protocol.AUTH_USE, token=None)
        with pytest.raises(RequestFailed):
            await ask(client, protocol.AUTH_SWITCH, name="nobody")
        assert (await check(client))["state"] == "invalid"
        wire = "\n".join(client.wire)
    assert "wins over HF_TOKEN in the environment" in wire
    assert arguments
    assert UNUSUAL not in "".join([wire, *arguments, *capfd.readouterr()])
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if UNUSUAL.encode() in path.read_bytes()]
