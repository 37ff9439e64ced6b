"""The account through a real language server: which token is in use, whose it is, keeping and leaving it."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from account_hub import AccountHub, new_token
from accounts import sign_in_by_library
from agents import obedient
from language_client import LanguageClient, language_server
from signing_in import an_editor, ask, check, failure_of, store, until_asked, use
from transformers_workbench import protocol

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the editor makes the pipe there")


async def test_without_a_token(hub: AccountHub, home: Path) -> None:
    async with an_editor() as client:
        found = await ask(client, protocol.AUTH_STATUS)
        answer = await check(client)
    assert found["token"] is None
    assert found["words"] == ["No token is in use."]
    assert (found["stored"], found["findings"], found["endpoint"]) == ([], [], hub.url)
    assert found["library"].startswith("huggingface_hub ")
    assert found["files"] == [(home / name).as_uri() for name in ("token", "stored_tokens")]
    assert answer["state"] == "missing"
    assert answer["message"].startswith("No token is in use. ")
    assert not hub.log


async def test_the_token_of_the_editor_is_in_use(hub: AccountHub) -> None:
    token = hub.sign_up("ada")
    async with an_editor() as client:
        found = await use(client, token, "my laptop")
        assert found == await ask(client, protocol.AUTH_STATUS)
        answer = await check(client)
        left = await ask(client, protocol.AUTH_USE, token=None)
        assert (await check(client))["state"] == "missing"
    assert found["token"] == {
        "shown": f"hf_…{token[-4:]}",
        "name": "my laptop",
        "kind": "editor",
        "place": "the secret store of the editor, as “my laptop”",
    }
    assert found["words"] == [f"Token hf_…{token[-4:]}, from the secret store of the editor, as “my laptop”."]
    assert (answer["state"], answer["account"], answer["name"]) == ("valid", "ada", "laptop")
    assert (answer["role"], answer["roleWords"], answer["organizations"]) == ("read", "read", ["org"])
    assert "hint" not in answer
    assert left["token"] is None


async def test_it_wins_over_the_environment_and_the_file(hub: AccountHub) -> None:
    editors, environment, file = (hub.sign_up(name) for name in ("ada", "bob", "cy"))
    sign_in_by_library(file)
    async with an_editor(HF_TOKEN=environment) as client:
        before = await ask(client, protocol.AUTH_STATUS)
        found = await use(client, editors)
        assert (await check(client))["account"] == "ada"
        same = await use(client, environment)
        after = await ask(client, protocol.AUTH_USE, token=None)
    assert (before["token"]["kind"], before["token"]["name"]) == ("environment", None)
    winner = "The secret store of the editor, as “laptop”"
    assert found["words"][1:] == [
        f"{winner[0].lower()}{winner[1:]} wins over HF_TOKEN in the environment.",
        f"{winner[0].lower()}{winner[1:]} wins over the stored token “laptop”.",
    ]
    assert same["token"]["kind"] == "editor"
    assert not any("HF_TOKEN" in each for each in same["words"])
    assert after == before


async def test_switching_is_heard_by_whoever_asks(hub: AccountHub) -> None:
    """A question that is on its way when another token is taken into use is asked again with that."""
    async with an_editor() as client:
        await use(client, hub.sign_up("ada"))
        hub.silent = True
        _, waiting = client.start(protocol.AUTH_CHECK.name, {})
        await until_asked(hub, "GET /api/whoami-v2")
        hub.silent = False
        await use(client, hub.sign_up("bob"), "other")
        assert (await waiting)["account"] == "bob"


@pytest.mark.parametrize("how", ["valid", "invalid", "expired", "broken", "page", "away"])
async def test_what_the_hub_says_of_a_pasted_token(
    hub: AccountHub, home: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    token = new_token() if how == "invalid" else hub.sign_up("ada")
    expected = {"valid": "", "invalid": "does not accept", "expired": "has expired"}
    hub.accounts.get(token, hub).expired = how == "expired"  # type: ignore[union-attr]
    hub.broken = 503 if how == "broken" else 0
    hub.raw = b"<html>" if how == "page" else None
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        if how == "away":
            monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{nobody.getsockname()[1]}")
        async with an_editor() as client:
            answer = await check(client, f" {token}\n")
            stored = await ask(client, protocol.AUTH_STATUS)
    assert answer["state"] == (how if how in expected else "unchecked")
    words = {"broken": "does not answer", "page": "as the Hugging Face Hub does", "away": "does not answer"}
    assert {**expected, **words}[how] in answer["message"]
    assert (answer["message"] == "") == (how == "valid")
    assert answer["shown"] == f"hf_…{token[-4:]}"
    assert (stored["token"], stored["stored"]) == (None, [])
    assert not home.exists()


async def test_what_is_no_token(hub: AccountHub) -> None:
    async with an_editor() as client:
        for nonsense in ("", "two words", "hf_トークン", "hf_\x00"):
            assert await failure_of(check(client, nonsense)) == "token-malformed"
            assert await failure_of(use(client, nonsense)) == "token-malformed"
        assert await failure_of(use(client, hub.sign_up("ada"), "a\0b")) == "token-name-invalid"
        assert await failure_of(check(client, name="nobody")) == "token-unknown"
        assert (await ask(client, protocol.AUTH_STATUS))["token"] is None
    assert not hub.log


async def test_advice_is_gentle(hub: AccountHub) -> None:
    scope = {"entity": {"type": "org", "name": "team"}, "permissions": ["repo.content.read"]}
    async with an_editor(locale="ja") as client:
        may_write = await check(client, hub.sign_up("ada", "write"))
        grained = await check(client, hub.sign_up("ada", "fineGrained", scoped=[scope]))
        wide = await check(client, hub.sign_up("ada", "fineGrained", canReadGatedRepos=True))
    assert may_write["roleWords"] == "書き込み"
    assert may_write["hint"].endswith("ダウンロードには読み取りトークンで十分です。")
    assert (grained["scopes"], grained["canReadGated"]) == (["org team: repo.content.read"], False)
    assert "アクセス制限付きリポジトリ" in grained["hint"]
    assert (wide["canReadGated"], wide.get("hint", "")) == (True, "")


async def test_storing_switching_and_signing_out(hub: AccountHub, home: Path) -> None:
    first, second = hub.sign_up("ada"), hub.sign_up("bob", display_name="server")
    async with an_editor() as client:
        done = await store(client, f"{first}\n")
        assert (done["name"], done["check"]["state"], done["check"]["account"]) == ("laptop", "valid", "ada")
        assert (done["status"]["token"]["kind"], done["status"]["token"]["name"]) == ("file", "laptop")
        assert "handle" not in done
        assert (await check(client))["account"] == "ada"
        await store(client, second, name="work")
        assert (await check(client))["account"] == "bob"
        assert (await check(client, name="laptop"))["account"] == "ada"
        switched = await ask(client, protocol.AUTH_SWITCH, name="laptop")
        assert [(each["name"], each["isActive"]) for each in switched["stored"]] == [
            ("laptop", True),
            ("work", False),
        ]
        assert (await check(client))["account"] == "ada"
        assert await failure_of(ask(client, protocol.AUTH_SWITCH, name="nobody")) == "token-unknown"
        assert await failure_of(ask(client, protocol.AUTH_SIGN_OUT, name="nobody")) == "token-unknown"
        left = await ask(client, protocol.AUTH_SIGN_OUT, name="work")
        assert [each["name"] for each in left["stored"]] == ["laptop"]
        left = await ask(client, protocol.AUTH_SIGN_OUT, name=None)
        assert (left["token"], left["stored"]) == (None, [])
    assert not list(home.glob("*token*"))


async def test_what_the_hub_refuses_is_not_stored_and_what_it_does_not_answer_is(
    hub: AccountHub, home: Path
) -> None:
    expired = hub.sign_up("ada")
    hub.accounts[expired].expired = True
    async with an_editor() as client:
        assert await failure_of(store(client, new_token())) == "token-invalid"
        assert await failure_of(store(client, expired)) == "token-expired"
        assert await failure_of(store(client, "no token")) == "token-malformed"
        assert await failure_of(store(client, hub.sign_up("ada"), name="a\nb")) == "token-name-invalid"
        assert not home.exists() or not list(home.glob("*token*"))
        hub.broken = 503
        done = await store(client, hub.sign_up("ada"))
    assert (done["check"]["state"], done["name"]) == ("unchecked", "unchecked")
    assert "does not answer" in done["check"]["message"]


async def test_the_editors_token_stays_in_use_when_the_files_change(hub: AccountHub) -> None:
    async with an_editor() as client:
        await use(client, hub.sign_up("ada"))
        done = await store(client, hub.sign_up("bob"))
        assert done["status"]["token"]["kind"] == "editor"
        assert "wins over the stored token “laptop”" in done["status"]["words"][1]
        left = await ask(client, protocol.AUTH_SIGN_OUT, name=None)
        assert (left["token"]["kind"], left["stored"]) == ("editor", [])
        assert (await check(client))["account"] == "ada"


async def test_a_home_that_cannot_be_written(hub: AccountHub, home: Path, tmp_path: Path) -> None:
    home.mkdir()
    home.chmod(0o500)
    token = hub.sign_up("ada")
    try:
        async with an_editor(obedient(tmp_path)) as client:
            assert await failure_of(store(client, token)) == "token-store-read-only"
            assert (await use(client, token))["token"]["kind"] == "editor"
            assert (await check(client))["account"] == "ada"
    finally:
        home.chmod(0o700)


async def test_another_hand_changes_the_files(hub: AccountHub) -> None:
    async with an_editor() as client:
        assert (await ask(client, protocol.AUTH_STATUS))["token"] is None
        await asyncio.to_thread(sign_in_by_library, hub.sign_up("ada"))
        assert (await ask(client, protocol.AUTH_STATUS))["token"]["kind"] == "file"
        assert (await check(client))["account"] == "ada"


async def test_a_hub_that_is_silent(hub: AccountHub, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.silent = True
    async with an_editor() as client:
        answer = await check(client, hub.sign_up("ada"))
    assert (answer["state"], "took too long" in answer["message"]) == ("unchecked", True)


async def test_garbage_on_the_pipe_disturbs_nobody(
    hub: AccountHub, capfd: pytest.CaptureFixture[str]
) -> None:
    token = hub.sign_up("ada")
    async with an_editor() as client:
        client.secrets.writer.write(b'\xff\n{"handle"\n' + token.encode() + b"x" * 300_000 + b"\n")
        assert (await use(client, token))["token"]["kind"] == "editor"
        reason = await failure_of(ask(client, protocol.AUTH_CHECK, handle="never sent"))
        assert reason == "secret-lost"
        assert (await check(client, token))["state"] == "valid"
    assert token not in "".join(capfd.readouterr())


async def test_an_editor_without_a_pipe(hub: AccountHub) -> None:
    sign_in_by_library(hub.sign_up("ada"))
    async with language_server() as client:
        assert (await check(client))["account"] == "ada"
        for method in (protocol.AUTH_STORE, protocol.AUTH_CHECK):
            assert await failure_of(ask(client, method, handle="a")) == "secrets-unsupported"
        token = {"name": "laptop", "handle": "a"}
        assert await failure_of(ask(client, protocol.AUTH_USE, token=token)) == "secrets-unsupported"
        assert (await ask(client, protocol.AUTH_USE, token=None))["token"]["kind"] == "file"


async def test_without_an_interpreter(hub: AccountHub) -> None:
    async with an_editor(None) as client:
        assert await failure_of(ask(client, protocol.AUTH_STATUS)) == "interpreter-missing"
        assert await failure_of(use(client, hub.sign_up("ada"))) == "interpreter-missing"
        assert await failure_of(ask(client, protocol.AUTH_REQUEST_CODE)) == "interpreter-missing"


async def download(client: LanguageClient, root: Path, repo_id: str) -> dict[str, Any]:
    wish = {"root": str(root), "repoId": repo_id, "job": "download"}
    answer: dict[str, Any] = await client.request(protocol.CACHE_DOWNLOAD.name, wish)
    return answer


async def test_downloads_have_the_token_of_the_editor(hub: AccountHub, home: Path) -> None:
    for repo in (hub.add("org/private", private=True), hub.add("org/gated", gated=True)):
        repo.commit({"config.json": json.dumps(repo.repo_id).encode()})
    hub.members["org/private"] = {"ada"}
    hub.requests["org/gated", "ada"] = "accepted"
    async with an_editor() as client:
        for name in ("org/private", "org/gated"):
            assert (await download(client, home / "hub", name))["problem"]
        await use(client, hub.sign_up("ada"))
        for name in ("org/private", "org/gated"):
            done = await download(client, home / "hub", name)
            assert not done.get("problem")
            assert json.loads((Path(done["folder"]) / "config.json").read_bytes()) == name
        await use(client, hub.sign_up("bob"))
        hub.repos["model", "org/private"].commit({"config.json": b"{}"})
        assert (await download(client, home / "hub", "org/private"))["problem"]
