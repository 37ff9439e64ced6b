"""Tokens go through every request of the account, and are afterwards in no message, no argument, no log and
no file but the store that was chosen for them."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import pytest

import planted
from account_hub import AccountHub, Device, new_token
from agents import PYTHON
from command_lines import CommandLines
from language_client import PATIENCE, LanguageClient, RequestFailed, language_server
from quick_fixes import fixes, has_leak
from signing_in import ask, check, has_device_code, store, until_asked, use
from transformers_workbench import protocol

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the editor makes the pipe there")


async def told(answer: Any) -> None:
    """Whatever becomes of it: the wire has it."""
    try:
        await answer
    except RequestFailed:
        return


async def through_every_flow(client: LanguageClient, hub: AccountHub, tokens: dict[str, str]) -> None:
    gated = {"repoId": "org/gated"}
    await told(ask(client, protocol.AUTH_STATUS))
    for name in ("valid", "refused", "expired"):
        await told(check(client, tokens[name]))
        await told(use(client, tokens[name], name))
        await told(check(client))
        await told(ask(client, protocol.AUTH_ACCESS, **gated))
        await told(download(client, hub))
        await told(store(client, tokens[name], name=name))
    await told(store(client, tokens["stored"], name="stored"))
    await told(check(client, f"{tokens['malformed']} and more"))
    await told(use(client, f"{tokens['malformed']} and more"))
    await told(ask(client, protocol.AUTH_SWITCH, name="valid"))
    await told(check(client, name="stored"))
    await told(ask(client, protocol.AUTH_CHECK, handle="never sent"))
    client.secrets.writer.write(tokens["garbage"].encode() + b"\n{}\n")
    for switch, value in (("broken", 503), ("raw", b"<html>")):
        setattr(hub, switch, value)
        await told(check(client, tokens["valid"]))
        await told(store(client, tokens["unchecked"]))
        await told(ask(client, protocol.AUTH_ACCESS, **gated))
        setattr(hub, switch, None if switch == "raw" else 0)
    await told(ask(client, protocol.AUTH_SIGN_OUT, name="stored"))
    await told(ask(client, protocol.AUTH_USE, token=None))


async def through_a_browser(client: LanguageClient, hub: AccountHub, keep: str, token: str) -> list[str]:
    """What is as good as a token."""
    hub.device = Device()
    await ask(client, protocol.AUTH_REQUEST_CODE)
    _, waiting = client.start(protocol.AUTH_AWAIT_CODE.name, {"keep": keep})
    await until_asked(hub, "POST /oauth/token")
    hub.device.approved = token
    await asyncio.wait_for(waiting, PATIENCE)
    secrets = [hub.device.code, hub.device.refresh]
    if keep == "editor":
        assert {(await client.secrets.take())[1] for _ in range(2)} == {token, hub.device.refresh}
        hub.device.renewed = hub.sign_up("renewed")
        await ask(client, protocol.AUTH_RENEW, handle=client.secrets.give(hub.device.refresh))
        await told(client.request(protocol.AUTH_RENEW.name, {"handle": client.secrets.give(secrets[1])}))
        secrets += [hub.device.renewed, hub.device.refresh]
    return secrets


async def download(client: LanguageClient, hub: AccountHub) -> Any:
    wish = {"root": os.environ["HF_HUB_CACHE"], "repoId": "org/gated", "job": "download"}
    return await client.request(protocol.CACHE_DOWNLOAD.name, wish)


async def test_no_token_is_anywhere_but_in_its_store(
    hub: AccountHub,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    hub.add("org/gated", gated=True).commit({"config.json": b"{}"})
    tokens = {name: new_token() for name in ("refused", "malformed", "garbage", "unchecked")}
    for name in ("valid", "stored", "expired", "environment", "in file", "in editor"):
        tokens[name] = hub.sign_up(name)
    hub.accounts[tokens["expired"]].expired = True
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "index"))
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    # As talkative as everything can be.
    talkative = {"HF_DEBUG": "1", "HF_HUB_VERBOSITY": "debug", "PYTHONASYNCIODEBUG": "1"}
    environment = {**talkative, "HF_TOKEN": tokens["environment"]}
    with CommandLines() as command_lines:
        async with language_server(PYTHON, environment=environment, keeps_tokens=True) as client:
            await through_every_flow(client, hub, tokens)
            secrets = [*tokens.values()]
            if has_device_code():
                secrets += await through_a_browser(client, hub, "file", tokens["in file"])
                secrets += await through_a_browser(client, hub, "editor", tokens["in editor"])
            wire = "\n".join(client.wire)
    assert "hf_\\u2026" in wire
    assert "wins over" in wire
    for reached in ("valid", "invalid", "expired", "unchecked", "not-requested", "token-malformed"):
        assert f'"{reached}"' in wire
    assert "--secrets" in command_lines.seen
    assert "online" in command_lines.seen
    captured = capfd.readouterr()
    assert "agent" in captured.err
    chosen = (home / "token", home / "stored_tokens")
    written = b"".join(
        path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path not in chosen
    )
    said = [wire, captured.out, captured.err, *command_lines.seen]
    for secret in secrets:
        assert not any(secret in each for each in said)
        assert secret.encode() not in written
    kept = "".join(path.read_text(encoding="utf-8") for path in chosen)
    assert tokens["in editor"] not in kept


async def test_a_token_that_moves_is_in_the_document_and_in_no_other_message(tmp_path: Path) -> None:
    token = planted.token(22)
    uri = (tmp_path / "a.py").as_uri()
    async with language_server(interpreter=None, keeps_tokens=True) as client:
        client.open(uri, f"x = '{token}'\n", "python")
        (diagnostic,) = await client.diagnostics(uri, has_leak)
        assert await fixes(client, uri, diagnostic)
        assert sum(token in message for message in client.wire) == 1
