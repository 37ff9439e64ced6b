"""Signing in with a browser through a real language server: who keeps the token, and giving up."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest

from account_hub import AccountHub, Device
from language_client import PATIENCE, LanguageClient, RequestFailed, language_server
from signing_in import an_editor, ask, check, failure_of, has_device_code, until_asked, use
from transformers_workbench import protocol

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="the editor makes the pipe there"),
    pytest.mark.skipif(not has_device_code(), reason="this huggingface_hub has no device code"),
]
POLLED = "POST /oauth/token"


async def begin(client: LanguageClient, keep: str, **params: Any) -> tuple[int, asyncio.Future[Any]]:
    """A code is shown, and the server waits for its confirmation: the request's id and its answer."""
    code = await ask(client, protocol.AUTH_REQUEST_CODE)
    assert (code["userCode"], code["expiresIn"]) == ("ABCD-EFGH", 60)
    assert code["completeUrl"] == f"{code['url']}?user_code=ABCD-EFGH"
    return client.start(protocol.AUTH_AWAIT_CODE.name, {"keep": keep, **params})


async def test_huggingface_hub_keeps_the_token(hub: AccountHub) -> None:
    async with an_editor() as client:
        _, waiting = await begin(client, "file")
        await until_asked(hub, POLLED)
        hub.device.approved = hub.sign_up("ada", display_name="")
        done = await asyncio.wait_for(waiting, PATIENCE)
        assert (await check(client))["account"] == "ada"
    assert (done["name"], done["check"]["account"], done["check"]["state"]) == ("oauth-ada", "ada", "valid")
    assert (done["status"]["token"]["kind"], done["status"]["token"]["name"]) == ("file", "oauth-ada")
    assert done["status"]["stored"][0]["expiresAt"] is not None
    assert "handle" not in done


async def test_the_editor_keeps_the_token(hub: AccountHub, home: Path) -> None:
    token = hub.sign_up("ada", display_name="")
    async with an_editor() as client:
        _, waiting = await begin(client, "editor", name="work")
        await until_asked(hub, POLLED)
        hub.device.approved = token
        done = await asyncio.wait_for(waiting, PATIENCE)
        given = dict([await client.secrets.take(), await client.secrets.take()])
        secret = given[done["handle"]]
        assert given == {done["handle"]: token, done["refreshHandle"]: hub.device.refresh}
        assert not home.exists() or not list(home.glob("*token*"))
        found = await use(client, secret, done["name"])
    assert (done["name"], done["check"]["account"]) == ("work", "ada")
    assert done["check"]["expiresAt"].startswith("20")
    assert (done["status"]["token"], done["status"]["stored"]) == (None, [])
    assert found["token"]["name"] == "work"


async def test_the_editor_renews_the_token(hub: AccountHub, home: Path) -> None:
    hub.device.renewed, before = hub.sign_up("ada"), hub.device.refresh
    async with an_editor() as client:
        handle = client.secrets.give(before)
        done = await ask(client, protocol.AUTH_RENEW, handle=handle)
        given = dict([await client.secrets.take(), await client.secrets.take()])
        assert given == {done["handle"]: hub.device.renewed, done["refreshHandle"]: hub.device.refresh}
        assert done["shown"] == f"hf_…{hub.device.renewed[-4:]}"
        assert done["expiresAt"].startswith("20")
        again = ask(client, protocol.AUTH_RENEW, handle=client.secrets.give(before))
        assert await failure_of(again) == "token-not-renewed"
        for secret in (hub.device.renewed, hub.device.refresh, before):
            assert not any(secret in message for message in client.wire)
    assert not home.exists() or not list(home.glob("*token*"))


@pytest.mark.parametrize("keep", ["file", "editor"])
async def test_giving_up_ends_the_waiting(hub: AccountHub, home: Path, keep: str) -> None:
    async with an_editor() as client:
        identifier, waiting = await begin(client, keep)
        await until_asked(hub, POLLED)
        agents = [each for each in processes(client) if is_online(each)]
        assert len(agents) == 1
        client.notify("$/cancelRequest", {"id": identifier})
        with pytest.raises(RequestFailed):
            await asyncio.wait_for(waiting, PATIENCE)
        _, alive = await asyncio.to_thread(psutil.wait_procs, agents, PATIENCE)
        assert not alive
        hub.device.approved = hub.sign_up("ada")  # Too late.
        assert await failure_of(ask(client, protocol.AUTH_AWAIT_CODE, keep=keep)) == "device-code-expired"
        assert (await ask(client, protocol.AUTH_STATUS))["stored"] == []
    assert not home.exists() or not list(home.glob("*token*"))


@pytest.mark.parametrize("keep", ["file", "editor"])
async def test_after_giving_up_the_next_sign_in_works(hub: AccountHub, keep: str) -> None:
    async with an_editor() as client:
        identifier, waiting = await begin(client, keep)
        await until_asked(hub, POLLED)
        client.notify("$/cancelRequest", {"id": identifier})
        with pytest.raises(RequestFailed):
            await asyncio.wait_for(waiting, PATIENCE)
        hub.device = Device()
        _, waiting = await begin(client, keep)
        hub.device.approved = hub.sign_up("ada", display_name="")
        assert (await asyncio.wait_for(waiting, PATIENCE))["check"]["account"] == "ada"
        stored = (await ask(client, protocol.AUTH_STATUS))["stored"]
    assert len(stored) == (keep == "file")


async def test_giving_up_before_there_is_a_code_ends_the_agent(hub: AccountHub) -> None:
    hub.silent = True
    async with an_editor() as client:
        identifier, waiting = client.start(protocol.AUTH_REQUEST_CODE.name)
        await until_asked(hub, "POST /oauth/device")
        agents = [each for each in processes(client) if is_online(each)]
        assert len(agents) == 1
        client.notify("$/cancelRequest", {"id": identifier})
        with pytest.raises(RequestFailed):
            await asyncio.wait_for(waiting, PATIENCE)
        assert not (await asyncio.to_thread(psutil.wait_procs, agents, PATIENCE))[1]
        hub.silent = False
        _, waiting = await begin(client, "file")
        hub.device.approved = hub.sign_up("ada", display_name="")
        assert (await asyncio.wait_for(waiting, PATIENCE))["check"]["account"] == "ada"


@pytest.mark.parametrize(
    ("answer", "reason"), [("access_denied", "device-code-denied"), ("expired_token", "device-code-expired")]
)
async def test_a_code_that_is_not_confirmed(hub: AccountHub, answer: str, reason: str) -> None:
    hub.device.refused = answer
    async with an_editor() as client:
        _, waiting = await begin(client, "editor")
        assert await failure_of(waiting) == reason
        hub.device = Device()
        _, waiting = await begin(client, "editor")
        hub.device.approved = hub.sign_up("ada")
        assert (await asyncio.wait_for(waiting, PATIENCE))["check"]["account"] == "ada"


async def test_a_second_code_takes_the_place_of_the_first(hub: AccountHub) -> None:
    async with an_editor() as client:
        _, first = await begin(client, "file")
        await until_asked(hub, POLLED)
        _, second = await begin(client, "file")
        assert await failure_of(first) == "cancelled"
        hub.device.approved = hub.sign_up("ada")
        assert (await asyncio.wait_for(second, PATIENCE))["check"]["account"] == "ada"


async def test_nobody_waits_for_whoever_signs_in(hub: AccountHub) -> None:
    async with an_editor() as client:
        _, waiting = await begin(client, "editor")
        await until_asked(hub, POLLED)
        assert (await check(client, hub.sign_up("ada")))["state"] == "valid"
        assert (await use(client, hub.sign_up("bob")))["token"]["kind"] == "editor"
        hub.device.approved = hub.sign_up("cy")
        assert (await asyncio.wait_for(waiting, PATIENCE))["check"]["account"] == "cy"


async def test_an_editor_without_a_pipe_lets_huggingface_hub_keep_it(hub: AccountHub) -> None:
    async with language_server() as client:
        _, waiting = await begin(client, "editor")
        assert await failure_of(waiting) == "secrets-unsupported"
        _, waiting = await begin(client, "file")
        hub.device.approved = hub.sign_up("ada")
        assert (await asyncio.wait_for(waiting, PATIENCE))["check"]["account"] == "ada"


async def test_ending_the_server_ends_the_waiting(hub: AccountHub) -> None:
    async with an_editor() as client:
        await check(client)
        await begin(client, "file")
        await until_asked(hub, POLLED)
        agents = processes(client)
        assert sum(is_online(each) for each in agents) == 2
    _, alive = await asyncio.to_thread(psutil.wait_procs, agents, PATIENCE)
    assert not alive


async def test_killing_the_server_ends_the_waiting(hub: AccountHub) -> None:
    agents: list[psutil.Process] = []
    with pytest.raises(ProcessLookupError):
        async with an_editor() as client:
            await begin(client, "file")
            await until_asked(hub, POLLED)
            agents = processes(client)
            assert agents
            client.process.kill()
            await client.process.wait()
            raise ProcessLookupError
    _, alive = await asyncio.to_thread(psutil.wait_procs, agents, PATIENCE)
    assert not alive


def processes(client: LanguageClient) -> list[psutil.Process]:
    """The server's agents."""
    return psutil.Process(client.process.pid).children(recursive=True)


def is_online(agent: psutil.Process) -> bool:
    """Whether it may reach the network; one that has just ended may not."""
    try:
        return "online" in agent.cmdline()
    except psutil.Error:
        return False
