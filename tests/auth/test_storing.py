"""Storing, switching and signing out, beside the real ``hf``; whatever fails, no stored token is lost."""

from __future__ import annotations

import shutil
import stat
import sys
from pathlib import Path

import pytest

from account_hub import AccountHub, new_token
from accounts import SECONDS, ask, hf, reason_of, sign_in_by_library
from agents import DEADLINE, obedient, refused, running, wrapped


def stored_text(home: Path) -> str:
    return (home / "stored_tokens").read_text(encoding="utf-8")


async def test_a_damaged_list_is_a_finding_and_is_not_overwritten(hub: AccountHub, home: Path) -> None:
    home.mkdir()
    bare = new_token()
    (home / "stored_tokens").write_text(f"{bare}\n", encoding="utf-8")
    found = await ask("status", False)
    assert "store-damaged" in [each["kind"] for each in found["findings"]]
    assert bare not in str(found)
    assert await reason_of("store", secret=hub.sign_up("ada")) == "token-store-damaged"
    assert await reason_of("switch", name="laptop") == "token-store-damaged"
    assert stored_text(home) == f"{bare}\n"
    assert not (home / "token").exists()
    (home / "token").write_text(bare, encoding="utf-8")
    await ask("sign_out", name=None)
    assert not list(home.glob("*token*"))


async def test_what_is_stored_here_hf_knows_and_the_other_way_round(hub: AccountHub, home: Path) -> None:
    first, second = hub.sign_up("ada"), hub.sign_up("bob", display_name="server")
    done = await ask("store", secret=f"{first}\n")
    assert (done["name"], done["state"], done["account"]["account"]) == ("laptop", "valid", "ada")
    sign_in_by_library(second)
    found = await ask("list", False)
    assert found["active_name"] == "server"
    assert [(each["name"], each["is_active"]) for each in found["stored"]] == [
        ("laptop", False),
        ("server", True),
    ]
    await ask("switch", name="laptop")
    assert "ada" in hf("whoami").stdout
    listed = hf("list").stdout
    assert "laptop" in listed
    assert "server" in listed
    assert (await ask("sign_out", name="server"))["status"]["active_name"] == "laptop"
    assert "server" not in hf("list").stdout
    await ask("sign_out", name=None)
    assert not (home / "token").exists()
    assert not (home / "stored_tokens").exists()


async def test_signing_out_of_one_of_two(hub: AccountHub, monkeypatch: pytest.MonkeyPatch) -> None:
    await ask("store", secret=hub.sign_up("ada"))
    await ask("store", secret=hub.sign_up("bob", display_name="server"))
    monkeypatch.setenv("HF_TOKEN", new_token())
    left = (await ask("sign_out", name="server"))["status"]
    assert [each["name"] for each in left["stored"]] == ["laptop"]
    assert left["token"]["source"]["name"] == "HF_TOKEN"
    assert await reason_of("sign_out", name="server") == "token-unknown"
    assert await reason_of("switch", name="server") == "token-unknown"


@pytest.mark.skipif(sys.platform == "win32", reason="modes of files are not Windows'")
async def test_stored_tokens_are_for_their_owner_alone(hub: AccountHub, home: Path) -> None:
    await ask("store", secret=hub.sign_up("ada"))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.iterdir() if path.is_file()}
    assert modes == {"token": 0o600, "stored_tokens": 0o600}
    assert (await ask("status", False))["findings"] == []


async def test_a_name_of_one_s_own_and_one_that_cannot_be(hub: AccountHub) -> None:
    token = hub.sign_up("ada")
    assert (await ask("store", secret=token, name="学校 100%"))["name"] == "学校 100%"
    assert (await ask("list", False))["active_name"] == "学校 100%"
    for name in ("DEFAULT", "two\nlines", " "):
        assert await reason_of("store", secret=token, name=name) == "token-name-invalid"


@pytest.mark.parametrize("secret", ["", "  \n", "hf_ two words", "hf_日本語"])
async def test_what_is_no_token_is_not_stored(hub: AccountHub, home: Path, secret: str) -> None:
    assert await reason_of("store", secret=secret) == "token-malformed"
    assert not (home / "token").exists()


async def test_a_refused_token_is_not_stored(hub: AccountHub, home: Path) -> None:
    assert await reason_of("store", secret=new_token()) == "token-invalid"
    assert await reason_of("store", secret="api_org_" + new_token()) == "token-invalid"
    assert not (home / "token").exists()


async def test_without_the_hub_a_token_is_kept_unchecked(
    hub: AccountHub, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = new_token(), new_token()
    hub.silent = True
    done = await ask("store", secret=first, seconds=SECONDS)
    assert (done["state"], done["name"], done["account"]) == ("unchecked", "unchecked", None)
    assert done["because"]["reason"] == "hub-timeout"
    hub.silent, hub.raw = False, b"<html>"
    assert (await ask("store", secret=second))["name"] == "unchecked-2"
    assert len((await ask("list", False))["stored"]) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="a read-only folder can be written to on Windows")
async def test_a_read_only_home_loses_nothing(hub: AccountHub, home: Path, tmp_path: Path) -> None:
    await ask("store", secret=hub.sign_up("ada"))
    await ask("store", secret=hub.sign_up("bob", display_name="server"))
    before = {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()}
    home.chmod(0o500)
    interpreter = obedient(tmp_path)
    try:
        for method, params in (
            ("switch", {"name": "laptop"}),
            ("sign_out", {"name": "laptop"}),
            ("sign_out", {"name": None}),
            ("store", {"secret": hub.sign_up("eve", display_name="new")}),
        ):
            assert await reason_of(method, interpreter, **params) == "token-store-read-only"
    finally:
        home.chmod(0o700)
    assert {path.name: path.read_bytes() for path in home.iterdir() if path.is_file()} == before


@pytest.mark.parametrize(("free", "name"), [(0, "new"), (8192, "n" * 5000)])
async def test_a_full_disk_loses_nothing(
    hub: AccountHub, home: Path, tmp_path: Path, free: int, name: str
) -> None:
    """Full from the start, and full in the middle: then the library has emptied its file already."""
    await ask("store", secret=hub.sign_up("ada"))
    await ask("store", secret=hub.sign_up("bob", display_name="server"))
    seed = shutil.copytree(home, tmp_path / "seed")
    disk = (
        f'mount -t tmpfs -o size=64k tmpfs "{home}" && cp -a "{seed}"/. "{home}" && '
        f'{{ dd if=/dev/zero of="{home}/filler" bs=4096 2>/dev/null; true; }} && '
        f'truncate -s -{free} "{home}/filler" && '
        'exec "$0" "$@"'
    )
    interpreter = wrapped(tmp_path, f"exec unshare -rm sh -c '{disk}'")
    if interpreter is None:
        pytest.skip("no small disk can be mounted here")
    async with running(online=True, interpreter=interpreter) as agent:
        params = {"secret": hub.sign_up("eve"), "name": name}
        assert (await refused(agent, "auth.store", params)).reason == "token-store-full"
        found = await agent.ask("auth.list", {}, DEADLINE)
    assert found["active_name"] == "server"
    assert [each["name"] for each in found["stored"]] == ["laptop", "server"]


async def test_a_write_that_was_killed_is_made_good_by_the_next(hub: AccountHub, home: Path) -> None:
    await ask("store", secret=hub.sign_up("ada"))
    (home / "stored_tokens").rename(home / "stored_tokens.kept")
    (home / "stored_tokens").touch()
    await ask("store", secret=hub.sign_up("bob", display_name="server"))
    assert [each["name"] for each in (await ask("list", False))["stored"]] == ["laptop", "server"]
    assert not (home / "stored_tokens.kept").exists()
