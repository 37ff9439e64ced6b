"""Whether a repository may be read: every state reached, from one Hub, through the installed library."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from account_hub import AccountHub
from accounts import certificate
from agents import DEADLINE, refused, running, use_hub
from people import expired, nobody, reader, stranger, unknown, with_request, with_scope, without_scope
from transformers_workbench.auth.access_words import access_words
from transformers_workbench.wording import ENGLISH, wording_for

JAPANESE = wording_for("ja")


@pytest.fixture(autouse=True)
def repositories(hub: AccountHub) -> None:
    """One of each kind."""
    hub.add("org/open").commit({"config.json": b"{}"})
    hub.add("org/gated", gated=True).commit({"config.json": b"{}"})
    hub.add("org/private", private=True).commit({"config.json": b"{}"})
    hub.add("org/data", "dataset", gated=True).commit({"README.md": b"#"})
    hub.add("org/both", gated=True, private=True).commit({"config.json": b"{}"})
    hub.members["org/private"] = hub.members["org/both"] = {"ada"}


async def access(repo_id: str, **params: Any) -> dict[str, Any]:
    """The answer of a fresh agent."""
    async with running(online=True) as agent:
        return await agent.ask("auth.access", {"repo_id": repo_id, **params}, DEADLINE)


@pytest.mark.parametrize(
    ("who", "repo_id", "state", "detail", "step", "words"),
    [
        (nobody, "org/open", "public", "", None, "everybody may read it"),
        (reader, "org/open", "public", "", None, "everybody may read it"),
        (reader, "org/private", "granted", "", None, "may be read with this token"),
        (with_request("accepted"), "org/gated", "granted", "", None, "may be read with this token"),
        (with_scope, "org/gated", "granted", "", None, "may be read with this token"),
        (reader, "org/both", "not-requested", "", "request", "has no request for access"),
        (nobody, "org/both", "missing", "repository", "sign-in", "sign in to read it"),
        (nobody, "org/gated", "no-token", "", "sign-in", "Ask for access at"),
        (unknown, "org/gated", "invalid-token", "", "sign-in", "does not accept the token"),
        (unknown, "org/open", "invalid-token", "", "sign-in", "does not accept the token"),
        (unknown, "org/private", "invalid-token", "", "sign-in", "does not accept the token"),
        (unknown, "org/none", "invalid-token", "", "sign-in", "does not accept the token"),
        (expired, "org/gated", "invalid-token", "expired", "sign-in", "has expired"),
        (reader, "org/gated", "not-requested", "", "request", "has no request for access"),
        (
            with_request("reset"),
            "org/gated",
            "not-requested",
            "reset",
            "request",
            "has no request for access",
        ),
        (with_request("pending"), "org/gated", "pending-or-denied", "pending", "requests", "not answered"),
        (with_request("denied"), "org/gated", "pending-or-denied", "denied", "requests", "denied"),
        (without_scope, "org/gated", "scope-missing", "", "token-settings", "lacks the scope"),
        (nobody, "org/private", "missing", "repository", "sign-in", "sign in to read it"),
        (stranger, "org/private", "missing", "repository", "switch", "not for this token's account"),
        (nobody, "org/none", "missing", "repository", "sign-in", "does not exist"),
        (reader, "org/none", "missing", "repository", "switch", "does not exist"),
        (reader, "not//a name", "missing", "name", None, "cannot be the name"),
    ],
)
async def test_every_state(
    hub: AccountHub,
    monkeypatch: pytest.MonkeyPatch,
    who: Callable[[AccountHub], str],
    repo_id: str,
    state: str,
    detail: str,
    step: str | None,
    words: str,
) -> None:
    token = who(hub)
    if token:
        monkeypatch.setenv("HF_TOKEN", token)
    answer = await access(repo_id)
    assert (answer["state"], answer["detail"], answer["next"]) == (state, detail, step)
    assert words in access_words(answer, ENGLISH)
    assert access_words(answer, JAPANESE) != access_words(answer, ENGLISH)
    assert not token or token not in str(answer)


@pytest.mark.parametrize(("request_state", "url"), [("", "/org/gated"), ("pending", "/settings/gated-repos")])
async def test_the_page_of_the_next_step(
    hub: AccountHub, monkeypatch: pytest.MonkeyPatch, request_state: str, url: str
) -> None:
    monkeypatch.setenv("HF_TOKEN", with_request(request_state)(hub) if request_state else reader(hub))
    answer = await access("org/gated")
    assert answer["url"] == hub.url + url
    assert answer["page"] == f"{hub.url}/org/gated"
    assert answer["gated"] == "manual"


async def test_a_dataset_has_a_page_of_its_kind(hub: AccountHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", reader(hub))
    answer = await access("org/data", repo_type="dataset")
    assert (answer["state"], answer["url"]) == ("not-requested", f"{hub.url}/datasets/org/data")


async def test_a_revision_that_is_not_there(hub: AccountHub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", reader(hub))
    for repo_id in ("org/open", "org/private"):
        answer = await access(repo_id, revision="v9")
        assert (answer["state"], answer["detail"]) == ("missing", "revision")
    assert (await access("org/private", revision="main"))["state"] == "granted"


async def test_a_stored_token_may_be_asked_for(hub: AccountHub, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(online=True) as agent:
        await agent.ask("auth.store", {"secret": with_request("accepted")(hub), "name": "hers"}, DEADLINE)
        monkeypatch.setenv("HF_TOKEN", stranger(hub))
        named = {"repo_id": "org/gated", "token_name": "hers"}
        assert (await agent.ask("auth.access", named, DEADLINE))["state"] == "granted"
        error = await refused(agent, "auth.access", {"repo_id": "org/gated", "token_name": "his"})
    assert error.reason == "token-unknown"


async def test_an_answer_is_kept_for_a_while_and_not_for_another_token(hub: AccountHub) -> None:
    hub.requests["org/gated", "ada"] = "accepted"
    async with running(online=True) as agent:
        await agent.ask("auth.store", {"secret": stranger(hub), "name": "eve"}, DEADLINE)
        question = {"repo_id": "org/gated"}
        assert not (await agent.ask("auth.access", question, DEADLINE))["cached"]
        asked = len(hub.log)
        again = await agent.ask("auth.access", question, DEADLINE)
        assert (again["cached"], again["state"], len(hub.log)) == (True, "not-requested", asked)
        hub.requests["org/gated", "eve"] = "pending"
        fresh = await agent.ask("auth.access", {**question, "fresh": True}, DEADLINE)
        assert (fresh["cached"], fresh["state"]) == (False, "pending-or-denied")
        await agent.ask("auth.store", {"secret": reader(hub), "name": "ada"}, DEADLINE)
        other = await agent.ask("auth.access", question, DEADLINE)
    assert (other["cached"], other["state"]) == (False, "granted")


async def test_what_could_not_be_asked_is_asked_again(hub: AccountHub) -> None:
    async with running(online=True) as agent:
        hub.broken = 503
        question = {"repo_id": "org/open"}
        first = await agent.ask("auth.access", question, DEADLINE)
        hub.broken = 0
        second = await agent.ask("auth.access", question, DEADLINE)
    assert (first["state"], first["detail"], first["next"]) == ("offline", "hub-unreachable", "retry")
    assert second["state"] == "public"


@pytest.mark.parametrize("with_token", [False, True])
async def test_without_the_hub_it_is_offline_for_a_reason(
    hub: AccountHub, monkeypatch: pytest.MonkeyPatch, with_token: bool
) -> None:
    if with_token:
        monkeypatch.setenv("HF_TOKEN", reader(hub))
    hub.raw = b"<html>sign in to the network</html>"
    malformed = await access("org/open")
    hub.raw, hub.silent = None, True
    silent = await access("org/open", seconds=0.5)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{unused.getsockname()[1]}")
        gone = await access("org/open")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    told = await access("org/open")
    assert [each["state"] for each in (malformed, silent, gone, told)] == ["offline"] * 4
    assert [each["detail"] for each in (malformed, silent, gone, told)] == [
        "hub-answer-malformed",
        "hub-timeout",
        "hub-unreachable",
        "hub-unreachable",
    ]
    assert access_words(silent, ENGLISH).startswith("The Hugging Face Hub took too long")


async def test_a_certificate_that_nobody_signed(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with AccountHub(certificate(tmp_path)) as hub:
        use_hub(monkeypatch, hub.url, home)
        answer = await access("org/open")
    assert (answer["state"], answer["detail"]) == ("offline", "hub-tls")
    assert "certificate" in access_words(answer, ENGLISH)
