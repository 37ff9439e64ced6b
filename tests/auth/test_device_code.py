"""Signing in with a browser: the code that is shown, the token that comes of it, and what may go wrong."""

from __future__ import annotations

import functools
import subprocess

import pytest

from account_hub import AccountHub
from accounts import hf, reason_of
from agents import DEADLINE, PYTHON, refused, running
from transformers_workbench.agent_client import Progress


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
    assert found["has_device_code"] == library_has_it()
