"""Whose token is in use and why: what the agent says of every place a token may come from, and of the Hub's
every answer.
"""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest

from account_hub import AccountHub, new_token
from accounts import SECONDS, ask, certificate, reason_of
from agents import refused, running, use_hub


async def test_without_a_token_there_is_none(hub: AccountHub, home: Path) -> None:
    found = await ask("status", False)
    assert (found["token"], found["overruled"], found["stored"], found["findings"]) == (None, [], [], [])
    assert [(each["path"], each["exists"]) for each in found["files"]] == [
        (str(home / "token"), False),
        (str(home / "stored_tokens"), False),
    ]
    assert (found["decided_by"], found["endpoint"]) == ("HF_HOME", hub.url)


async def test_the_environment_wins_over_what_is_stored(
    hub: AccountHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask("store", secret=hub.sign_up("ada"))
    other = hub.sign_up("bob")
    monkeypatch.setenv("HF_TOKEN", other)
    found = await ask("status", False)
    assert found["token"] == {
        "shown": f"hf_…{other[-4:]}",
        "token_name": None,
        "source": {"kind": "environment", "name": "HF_TOKEN"},
    }
    assert [(each["kind"], each["token_name"]) for each in found["overruled"]] == [("file", "laptop")]
    assert found["active_name"] is None


@pytest.mark.parametrize("variable", ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"])
async def test_the_variable_that_the_library_follows_is_named(
    hub: AccountHub, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, f" {new_token()}\n")
    assert (await ask("status", False))["token"]["source"] == {"kind": "environment", "name": variable}


async def test_one_variable_may_overrule_the_other(hub: AccountHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", new_token())
    monkeypatch.setenv("HUGGING_FACE_HUB_TOKEN", new_token())
    found = await ask("status", False)
    assert found["token"]["source"]["name"] == "HF_TOKEN"
    assert [each["name"] for each in found["overruled"]] == ["HUGGING_FACE_HUB_TOKEN"]


async def test_a_token_file_of_one_s_own(
    hub: AccountHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "elsewhere"
    file.write_text(new_token() + "\n", encoding="utf-8")
    file.chmod(0o644)
    monkeypatch.setenv("HF_TOKEN_PATH", str(file))
    found = await ask("status", False)
    assert found["token"]["source"] == {"kind": "file", "name": str(file)}
    assert found["decided_by"] == "HF_TOKEN_PATH"
    if os.name != "nt":
        assert [(each["kind"], each["path"], each["mode"]) for each in found["findings"]] == [
            ("file-mode", str(file), "0644")
        ]


async def test_a_token_near_its_end_is_not_renewed_by_looking(hub: AccountHub, home: Path) -> None:
    token, refresh = new_token(), new_token()
    home.mkdir()
    (home / "token").write_text(token, encoding="utf-8")
    section = f"[oauth-ada]\nhf_token = {token}\nrefresh_token = {refresh}\nexpires_at = 1000\n"
    (home / "stored_tokens").write_text(section, encoding="utf-8")
    found = await ask("status", False)
    assert hub.log == []
    assert (found["active_name"], found["token"]["token_name"]) == ("oauth-ada", "oauth-ada")
    assert (home / "stored_tokens").read_text(encoding="utf-8") == section
    assert refresh not in str(found)


async def test_a_job_s_identity_that_cannot_be_exchanged(
    hub: AccountHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_OIDC_RESOURCE", "org/name")
    monkeypatch.setenv("HF_TOKEN", new_token())
    found = await ask("status", False)
    if found["token"] is not None:
        pytest.skip("this huggingface_hub does not exchange identities")
    assert [each["kind"] for each in found["findings"]] == ["library"]


async def test_who_it_is(hub: AccountHub) -> None:
    await ask("store", secret=hub.sign_up("ada", "write"))
    found = await ask("whoami")
    assert (found["state"], found["account"], found["kind"]) == ("valid", "ada", "user")
    assert found["organizations"] == ["org"]
    assert (found["token"]["name"], found["token"]["role"]) == ("laptop", "write")
    assert "example.org" not in str(found)


async def test_what_a_fine_grained_token_may_do(hub: AccountHub, monkeypatch: pytest.MonkeyPatch) -> None:
    scope = {"entity": {"type": "org", "name": "org"}, "permissions": ["repo.content.read"]}
    may: dict[str, Any] = {"scoped": [scope], "global": ["discussion.write"]}
    token = hub.sign_up("ada", "fineGrained", **may)
    monkeypatch.setenv("HF_TOKEN", token)
    found = (await ask("whoami"))["token"]
    assert (found["role"], found["can_read_gated"]) == ("fineGrained", False)
    assert found["scopes"] == [
        {"kind": "global", "name": "", "permissions": ["discussion.write"]},
        {"kind": "org", "name": "org", "permissions": ["repo.content.read"]},
    ]


async def test_a_stored_token_may_be_asked_about(hub: AccountHub, monkeypatch: pytest.MonkeyPatch) -> None:
    await ask("store", secret=hub.sign_up("ada"), name="hers")
    monkeypatch.setenv("HF_TOKEN", hub.sign_up("bob"))
    assert (await ask("whoami"))["account"] == "bob"
    assert (await ask("whoami", token_name="hers"))["account"] == "ada"
    assert await reason_of("whoami", token_name="his") == "token-unknown"


async def test_no_token_a_bad_one_and_an_expired_one(
    hub: AccountHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await reason_of("whoami") == "token-missing"
    monkeypatch.setenv("HF_TOKEN", new_token())
    assert await reason_of("whoami") == "token-invalid"
    expired = hub.sign_up("ada")
    hub.accounts[expired].expired = True
    monkeypatch.setenv("HF_TOKEN", expired)
    assert await reason_of("whoami") == "token-expired"


@pytest.mark.parametrize("raw", [b"<html>sign in to the network</html>", b"[1, 2]", b'{"name": 3}', b""])
async def test_an_answer_that_is_not_the_hub_s(
    hub: AccountHub, monkeypatch: pytest.MonkeyPatch, raw: bytes
) -> None:
    monkeypatch.setenv("HF_TOKEN", hub.sign_up("ada"))
    hub.raw = raw
    assert await reason_of("whoami") == "hub-answer-malformed"


@pytest.mark.parametrize(
    ("status", "reason"),
    [(404, "hub-answer-malformed"), (418, "hub-answer-malformed"), (503, "hub-unreachable")],
)
async def test_an_unexpected_status(
    hub: AccountHub, monkeypatch: pytest.MonkeyPatch, status: int, reason: str
) -> None:
    monkeypatch.setenv("HF_TOKEN", hub.sign_up("ada"))
    hub.broken = status
    assert await reason_of("whoami") == reason


async def test_a_hub_that_is_silent_or_not_there(hub: AccountHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", hub.sign_up("ada"))
    hub.silent = True
    assert await reason_of("whoami", seconds=SECONDS) == "hub-timeout"
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{unused.getsockname()[1]}")
        assert await reason_of("whoami") == "hub-unreachable"
    async with running(online=False) as agent:
        assert (await refused(agent, "auth.whoami", {})).reason == "hub-unreachable"


async def test_a_certificate_that_nobody_signed(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with AccountHub(certificate(tmp_path)) as hub:
        use_hub(monkeypatch, hub.url, home)
        monkeypatch.setenv("HF_TOKEN", hub.sign_up("ada"))
        assert await reason_of("whoami") == "hub-tls"
