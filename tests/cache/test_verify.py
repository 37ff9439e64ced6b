"""Verification finds what differs from the Hub, and a repair fetches that and nothing else."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import scan_cache_dir

from agents import DEADLINE, Followed, has_shared_store, refused, running
from caches import add_repo
from hub import Hub
from hub_repository import HubRepo
from transformers_workbench.agent_client import Agent, Progress

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="making links needs a right of its own")

NAME = "models--org--name"
LARGE = bytes(range(256)) * 2000
FILES = {
    "config.json": b'{"a": 1}',
    "model.safetensors": LARGE,
    "sub/second.safetensors": LARGE[::-1],
    "README.md": b"# Name",
}


async def download(agent: Agent, root: Path, **options: Any) -> Path:
    """The snapshot's folder, after the log was cleared."""
    request = {"root": str(root), "repo_id": "org/name", "repo_type": "model", "revision": None}
    done = await agent.ask("cache.download", {**request, "patterns": None, **options}, DEADLINE)
    return Path(done["folder"])


async def verify(agent: Agent, root: Path, commit: str, **options: Any) -> dict[str, Any]:
    request = {"root": str(root), "name": NAME, "revision": commit}
    return await agent.ask("cache.verify", request, DEADLINE, **options)


async def repair(agent: Agent, root: Path, commit: str, *files: str, **options: Any) -> dict[str, Any]:
    request = {"root": str(root), "name": NAME, "revision": commit, "files": list(files)}
    return await agent.ask("cache.repair", request, DEADLINE, **options)


def verdicts(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(fault["file"], fault["kind"], fault["cause"]) for fault in found["faults"]]


def flip_a_byte(file: Path) -> None:
    """Of the content that a snapshot's file leads to."""
    blob = file.resolve()
    content = bytearray(blob.read_bytes())
    content[len(content) // 2] ^= 1
    blob.write_bytes(content)


async def test_a_whole_revision_has_no_faults(root: Path, repo: HubRepo) -> None:
    commit = repo.commit(FILES)
    async with running(online=True) as agent:
        await download(agent, root)
        assert await verify(agent, root, commit) == {"checked": 4, "faults": []}


@pytest.mark.parametrize("bad", ["model.safetensors", "config.json"])
async def test_a_flipped_byte_is_found_and_just_that_file_is_fetched_again(
    root: Path, hub: Hub, repo: HubRepo, bad: str
) -> None:
    commit = repo.commit(FILES)
    async with running(online=True) as agent:
        snapshot = await download(agent, root)
        flip_a_byte(snapshot / bad)
        before = {name: (snapshot / name).stat() for name in FILES if name != bad}

        found = await verify(agent, root, commit)
        assert verdicts(found) == [(bad, "mismatch", "content")]
        assert repo.commits[commit][bad].etag in found["faults"][0]["detail"]

        hub.log.clear()
        done = await repair(agent, root, commit, bad)
        assert hub.fetched() == [bad]
        assert not any(name in line for line in hub.log for name in before), "not even asked for"
        size = len(FILES[bad])
        assert done["outcomes"] == [{"file": bad, "bytes": size, "reason": "", "problem": ""}]
        assert (done["fetched_files"], done["fetched_bytes"]) == (1, size)

        assert {name: (snapshot / name).read_bytes() for name in FILES} == FILES
        after = {name: (snapshot / name).stat() for name in before}
        for name, facts in before.items():
            assert (after[name].st_ino, after[name].st_mtime_ns) == (facts.st_ino, facts.st_mtime_ns)
        assert (await verify(agent, root, commit))["faults"] == []
    assert scan_cache_dir(root).warnings == []


async def test_a_lost_blob_is_told_apart_from_a_file_that_was_never_fetched(
    root: Path, hub: Hub, repo: HubRepo
) -> None:
    commit = repo.commit(FILES)
    async with running(online=True) as agent:
        snapshot = await download(agent, root, patterns=["*.json", "model.*"])
        (snapshot / "model.safetensors").resolve().unlink()
        found = await verify(agent, root, commit)
        assert found["checked"] == 1
        assert verdicts(found) == [
            ("README.md", "missing", "not-fetched"),
            ("model.safetensors", "missing", "broken-link"),
            ("sub/second.safetensors", "missing", "not-fetched"),
        ]
        hub.log.clear()
        await repair(agent, root, commit, "model.safetensors")
        assert hub.fetched() == ["model.safetensors"]
    assert (snapshot / "model.safetensors").read_bytes() == LARGE


async def test_a_file_that_the_hub_does_not_have_is_told(root: Path, repo: HubRepo) -> None:
    commit = repo.commit(FILES)
    async with running(online=True) as agent:
        snapshot = await download(agent, root)
        (snapshot / "mine.txt").write_text("mine", encoding="utf-8")
        assert verdicts(await verify(agent, root, commit)) == [("mine.txt", "extra", "not-on-hub")]
        done = await repair(agent, root, commit, "mine.txt", "config.json")
        assert [(outcome["file"], outcome["reason"]) for outcome in done["outcomes"]] == [
            ("mine.txt", "hub-missing"),
            ("config.json", ""),
        ]
        assert done["fetched_files"] == 1
    assert (snapshot / "mine.txt").read_text(encoding="utf-8") == "mine"


async def test_a_blob_of_two_revisions_is_right_in_both_after_one_repair(
    root: Path, hub: Hub, repo: HubRepo
) -> None:
    old, new = repo.commit(FILES, "old"), repo.commit({**FILES, "config.json": b"{}"})
    async with running(online=True) as agent:
        snapshot = await download(agent, root)
        await download(agent, root, revision="old")
        flip_a_byte(snapshot / "model.safetensors")
        for commit in (old, new):
            assert verdicts(await verify(agent, root, commit)) == [
                ("model.safetensors", "mismatch", "content")
            ]
        await repair(agent, root, new, "model.safetensors")
        for commit in (old, new):
            assert (await verify(agent, root, commit))["faults"] == []


async def test_a_bad_blob_of_the_shared_store_is_found_in_each_repository_and_never_written_through(
    root: Path, hub: Hub, repo: HubRepo
) -> None:
    if not has_shared_store():
        pytest.skip("this huggingface_hub has no shared store")
    names = {NAME: repo, "models--org--other": hub.add("org/other")}
    commits = {name: each.commit({"model.safetensors": LARGE}) for name, each in names.items()}
    for name, commit in commits.items():
        stored = add_repo(root, name).add_shared_file(commit, "model.safetensors", LARGE)
    flip_a_byte(stored)
    bad = stored.read_bytes()
    async with running(online=True) as agent:
        for name, commit in commits.items():
            request = {"root": str(root), "name": name, "revision": commit}
            found = await agent.ask("cache.verify", request, DEADLINE)
            assert verdicts(found) == [("model.safetensors", "mismatch", "content")]
            repairing = {**request, "files": ["model.safetensors"]}
            assert (await agent.ask("cache.repair", repairing, DEADLINE))["fetched_files"] == 1
            assert (await agent.ask("cache.verify", request, DEADLINE))["faults"] == []
    # What came over plain HTTP is the repository's own: the library publishes only what came through Xet.
    assert stored.read_bytes() == bad
    assert scan_cache_dir(root).warnings == []


async def test_a_link_to_the_wrong_blob_is_set_right(root: Path, hub: Hub, repo: HubRepo) -> None:
    commit = repo.commit(FILES)
    async with running(online=True) as agent:
        snapshot = await download(agent, root)
        pointer = snapshot / "model.safetensors"
        pointer.unlink()
        pointer.symlink_to(os.path.relpath((snapshot / "config.json").resolve(), snapshot))
        assert verdicts(await verify(agent, root, commit)) == [("model.safetensors", "mismatch", "content")]
        await repair(agent, root, commit, "model.safetensors")
        assert (await verify(agent, root, commit))["faults"] == []
    assert (snapshot / "config.json").read_bytes() == FILES["config.json"]


async def test_a_large_file_is_not_read_in_silence(root: Path, repo: HubRepo) -> None:
    size = 200 << 20
    commit = repo.commit({"model.safetensors": bytes(size), "config.json": b"{}"})
    followed = Followed()
    async with running(online=True) as agent:
        await download(agent, root)
        await verify(agent, root, commit, progress=followed)
    done = [state.done for state in followed.states]
    assert done == sorted(done)
    assert done[-1] == size + 2
    assert any(0 < each < size for each in done)
    assert {(state.total, state.unit) for state in followed.states} == {(size + 2, "bytes")}
    assert "model.safetensors" in {state.label for state in followed.states}


async def test_a_repair_tells_how_far_it_is(root: Path, hub: Hub, repo: HubRepo) -> None:
    size = 24 << 20  # The library writes ten mebibytes at a time.
    commit = repo.commit({"model.safetensors": bytes(size), "config.json": b"{}"})
    done: list[int] = []

    def follow(progress: Progress) -> None:
        done.append(progress.done)
        if progress.done:
            hub.hold = 0

    async with running(online=True) as agent:
        await download(agent, root)
        hub.hold = 20 << 20
        await repair(agent, root, commit, "model.safetensors", "config.json", progress=follow)
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, size + 2)
    assert any(0 < each < size for each in done)


async def test_why_it_cannot_be_verified(root: Path, hub: Hub, repo: HubRepo) -> None:
    commit = repo.commit(FILES)
    request = {"root": str(root), "name": NAME, "revision": commit}
    async with running(online=True) as agent:
        await download(agent, root)
        gone = {**request, "revision": "f" * 40}
        assert (await refused(agent, "cache.verify", gone)).reason == "repository-missing"
        hub.broken = 501
        assert (await refused(agent, "cache.verify", request)).reason == "hub-unreachable"
        repairing = {**request, "files": ["config.json"]}
        assert (await refused(agent, "cache.repair", repairing)).reason == "hub-unreachable"
        hub.broken = 0
        hub.repos.clear()
        assert (await refused(agent, "cache.verify", request)).reason == "hub-missing"
    async with running() as agent:
        assert (await refused(agent, "cache.verify", request)).reason == "hub-unreachable"


@pytest.mark.parametrize("file", ["../../../../outside", "/etc/passwd", ""])
async def test_a_file_outside_of_the_revision_is_never_fetched(
    root: Path, hub: Hub, repo: HubRepo, file: str
) -> None:
    commit = repo.commit(FILES)
    async with running(online=True) as agent:
        await download(agent, root)
        hub.log.clear()
        request = {"root": str(root), "name": NAME, "revision": commit, "files": [file]}
        assert (await refused(agent, "cache.repair", request)).reason == "cache-foreign"
    assert hub.log == []
