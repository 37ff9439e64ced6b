"""Access over the wire: every state with its words and button, and what open documents show of it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from account_hub import AccountHub, new_token
from language_client import PATIENCE, LanguageClient, language_server
from signing_in import an_editor, ask, use
from transformers_workbench import protocol
from transformers_workbench.wording import wording_for

TEXT = '# 😀\nmodel = AutoModel.from_pretrained("org/gated")\ndata = load_dataset("org/data")\n'


@pytest.fixture(autouse=True)
def repositories(hub: AccountHub) -> None:
    hub.add("org/open").commit({"config.json": b"{}"})
    hub.add("org/gated", gated=True).commit({"config.json": b"{}"})
    hub.add("org/data", "dataset").commit({"a.csv": b"1"})


@pytest_asyncio.fixture
async def client(hub: AccountHub) -> AsyncIterator[LanguageClient]:
    async with an_editor() as client:
        yield client


async def access(client: LanguageClient, repo_id: str = "org/gated", **params: Any) -> dict[str, Any]:
    return await ask(client, protocol.AUTH_ACCESS, repoId=repo_id, **params)


async def hints(client: LanguageClient, uri: str) -> list[tuple[str, dict[str, int]]]:
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    found = await client.request("textDocument/inlayHint", {"textDocument": {"uri": uri}, "range": whole})
    return [(each["label"][0]["value"], each["position"]) for each in found]


async def actions(client: LanguageClient, uri: str, line: int, character: int, *marked: Any) -> list[Any]:
    place = {"line": line, "character": character}
    params = {
        "textDocument": {"uri": uri},
        "range": {"start": place, "end": place},
        "context": {"diagnostics": list(marked)},
    }
    return list(await client.request("textDocument/codeAction", params))


def is_about(*messages: str) -> Callable[[list[Any]], bool]:
    return lambda found: (
        len(found) == len(messages)
        and all(message in each["message"] for message, each in zip(messages, found, strict=True))
    )


async def emptied(client: LanguageClient, uri: str) -> None:
    """Waits until the last that was published of a document is nothing."""

    def published() -> list[Any]:
        return [
            params["diagnostics"]
            for method, params in client.notifications
            if method == "textDocument/publishDiagnostics" and params["uri"] == uri
        ]

    async def wait() -> None:
        while not published() or published()[-1]:  # noqa: ASYNC110 - the client's reader fills it
            await asyncio.sleep(0.01)

    await asyncio.wait_for(wait(), PATIENCE)


STATES = [
    ("", "org/open", "public", "public", "none", ""),
    ("accepted", "org/gated", "granted", "access granted", "none", ""),
    ("", "org/gated", "no-token", "no token", "sign-in", "Sign In"),
    ("unknown", "org/gated", "invalid-token", "token refused", "sign-in", "Sign In"),
    ("expired", "org/gated", "invalid-token", "token expired", "sign-in", "Sign In"),
    ("none", "org/gated", "not-requested", "access not requested", "request", "Ask for Access on the Hub"),
    ("pending", "org/gated", "pending-or-denied", "request pending", "requests", "See Your Requests"),
    ("denied", "org/gated", "pending-or-denied", "request denied", "requests", "See Your Requests"),
    ("scope", "org/gated", "scope-missing", "scope missing", "token-settings", "Change the Token's Scopes"),
    ("none", "org/none", "missing", "not found", "switch", "Switch Token"),
    ("", "org/none", "missing", "not found", "sign-in", "Sign In"),
    ("offline", "org/open", "offline", "Hub not reached", "retry", "Try Again"),
]


def token_for(hub: AccountHub, who: str) -> str:
    if who in ("", "offline"):
        return ""
    if who == "unknown":
        return new_token()
    if who != "none":
        hub.requests["org/gated", "ada"] = "accepted" if who in ("scope", "expired") else who
    token = hub.sign_up("ada", "fineGrained" if who == "scope" else "read")
    hub.accounts[token].expired = who == "expired"
    return token


@pytest.mark.parametrize(("who", "repo_id", "state", "label", "step", "title"), STATES)
async def test_every_state(
    hub: AccountHub,
    monkeypatch: pytest.MonkeyPatch,
    who: str,
    repo_id: str,
    state: str,
    label: str,
    step: str,
    title: str,
) -> None:
    if token := token_for(hub, who):
        monkeypatch.setenv("HF_TOKEN", token)
    if who == "offline":
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{unused.getsockname()[1]}")
    japanese = wording_for("ja")
    async with an_editor() as client, an_editor(locale="ja") as other:
        answer, same = await asyncio.gather(access(client, repo_id), access(other, repo_id))
    seen = (answer["state"], answer["label"], answer["next"], answer["nextTitle"])
    assert seen == (state, label, step, title)
    assert answer["readable"] == (state in ("public", "granted"))
    assert answer["words"] and same["words"] != answer["words"]
    assert (same["label"], same["nextTitle"]) == (japanese(label), japanese(title) if title else "")
    assert not token or token not in str([answer, same])


async def test_nothing_is_asked_or_shown_unless_somebody_asks(
    hub: AccountHub, client: LanguageClient, tmp_path: Path
) -> None:
    uri = (tmp_path / "a.py").as_uri()
    client.open(uri, TEXT, "python")
    client.change(uri, (0, 0), (0, 0), "#\n")
    assert await hints(client, uri) == []
    found = await ask(client, protocol.AUTH_REPOSITORIES, uri=uri, line=3)
    assert [each["repoId"] for each in found["mentions"]] == ["org/data", "org/gated"]
    assert found["mentions"][1] == {
        "repoId": "org/gated",
        "repoType": "model",
        "revision": None,
        "line": 2,
        "character": 35,
        "endLine": 2,
        "endCharacter": 44,
    }
    assert hub.log == []


async def test_an_answer_is_shown_moves_with_the_text_and_goes(
    hub: AccountHub, client: LanguageClient, tmp_path: Path
) -> None:
    uri = (tmp_path / "a.py").as_uri()
    client.open(uri, TEXT, "python")
    await access(client)
    (diagnostic,) = await client.diagnostics(uri, bool)
    assert (diagnostic["severity"], diagnostic["code"], diagnostic["range"]["start"]) == (
        2,
        "repository-access",
        {"line": 1, "character": 35},
    )
    assert await hints(client, uri) == [("✗ no token", {"line": 1, "character": 45})]
    step, again = await actions(client, uri, 1, 36, diagnostic)
    assert (step["title"], step["command"]["command"]) == ("Sign In", protocol.ACCESS_STEP)
    assert step["command"]["arguments"][0]["repoId"] == "org/gated"
    assert again["command"]["arguments"] == [
        {"repoId": "org/gated", "repoType": "model", "revision": None, "fresh": True}
    ]
    client.change(uri, (0, 0), (0, 0), "\n\n")
    await client.diagnostics(uri, lambda found: bool(found) and found[0]["range"]["start"]["line"] == 3)
    assert await hints(client, uri) == [("✗ no token", {"line": 3, "character": 45})]
    client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    await emptied(client, uri)
    client.open(uri, TEXT, "python")
    assert await hints(client, uri) == []


async def test_a_repository_under_the_cursor_may_be_checked(
    client: LanguageClient, hub: AccountHub, tmp_path: Path
) -> None:
    uri = (tmp_path / "a.py").as_uri()
    client.open(uri, TEXT, "python")
    (action,) = await actions(client, uri, 1, 40)
    assert (action["title"], action["kind"]) == ("Check access to org/gated", "refactor")
    assert action["command"]["command"] == protocol.CHECK_ACCESS
    assert await actions(client, uri, 1, 2) == await actions(client, uri, 0, 0) == []
    assert hub.log == []


async def test_another_token_forgets_the_answers(
    hub: AccountHub, client: LanguageClient, tmp_path: Path
) -> None:
    uri = (tmp_path / "a.py").as_uri()
    client.open(uri, TEXT, "python")
    await access(client)
    await client.diagnostics(uri, bool)
    hub.requests["org/gated", "ada"] = "accepted"
    await use(client, hub.sign_up("ada"))
    await emptied(client, uri)
    assert await hints(client, uri) == []
    assert (await access(client))["state"] == "granted"
    assert [label for label, _ in await hints(client, uri)] == ["✓ access granted"]


async def test_the_setting_asks_by_itself_once_each(hub: AccountHub, tmp_path: Path) -> None:
    uri = (tmp_path / "a.py").as_uri()
    async with language_server(settings={"checkAccess": True}) as client:
        client.open(uri, TEXT + TEXT, "python")
        await client.diagnostics(uri, lambda found: len(found) == 2)
        asked = hub.log.count("GET /api/models/org/gated")
        client.change(uri, (0, 0), (0, 0), "\n")
        await client.diagnostics(uri, lambda found: bool(found) and found[0]["range"]["start"]["line"] == 2)
        assert asked == hub.log.count("GET /api/models/org/gated") == 1


async def test_the_setting_may_come_later(hub: AccountHub, client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "a.py").as_uri()
    client.open(uri, TEXT, "python")
    client.notify(protocol.SETTINGS.name, {"checkAccess": True})
    await client.diagnostics(uri, is_about("org/gated"))


async def test_the_editor_is_told_that_hints_changed(hub: AccountHub) -> None:
    capabilities = {"workspace": {"inlayHint": {"refreshSupport": True}}}
    async with language_server(capabilities=capabilities) as client:
        await access(client, "org/open")
        await client.until(lambda method, params: method == "workspace/inlayHint/refresh")


async def test_another_editor_gets_no_commands_of_ours(hub: AccountHub, tmp_path: Path) -> None:
    uri = (tmp_path / "a.py").as_uri()
    async with language_server() as client:
        client.open(uri, TEXT, "python")
        await access(client)
        (diagnostic,) = await client.diagnostics(uri, bool)
        assert await actions(client, uri, 1, 36, diagnostic) == []
        assert [label for label, _ in await hints(client, uri)] == ["✗ no token"]


async def test_an_error_is_explained(hub: AccountHub, client: LanguageClient) -> None:
    url = f"{hub.url}/org/x/resolve/main/a"
    text = f"GatedRepoError: 403 Client Error\nCannot access gated repo for url {url}.\nhas been rejected"
    found = await ask(client, protocol.AUTH_EXPLAIN, text=text)
    assert (found["answer"]["state"], found["answer"]["page"]) == ("not-requested", f"{hub.url}/org/x")
    assert (await ask(client, protocol.AUTH_EXPLAIN, text="loss 0.5"))["answer"] is None
    assert hub.log == []
