"""``transformers-workbench auth``, in processes of its own, beside the real ``hf auth``."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from account_hub import AccountHub, new_token
from accounts import auth, hf
from agents import DEADLINE, running


def answer_of(*arguments: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(auth(*arguments, "--json").stdout)
    return answer


async def store(token: str, name: str | None = None) -> None:
    async with running(online=True) as agent:
        await agent.ask("auth.store", {"secret": token, "name": name}, DEADLINE)


def rows_of_hf() -> dict[str, bool]:
    """Name → whether it is the active one, from the table that ``hf auth list`` prints."""
    rows = [line.replace("|", " ").split() for line in hf("list").stdout.splitlines()]
    return {
        words[1] if words[0] == "*" else words[0]: words[0] == "*"
        for words in rows
        if len(words) >= 2 and "****" in words[-1]
    }


async def test_status_and_list_agree_with_hf(hub: AccountHub, monkeypatch: pytest.MonkeyPatch) -> None:
    await store(hub.sign_up("ada"), "laptop")
    await store(hub.sign_up("bob"), "server")
    for token in ("", hub.sign_up("eve")):
        if token:
            monkeypatch.setenv("HF_TOKEN", token)
        status, stored = answer_of("status"), answer_of("list")
        assert status["check"]["state"] == "valid"
        assert status["account"]["account"] in hf("whoami").stdout
        by_hf = rows_of_hf()
        assert {each["name"]: each["is_active"] for each in stored["stored"]} == by_hf
        assert by_hf == {"laptop": False, "server": not token}
        assert status["stored"] == stored["stored"]


async def test_switching_is_seen_by_hf(hub: AccountHub) -> None:
    await store(hub.sign_up("ada"), "laptop")
    await store(hub.sign_up("bob"), "server")
    done = auth("switch", "laptop")
    assert (done.returncode, "the stored token “laptop”" in done.stdout) == (0, True)
    assert rows_of_hf() == {"laptop": True, "server": False}
    assert "ada" in hf("whoami").stdout
    unknown = auth("switch", "elsewhere")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "elsewhere" in unknown.stderr
    assert answer_of("switch", "elsewhere")["error"]["kind"] == "token-unknown"


async def test_what_wins_is_said_in_words(hub: AccountHub, monkeypatch: pytest.MonkeyPatch) -> None:
    await store(hub.sign_up("ada", "write"), "laptop")
    monkeypatch.setenv("HF_TOKEN", hub.sign_up("bob", "write"))
    english, japanese = auth("status"), auth("status", language="ja_JP.UTF-8")
    assert (english.returncode, japanese.returncode) == (0, 0)
    assert "HF_TOKEN in the environment wins over the stored token “laptop”." in english.stdout
    assert "Signed in as bob (write)." in english.stdout
    assert "a read token is enough" in english.stdout
    assert "保存されたトークン「laptop」 より 環境変数 HF_TOKEN が優先されます。" in japanese.stdout


def test_status_without_a_token_with_a_bad_one_and_without_the_hub(
    hub: AccountHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (auth("status").returncode, answer_of("status")["check"]["state"]) == (1, "missing")
    assert (auth("list").returncode, answer_of("list")) == (0, {"active_name": None, "stored": []})
    monkeypatch.setenv("HF_TOKEN", new_token())
    assert (auth("status").returncode, answer_of("status")["check"]["state"]) == (1, "invalid")
    hub.broken = 503
    check = answer_of("status")["check"]
    assert (check["state"], check["reason"]) == ("unchecked", "hub-unreachable")
    asked = len(hub.log)
    assert (auth("status", "--offline").returncode, len(hub.log)) == (0, asked)


async def test_access_says_it_in_words_and_by_its_exit_code(
    hub: AccountHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add("org/open").commit({"config.json": b"{}"})
    hub.add("org/gated", gated=True).commit({"config.json": b"{}"})
    fine = auth("access", "org/open")
    assert (fine.returncode, fine.stdout) == (0, "org/open is public: everybody may read it.\n")
    monkeypatch.setenv("HF_TOKEN", hub.sign_up("ada"))
    both = auth("access", "org/open", "org/gated")
    assert both.returncode == 1
    assert f"Ask for it at {hub.url}/org/gated." in both.stdout
    states = [each["state"] for each in answer_of("access", "org/open", "org/gated")["repositories"]]
    assert states == ["public", "not-requested"]


@pytest.mark.parametrize("arguments", [["switch"], ["access"], ["nothing"], ["status", "--unknown"]])
def test_wrong_usage(arguments: list[str]) -> None:
    assert auth(*arguments).returncode == 2


def test_a_python_without_huggingface_hub_is_told(tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare], check=True, timeout=120)
    python = next(each for each in (bare / "bin/python", bare / "Scripts/python.exe") if each.exists())
    answer = auth("status", "--python", str(python), "--json")
    assert answer.returncode == 1
    assert json.loads(answer.stdout)["error"]["kind"] == "missing-package"
