"""The agents that have the token in use: they follow it, are told of to whoever remembers, and end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from account_hub import AccountHub
from accounts import sign_in_by_library
from agents import PYTHON
from language_client import PATIENCE
from signing_in import until_asked
from transformers_workbench.auth.accounts import Accounts
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lanes import Lanes


class Server:
    def __init__(self) -> None:
        self.lanes = Lanes(PYTHON, lambda facts: None)


@pytest_asyncio.fixture
async def accounts(hub: AccountHub) -> AsyncIterator[Accounts]:
    accounts = Accounts(Server())
    yield accounts
    await accounts.close()


@pytest.fixture
def changes(accounts: Accounts) -> list[None]:
    """One for each time that another token is in use."""
    heard: list[None] = []
    accounts.changed.append(lambda: heard.append(None))
    return heard


Agents = Callable[[], list[psutil.Process]]


@pytest.fixture
def agents() -> Agents:
    """Those that the test started: an agent may be shared by the tests of another file."""
    before = psutil.Process().children()

    def started() -> list[psutil.Process]:
        now = psutil.Process().children()
        return [each for each in now if each not in before and "transformers_agent" in command_of(each)]

    return started


def command_of(process: psutil.Process) -> str:
    """Of one that has just ended: nothing."""
    try:
        return "".join(process.cmdline())
    except psutil.Error:
        return ""


async def test_a_change_is_told_and_no_change_is_not(
    hub: AccountHub, accounts: Accounts, changes: list[None]
) -> None:
    token, other = hub.sign_up("ada"), hub.sign_up("bob")
    accounts.use("laptop", None)
    assert not changes
    for count, (name, secret) in enumerate([("laptop", token), ("laptop", other), ("other", other)], 1):
        accounts.use(name, secret)
        accounts.use(name, f"{secret}\n")
        assert len(changes) == count
    accounts.use("", None)
    assert len(changes) == 4
    await accounts.change("auth.store", {"secret": token}, online=True)
    await accounts.change("auth.switch", {"name": "laptop"})
    await accounts.change("auth.sign_out", {"name": None})
    assert len(changes) == 7


async def test_what_others_change_is_noticed(
    hub: AccountHub, accounts: Accounts, changes: list[None]
) -> None:
    async def look() -> None:
        accounts.noticed((await accounts.ask_offline("auth.status", {}))["token"])

    await look()
    await look()
    assert not changes
    await asyncio.to_thread(sign_in_by_library, hub.sign_up("ada"))
    await look()
    await look()
    assert len(changes) == 1


async def test_one_agent_answers_all_questions(hub: AccountHub, accounts: Accounts, agents: Agents) -> None:
    accounts.use("laptop", hub.sign_up("ada"))
    hub.add("org/open").commit({})
    for cached in (False, True):
        answer = await accounts.ask("auth.access", {"repo_id": "org/open"})
        assert (answer["state"], answer["cached"]) == ("public", cached)
    accounts.use("other", hub.sign_up("bob"))
    assert (await accounts.ask("auth.whoami", {}))["account"] == "bob"
    assert len(agents()) <= 2  # The one before may be ending.


async def test_offline_is_offline(hub: AccountHub, accounts: Accounts, agents: Agents) -> None:
    token = hub.sign_up("ada")
    accounts.use("laptop", token)
    assert (await accounts.ask_offline("auth.status", {}))["token"]["shown"] == f"hf_…{token[-4:]}"
    with pytest.raises(WorkbenchError, match="hub-unreachable"):
        await accounts.ask_offline("auth.whoami", {})
    assert not hub.log
    assert not agents()


async def test_a_change_is_finished_when_nobody_waits_for_it(
    hub: AccountHub, home: Path, accounts: Accounts, changes: list[None]
) -> None:
    request = {"secret": hub.sign_up("ada")}
    heard = asyncio.Event()
    accounts.changed.append(heard.set)
    asking = asyncio.ensure_future(accounts.change("auth.store", request, online=True))
    await until_asked(hub, "GET /api/whoami-v2")
    asking.cancel()
    await asyncio.wait_for(heard.wait(), PATIENCE)
    assert (home / "stored_tokens").exists()


async def test_closing_ends_every_agent(hub: AccountHub, accounts: Accounts, agents: Agents) -> None:
    await accounts.ask("auth.status", {})
    hub.silent = True
    asking = asyncio.ensure_future(accounts.ask("auth.check", {"secret": hub.sign_up("ada")}))
    lane = accounts.new_lane(online=True)
    await lane.request("warm_up", {"lane": "cache"}, deadline=PATIENCE)
    await until_asked(hub, "GET /api/whoami-v2")
    running = agents()
    assert len(running) == 2
    await accounts.close()
    with pytest.raises(WorkbenchError, match="agent-crashed"):
        await asking
    with pytest.raises(WorkbenchError, match="agent-crashed"):
        await accounts.ask("auth.status", {})
    assert not any(each.is_running() for each in running)
