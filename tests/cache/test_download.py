"""Downloading: what comes, how far it is, what is left when it is stopped, and why it did not come."""

from __future__ import annotations

import asyncio
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from huggingface_hub import scan_cache_dir

from agents import DEADLINE, PYTHON, Followed, obedient, refused, running, use_hub, wrapped
from hub import Hub
from hub_repository import HubRepo
from transformers_workbench.agent_client import Agent, Progress
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lane import Lane

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="making links needs a right of its own")

MEBIBYTE = 1 << 20
FILES = {
    "config.json": b'{"a": 1}',
    "a.safetensors": b"a" * (3 * MEBIBYTE),
    "sub/b.safetensors": b"b" * (24 * MEBIBYTE),
}
TOTAL = sum(map(len, FILES.values()))


def request(root: Path, **options: Any) -> dict[str, Any]:
    defaults = {"repo_id": "org/name", "repo_type": "model", "revision": None, "patterns": None}
    return {"root": str(root), **defaults, **options}


async def download(agent: Agent, root: Path, **options: Any) -> dict[str, Any]:
    return await agent.ask("cache.download", request(root, **options), DEADLINE)


async def test_a_repository_comes_as_the_library_would_lay_it_out(
    root: Path, hub: Hub, repo: HubRepo
) -> None:
    commit = repo.commit(FILES)
    async with running(online=True) as agent:
        done = await download(agent, root)
    snapshot = Path(done["folder"])
    assert done["commit_hash"] == commit
    assert root / done["name"] == snapshot.parents[1]
    assert snapshot == root / "models--org--name" / "snapshots" / commit
    assert {name: (snapshot / name).read_bytes() for name in FILES} == FILES
    assert (root / "models--org--name/refs/main").read_text(encoding="ascii") == commit
    assert sorted(hub.fetched()) == sorted(FILES)
    found = scan_cache_dir(root)
    assert (found.warnings, found.size_on_disk) == ([], TOTAL)


async def test_patterns_and_a_revision_choose_what_comes(root: Path, hub: Hub) -> None:
    data = hub.add("org/data", "dataset")
    old = data.commit({"train.parquet": b"old", "README.md": b"#"}, "v1")
    data.commit({"train.parquet": b"new"})
    async with running(online=True) as agent:
        options = {"repo_id": "org/data", "repo_type": "dataset", "revision": "v1"}
        done = await download(agent, root, **options, patterns=["*.parquet"])
        assert done["commit_hash"] == old
        assert [path.name for path in Path(done["folder"]).iterdir()] == ["train.parquet"]
        assert hub.fetched() == ["train.parquet"]
        error = await refused(agent, "cache.download", request(root, **options, patterns=["*.bin"]))
    assert error.reason == "hub-missing"
    assert "*.bin" in str(error.values["message"])


async def test_progress_is_in_bytes_of_the_whole_job(root: Path, hub: Hub, repo: HubRepo) -> None:
    repo.commit(FILES)
    states: list[Progress] = []

    def follow(progress: Progress) -> None:
        states.append(progress)
        if progress.done >= 13 * MEBIBYTE:
            hub.hold = 0

    hub.hold = 20 * MEBIBYTE
    async with running(online=True) as agent:
        await agent.ask("cache.download", request(root), DEADLINE, progress=follow)
    done = [state.done for state in states]
    assert done == sorted(done)
    assert done[-1] == TOTAL
    assert any(13 * MEBIBYTE <= each < TOTAL for each in done), "also within a file"
    assert {(state.total, state.unit) for state in states} == {(TOTAL, "bytes")}


async def test_a_killed_download_is_gone_on_with(root: Path, hub: Hub, repo: HubRepo) -> None:
    repo.commit(FILES)
    hub.hold = 20 * MEBIBYTE
    reached = asyncio.Event()

    def follow(progress: Progress) -> None:
        if progress.done >= 13 * MEBIBYTE:
            reached.set()

    lane = Lane("cache", PYTHON, online=True)
    try:
        running_job = asyncio.ensure_future(
            lane.request("cache.download", request(root), deadline=DEADLINE, progress=follow)
        )
        await asyncio.wait_for(reached.wait(), DEADLINE)
        await lane.abort()
        with pytest.raises(WorkbenchError) as caught:
            await running_job
        assert caught.value.reason == "cancelled"
        assert scan_cache_dir(root).warnings == []

        hub.hold = 0
        hub.log.clear()
        followed = Followed()
        done = await lane.request("cache.download", request(root), deadline=DEADLINE, progress=followed)
    finally:
        await lane.close()
    assert hub.fetched() == ["sub/b.safetensors"], "what was finished is not fetched again"
    assert followed.states[0].done >= 3 * MEBIBYTE
    assert followed.states[-1].done == TOTAL
    snapshot = Path(done["folder"])
    assert {name: (snapshot / name).read_bytes() for name in FILES} == FILES
    assert list((root / "models--org--name/blobs").glob("*.incomplete")) == [], "nothing is left lying"


async def test_what_another_download_is_writing_stays(root: Path, hub: Hub, repo: HubRepo) -> None:
    commit = repo.commit(FILES)
    etag = repo.commits[commit]["config.json"].etag
    async with running(online=True) as agent:
        done = await download(agent, root)
        for name in (f"{etag}.0123abcd.incomplete", f"{'e' * 40}.0123abcd.incomplete"):
            (root / "models--org--name/blobs" / name).write_bytes(b"part")
        lock = root / ".locks/models--org--name" / f"{etag}.lock"
        with FileLock(lock):
            await download(agent, root)
            assert len(list((root / "models--org--name/blobs").glob("*.incomplete"))) == 2
        await download(agent, root)
        [left] = (root / "models--org--name/blobs").glob("*.incomplete")
        assert left.name.startswith("eeee"), "its blob is not there: somebody may still bring it"
    assert Path(done["folder"]).is_dir()


async def test_a_connection_that_breaks_is_no_harm(root: Path, hub: Hub, repo: HubRepo) -> None:
    repo.commit(FILES)
    hub.cut = 16 * MEBIBYTE
    async with running(online=True) as agent:
        try:
            done = await download(agent, root)
        except WorkbenchError as error:  # Older versions do not try again by themselves.
            assert error.reason == "hub-unreachable"
            done = await download(agent, root)
    assert (Path(done["folder"]) / "sub/b.safetensors").read_bytes() == FILES["sub/b.safetensors"]
    assert any(line.startswith("GET") and "bytes=" in line for line in hub.log)


# -------------------------------------------------------------------------------------- why it did not come


async def test_a_gated_repository_says_where_access_is_asked_for(root: Path, hub: Hub) -> None:
    hub.add("org/gated", gated=True).commit(FILES)
    hub.add("org/data", "dataset", gated=True).commit(FILES)
    async with running(online=True) as agent:
        error = await refused(agent, "cache.download", request(root, repo_id="org/gated"))
        assert (error.reason, error.values["repository"]) == ("hub-gated", "org/gated")
        assert error.values["url"] == f"{hub.url}/org/gated"
        data = request(root, repo_id="org/data", repo_type="dataset")
        error = await refused(agent, "cache.download", data)
        assert error.values["url"] == f"{hub.url}/datasets/org/data"


async def test_a_gated_repository_refuses_a_token_without_access(
    root: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add("org/gated", gated=True).commit(FILES)
    monkeypatch.setenv("HF_TOKEN", hub.token)
    async with running(online=True) as agent:
        error = await refused(agent, "cache.download", request(root, repo_id="org/gated"))
    assert error.reason == "hub-gated"


@pytest.mark.parametrize(
    "missing", [{"repo_id": "org/none"}, {"revision": "none"}, {"repo_type": "dataset"}, {"repo_id": "a b"}]
)
async def test_what_the_hub_does_not_have(
    root: Path, hub: Hub, repo: HubRepo, missing: dict[str, str]
) -> None:
    repo.commit(FILES)
    async with running(online=True) as agent:
        error = await refused(agent, "cache.download", request(root, **missing))
    assert error.reason == "hub-missing"


async def test_a_private_repository_needs_a_token(
    root: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add("org/private", private=True).commit({"config.json": b"{}"})
    private = request(root, repo_id="org/private")
    async with running(online=True) as agent:
        assert (await refused(agent, "cache.download", private)).reason == "hub-missing"
    monkeypatch.setenv("HF_TOKEN", hub.token)
    async with running(online=True) as agent:
        assert (await download(agent, root, repo_id="org/private"))["folder"]


async def test_a_bad_token_is_said_to_be_bad_and_never_told(
    root: Path,
    hub: Hub,
    repo: HubRepo,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    repo.commit(FILES)
    token = "hf_aTokenThatIsNotGoodAnyMore"
    monkeypatch.setenv("HF_TOKEN", token)
    caplog.set_level("INFO")
    async with running(online=True) as agent:
        error = await refused(agent, "cache.download", request(root))
    assert error.reason == "hub-token"
    assert token not in f"{error.values} {caplog.text}"


async def test_nobody_answers(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        use_hub(monkeypatch, f"http://127.0.0.1:{unused.getsockname()[1]}", tmp_path / "home")
        async with running(online=True) as agent:
            error = await refused(agent, "cache.download", request(root))
    assert error.reason == "hub-unreachable"


async def test_the_hub_is_out_of_order(root: Path, hub: Hub, repo: HubRepo) -> None:
    repo.commit(FILES)
    hub.broken = 500
    async with running(online=True) as agent:
        assert (await refused(agent, "cache.download", request(root))).reason == "hub-unreachable"


async def test_an_agent_that_may_not_reach_the_network_does_not(root: Path, hub: Hub, repo: HubRepo) -> None:
    repo.commit(FILES)
    async with running() as agent:
        assert (await refused(agent, "cache.download", request(root))).reason == "hub-unreachable"
    assert hub.log == []


async def test_the_user_s_own_offline_mode_holds(
    root: Path, hub: Hub, repo: HubRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit(FILES)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    async with running(online=True) as agent:
        assert (await refused(agent, "cache.download", request(root))).reason == "hub-unreachable"
    assert hub.log == []


async def test_the_disk_is_full(root: Path, tmp_path: Path, hub: Hub, repo: HubRepo) -> None:
    repo.commit(FILES)
    root.mkdir()
    small = f'mount -t tmpfs -o size=8m tmpfs "{root}" && exec "$0" "$@"'
    interpreter = wrapped(tmp_path, f"exec unshare -rm sh -c '{small}'")
    if interpreter is None:
        pytest.skip("no small disk can be mounted here")
    async with running(online=True, interpreter=interpreter) as agent:
        error = await refused(agent, "cache.download", request(root))
    assert error.reason == "disk-full"


async def test_the_cache_cannot_be_written(root: Path, tmp_path: Path, hub: Hub, repo: HubRepo) -> None:
    repo.commit(FILES)
    root.mkdir()
    interpreter = obedient(tmp_path)
    root.chmod(0o500)
    try:
        async with running(online=True, interpreter=interpreter) as agent:
            error = await refused(agent, "cache.download", request(root))
    finally:
        root.chmod(0o700)
    assert error.reason == "cache-read-only"
    assert list(root.iterdir()) == []


@pytest.mark.parametrize("root_given", ["/", "~", "relative", ""])
async def test_a_folder_that_must_not_become_a_cache(hub: Hub, repo: HubRepo, root_given: str) -> None:
    repo.commit(FILES)
    async with running(online=True) as agent:
        options = {**request(Path("/")), "root": root_given}
        assert (await refused(agent, "cache.download", options)).reason == "cache-foreign"
    assert hub.log == []
