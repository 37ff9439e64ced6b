"""Signing in with a browser: the code that is shown, the token that comes of it, and what may go wrong."""

from __future__ import annotations

import functools
import subprocess
import time
from typing import Any

import pytest

from account_hub import AccountHub
from accounts import hf, reason_of
from agents import DEADLINE, PYTHON, refused, running
from transformers_workbench.agent_client import Agent, Progress


@functools.cache
def library_has_it() -> bool:
    found = subprocess.run(
        [PYTHON, "-c", "import huggingface_hub.utils._oauth_device"], capture_output=True, check=False
    )
    return found.returncode == 0


async def test_a_code_becomes_a_stored_token(hub: AccountHub) -> None:
    if not library_has_it():
        pytest.skip("this huggingface_hub has no device code")
    token = hub.sign_up("ada", display_name="")

    def approve(progress: Progress) -> None:
        hub.device.approved = token

    async with running(online=True) as agent:
        code = await agent.ask("auth.request_code", {}, DEADLINE)
        assert (code["user_code"], code["url"]) == ("ABCD-EFGH", f"{hub.url}/oauth/device")
        done = await agent.ask("auth.await_code", {}, DEADLINE, progress=approve)
        [entry] = done["status"]["stored"]
    assert (done["state"], done["account"]["account"], done["name"]) == ("valid", "ada", "oauth-ada")
    assert entry["is_active"]
    assert entry["expires_at"] is not None
    assert "ada" in hf("whoami").stdout
    for secret in (token, hub.device.code, hub.device.refresh):
        assert secret not in f"{code}{done}"


@pytest.mark.parametrize(
    ("answer", "reason"), [("access_denied", "device-code-denied"), ("expired_token", "device-code-expired")]
)
async def test_a_code_that_is_not_confirmed(hub: AccountHub, answer: str, reason: str) -> None:
    if not library_has_it():
        pytest.skip("this huggingface_hub has no device code")
    hub.device.refused = answer
    async with running(online=True) as agent:
        await agent.ask("auth.request_code", {}, DEADLINE)
        assert (await refused(agent, "auth.await_code", {})).reason == reason
        assert (await refused(agent, "auth.await_code", {})).reason == "device-code-expired"


async def test_a_hub_without_codes_and_a_library_without(hub: AccountHub) -> None:
    hub.broken = 404
    reason = "hub-answer-malformed" if library_has_it() else "device-code-unsupported"
    assert await reason_of("request_code") == reason
    async with running(online=False) as agent:
        found = await agent.ask("auth.status", {}, DEADLINE)
        if not library_has_it():
            error = await refused(agent, "auth.renew", {"refresh_token": "x" * 20})
            assert error.reason == "device-code-unsupported"
    assert found["has_device_code"] == library_has_it()


async def renewed(agent: Agent, refresh: str) -> dict[str, Any]:
    return await agent.ask("auth.renew", {"refresh_token": refresh}, DEADLINE)


async def test_a_token_is_renewed_by_what_came_with_it(hub: AccountHub) -> None:
    if not library_has_it():
        pytest.skip("this huggingface_hub has no device code")
    hub.device.approved, hub.device.renewed = hub.sign_up("ada"), hub.sign_up("ada")
    async with running(online=True) as agent:
        await agent.ask("auth.request_code", {}, DEADLINE)
        signed_in = await agent.ask("auth.await_code", {"keep": False}, DEADLINE)
        before = time.time()
        done = await renewed(agent, signed_in["refresh_token"])
        assert (done["secret"], done["refresh_token"]) == (hub.device.renewed, hub.device.refresh)
        assert done["expires_at"] >= before + hub.device.lasts - 1
        assert done["refresh_token"] != signed_in["refresh_token"]
        error = await refused(agent, "auth.renew", {"refresh_token": signed_in["refresh_token"]})
    assert error.reason == "token-not-renewed"
    assert signed_in["refresh_token"] not in str(error)


async def test_a_token_that_could_not_be_renewed_now_may_be_later(hub: AccountHub) -> None:
    if not library_has_it():
        pytest.skip("this huggingface_hub has no device code")
    hub.device.renewed = hub.sign_up("ada")
    async with running(online=True) as agent:
        hub.broken = 503
        assert (await refused(agent, "auth.renew", {"refresh_token": hub.device.refresh})).reason in (
            "hub-unreachable",
            "hub-answer-malformed",
        )
        hub.broken = 0
        hub.silent = True
        late = {"refresh_token": hub.device.refresh, "seconds": 0.2}
        assert (await refused(agent, "auth.renew", late)).reason == "hub-timeout"
        hub.silent = False
        assert (await renewed(agent, hub.device.refresh))["secret"] == hub.device.renewed
