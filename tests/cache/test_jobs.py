"""Verifying, repairing and downloading through a real language server, against a Hub over real HTTP."""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import scan_cache_dir

from hub import Hub
from hub_repository import HubRepo
from language_client import PATIENCE, LanguageClient, language_server

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="making links needs a right of its own")

VERIFY = "transformers/cache/verify"
REPAIR = "transformers/cache/repair"
DOWNLOAD = "transformers/cache/download"
PROGRESS = "transformers/cache/progress"
NAME = "models--org--name"
LARGE = bytes(range(256)) * 2000
FILES = {
    "config.json": b'{"a": 1}',
    "model.safetensors": LARGE,
    "sub/second.safetensors": LARGE[::-1],
    "README.md": b"# Name",
}
UNSAID: dict[str, dict[str, Any]] = {
    DOWNLOAD: {"name": None, "problem": "", "advice": "", "gatedUrl": None, "cancelled": False},
    VERIFY: {"skippedRevisions": 0},
    PROGRESS: {"step": 1, "steps": 1},
}
"""What an answer leaves out when it is this."""
HUGE = 24 << 20
"""Bytes. The library writes ten mebibytes at a time: midway there is something on the disk."""
REASONABLE = 15.0
"""Seconds. The library, listing files, tries again for 23 seconds; and that for each revision."""


@pytest.fixture(autouse=True)
def cache_of_its_own(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(root))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "index"))


@asynccontextmanager
async def a_server(locale: str = "en", **environment: str) -> AsyncIterator[LanguageClient]:
    async with language_server(locale=locale, environment=environment) as client:
        yield client


def wish(root: Path, repo_id: str = "org/name", job: str = "download", **more: Any) -> dict[str, Any]:
    return {"root": str(root), "repoId": repo_id, "job": job, **more}


async def asked(client: LanguageClient, root: Path, repo_id: str, **more: Any) -> dict[str, Any]:
    """What is answered to the wish for a download."""
    return {**UNSAID[DOWNLOAD], **await client.request(DOWNLOAD, wish(root, repo_id, **more))}


async def download(client: LanguageClient, root: Path, repo_id: str = "org/name", **more: Any) -> Path:
    """The snapshot's folder; the tree has been told of it."""
    done = await asked(client, root, repo_id, **more)
    assert done["problem"] == ""
    await listed(client)
    return Path(done["folder"])


async def listed(client: LanguageClient) -> None:
    """The server knows all that is in the cache now."""
    while not (await client.request("transformers/cache/list", {"look": "changes"}))["complete"]:
        pass


async def verified(client: LanguageClient, root: Path, *names: str, job: str = "verify") -> dict[str, Any]:
    targets = [{"root": str(root), "name": name} for name in names or (NAME,)]
    return {**UNSAID[VERIFY], **await client.request(VERIFY, {"targets": targets, "job": job})}


async def repaired(
    client: LanguageClient, faults: list[Any], job: str = "repair", **more: Any
) -> dict[str, Any]:
    return dict(await client.request(REPAIR, {"faults": faults, "job": job, **more}))


def verdicts(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(fault["target"]["file"], fault["kind"]) for fault in found["faults"]]


def states(client: LanguageClient, job: str) -> list[dict[str, Any]]:
    """What was said of how far a job is."""
    return [
        {**UNSAID[PROGRESS], **said}
        for method, said in client.notifications
        if method == PROGRESS and said["job"] == job
    ]


def flip_a_byte(file: Path) -> None:
    blob = file.resolve()
    content = bytearray(blob.read_bytes())
    content[len(content) // 2] ^= 1
    blob.write_bytes(content)


def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


# ------------------------------------------------------------------------------- verifying and repairing


async def test_a_flipped_byte_is_found_and_just_that_file_is_fetched_again(
    hub: Hub, repo: HubRepo, root: Path
) -> None:
    commit = repo.commit(FILES)
    async with a_server() as client:
        snapshot = await download(client, root)
        flip_a_byte(snapshot / "model.safetensors")
        found = await verified(client, root)
        assert verdicts(found) == [("model.safetensors", "mismatch")]
        assert (found["checkedFiles"], found["checkedRevisions"]) == (len(FILES), 1)
        assert found["faults"][0]["target"]["revision"] == commit
        hub.log.clear()
        done = await repaired(client, found["faults"])
        assert hub.fetched() == ["model.safetensors"]
        assert (done["fetchedFiles"], done["fetchedBytes"], done["cancelled"]) == (1, len(LARGE), False)
        assert [outcome["problem"] for outcome in done["outcomes"]] == [""]
        assert (await verified(client, root))["faults"] == []
    assert (snapshot / "model.safetensors").read_bytes() == LARGE
    assert scan_cache_dir(root).warnings == []


async def test_what_was_never_downloaded_is_no_damage_and_no_repair_fetches_it(
    hub: Hub, repo: HubRepo, root: Path
) -> None:
    repo.commit(FILES)
    async with a_server() as client:
        snapshot = await download(client, root, files=["*.json", "model.*"])
        (snapshot / "model.safetensors").resolve().unlink()
        await listed(client)  # For the library the repository is damaged now.
        found = await verified(client, root)
        assert verdicts(found) == [
            ("README.md", "not-fetched"),
            ("model.safetensors", "missing"),
            ("sub/second.safetensors", "not-fetched"),
        ]
        hub.log.clear()
        await repaired(client, found["faults"])
        assert hub.fetched() == ["model.safetensors"]
        assert scan_cache_dir(root).warnings == []

        partly = await verified(client, root)
        assert {kind for _, kind in verdicts(partly)} == {"not-fetched"}
        assert (partly["checkedFiles"], partly["checkedRevisions"]) == (2, 1)
        hub.log.clear()
        done = await repaired(client, partly["faults"], notFetched=True)
        assert sorted(hub.fetched()) == ["README.md", "sub/second.safetensors"]
        assert done["fetchedFiles"] == 2
        assert (await verified(client, root))["faults"] == []
    assert {name: (snapshot / name).read_bytes() for name in FILES} == FILES


async def test_each_revision_is_a_step_that_begins_anew_and_says_what_it_is(hub: Hub, root: Path) -> None:
    names = [f"org/n{number}" for number in range(3)]
    commits = [hub.add(name).commit(FILES) for name in names]
    async with a_server() as client:
        snapshots = [await download(client, root, name) for name in names]
        for snapshot in snapshots:
            flip_a_byte(snapshot / "model.safetensors")
        folders = [f"models--{name.replace('/', '--')}" for name in names]
        found = await verified(client, root, *folders)
        assert found["checkedRevisions"] == 3
        await repaired(client, found["faults"])
        for job in ("verify", "repair"):
            said = states(client, job)
            places = [(state["step"], state["done"]) for state in said]
            assert places == sorted(places), job
            assert {state["steps"] for state in said} == {3}
            for step, (name, commit) in enumerate(zip(names, commits, strict=True), 1):
                here = [state for state in said if state["step"] == step]
                assert {state["label"] for state in here} == {f"{name}@{commit[:7]}"}
                assert here[-1]["done"] == here[-1]["total"] > 0


async def test_only_what_could_be_compared_counts(hub: Hub, repo: HubRepo, root: Path) -> None:
    repo.commit(FILES)
    hub.add("org/other").commit(FILES)
    async with a_server() as client:
        await download(client, root)
        await download(client, root, "org/other")
        del hub.repos["model", "org/name"]
        found = await verified(client, root, NAME, "models--org--other")
    assert (found["checkedRevisions"], found["checkedFiles"]) == (1, len(FILES))
    [problem] = found["problems"]
    assert problem["target"]["name"] == NAME
    assert found["skippedRevisions"] == 0, "what one repository lacks says nothing of the next"


async def test_a_hub_that_does_not_answer_is_told_once_and_soon(hub: Hub, root: Path) -> None:
    names = [f"org/n{number}" for number in range(6)]
    for name in names:
        hub.add(name).commit({"config.json": b"{}"})
    folders = [f"models--{name.replace('/', '--')}" for name in names]
    async with a_server() as client:
        for name in names:
            await download(client, root, name)
    async with a_server("ja", HF_ENDPOINT=f"http://127.0.0.1:{closed_port()}") as client:
        await listed(client)
        begun = time.monotonic()
        found = await verified(client, root, *folders)
        assert time.monotonic() - begun < REASONABLE
        [problem] = found["problems"]
        assert not problem["problem"].isascii()
        assert (found["checkedRevisions"], found["skippedRevisions"]) == (0, len(names) - 1)
        done = await asked(client, root, names[0])
        assert done["problem"]
        assert done["advice"]
        assert done["folder"] is None


async def test_a_token_that_is_refused_is_told_once(hub: Hub, root: Path) -> None:
    names = [f"org/n{number}" for number in range(3)]
    for name in names:
        hub.add(name).commit({"config.json": b"{}"})
    async with a_server() as client:
        for name in names:
            await download(client, root, name)
    async with a_server(HF_TOKEN="hf_notTheTokenOfTheTestHub") as client:
        await listed(client)
        found = await verified(client, root, *[f"models--{name.replace('/', '--')}" for name in names])
    [problem] = found["problems"]
    assert "token" in problem["problem"]
    assert "hf_notTheToken" not in problem["problem"]
    assert (found["checkedRevisions"], found["skippedRevisions"]) == (0, 2)


# ------------------------------------------------------------------------------------------- downloading


async def test_a_download_tells_how_far_it_is_and_where_it_came_to(
    hub: Hub, repo: HubRepo, root: Path
) -> None:
    commit = repo.commit({"model.safetensors": bytes(HUGE), "config.json": b"{}"})
    hub.hold = 20 << 20
    async with a_server() as client:
        _, answer = client.start(DOWNLOAD, wish(root))
        midway = await client.until(lambda method, said: method == PROGRESS and 0 < said["done"] < HUGE)
        assert midway["total"] == HUGE + 2
        hub.hold = 0
        done = {**UNSAID[DOWNLOAD], **await asyncio.wait_for(answer, PATIENCE)}
        assert (done["name"], done["commitHash"], done["problem"]) == (NAME, commit, "")
        assert Path(done["folder"]) == root / NAME / "snapshots" / commit
        amounts = [state["done"] for state in states(client, "download")]
        assert amounts == sorted(amounts)
        assert amounts[-1] == HUGE + 2


async def test_a_cancelled_download_ends_at_once_and_the_next_one_finishes_it(
    hub: Hub, repo: HubRepo, root: Path
) -> None:
    content = bytes(HUGE)
    commit = repo.commit({"a.safetensors": LARGE, "model.safetensors": content})
    hub.hold = 20 << 20
    async with a_server() as client:
        identifier, answer = client.start(DOWNLOAD, wish(root, job="first"))
        await client.until(lambda method, said: method == PROGRESS and said["done"] > len(LARGE))
        client.notify("$/cancelRequest", {"id": identifier})
        stopped = {**UNSAID[DOWNLOAD], **await asyncio.wait_for(answer, PATIENCE)}
        assert (stopped["cancelled"], stopped["folder"], stopped["problem"]) == (True, None, "")
        assert list((root / NAME / "blobs").glob("*.incomplete"))

        hub.hold = 0
        hub.log.clear()
        snapshot = await download(client, root, job="second")
        assert "a.safetensors" not in hub.fetched(), "what was finished is not fetched again"
        assert snapshot == root / NAME / "snapshots" / commit
        assert (await verified(client, root))["faults"] == []
    assert (snapshot / "model.safetensors").read_bytes() == content
    assert not list((root / NAME / "blobs").glob("*.incomplete"))


@pytest.mark.parametrize("locale", ["en", "ja"])
async def test_a_gated_repository_says_where_to_ask(hub: Hub, root: Path, locale: str) -> None:
    hub.add("org/gated", gated=True).commit(FILES)
    async with a_server(locale) as client:
        done = await asked(client, root, "org/gated")
    assert done["gatedUrl"] == f"{hub.url}/org/gated"
    assert "org/gated" in done["problem"]
    assert done["gatedUrl"] in done["advice"]
    assert done["problem"].isascii() == (locale == "en")
    assert (done["folder"], done["name"], done["cancelled"]) == (None, None, False)


async def test_a_missing_repository_is_no_gated_one(hub: Hub, root: Path) -> None:
    async with a_server() as client:
        done = await asked(client, root, "org/nothing")
    assert done["problem"].startswith("The Hub does not have this:")
    assert done["advice"]
    assert done["gatedUrl"] is None
