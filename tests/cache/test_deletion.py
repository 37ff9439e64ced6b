"""Deleting frees what was promised, nothing else is lost, and nothing outside of the cache is touched."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import scan_cache_dir

from agents import DEADLINE, has_shared_store, obedient, refused, running
from caches import CachedRepo, add_repo, add_to_shared_store, content_size, everything_in
from transformers_workbench.agent_client import Agent

links_needed = pytest.mark.skipif(sys.platform == "win32", reason="making links needs a right of its own")
pytestmark = links_needed

Targets = list[dict[str, str | None]]


def target(name: str, revision: str | None = None, file: str | None = None) -> dict[str, str | None]:
    return {"name": name, "revision": revision, "file": file}


async def plan(agent: Agent, root: Path, *targets: dict[str, str | None]) -> dict[str, Any]:
    return await agent.ask("cache.plan", {"root": str(root), "targets": list(targets)}, DEADLINE)


async def delete(agent: Agent, root: Path, what: dict[str, str | None]) -> dict[str, Any]:
    return await agent.ask("cache.delete", {"root": str(root), "target": what}, DEADLINE)


def warnings_of(root: Path) -> list[str]:
    return [str(warning) for warning in scan_cache_dir(root).warnings]


def two_revisions(root: Path, name: str = "models--org--name") -> tuple[CachedRepo, str, str]:
    """``config.json`` is the same in both, ``model.bin`` is not."""
    repo = add_repo(root, name)
    old = repo.add_revision("old", {"config.json": b"{}", "sub/model.bin": b"o" * 1000}, ["v1"])
    new = repo.add_revision(
        "new", {"config.json": b"{}", "sub/model.bin": b"n" * 2000}, ["main", "refs/pr/1"]
    )
    return repo, old, new


async def test_a_revision_goes_with_what_only_it_uses(tmp_path: Path) -> None:
    repo, old, new = two_revisions(tmp_path)
    before = content_size(tmp_path)
    async with running() as agent:
        planned = await plan(agent, tmp_path, target(repo.name, new))
        [item] = planned["items"]
        assert (item["size"], planned["freed"]) == (2000, 2000)
        assert item["refs"] == ["main", "refs/pr/1"]
        assert planned["paths"] == [str(repo.blob(b"n" * 2000))]
        assert content_size(tmp_path) == before, "a plan deletes nothing"
        done = await delete(agent, tmp_path, target(repo.name, new))
    assert (done["freed"], done["gone"]) == (2000, False)
    assert before - content_size(tmp_path) == 2000
    assert warnings_of(tmp_path) == []
    assert (repo.snapshot(old) / "sub/model.bin").read_bytes() == b"o" * 1000
    assert sorted(path.name for path in (repo.folder / "refs").rglob("*") if path.is_file()) == ["v1"]


async def test_a_repository_goes_with_its_unfinished_downloads(tmp_path: Path) -> None:
    repo, _, _ = two_revisions(tmp_path)
    other, _, _ = two_revisions(tmp_path, "datasets--org--name")
    repo.add_incomplete("abc", 500)
    untouched = everything_in(other.folder)
    async with running() as agent:
        assert (await plan(agent, tmp_path, target(repo.name)))["freed"] == 3502
        assert (await delete(agent, tmp_path, target(repo.name)))["freed"] == 3502
    assert not repo.folder.exists()
    assert everything_in(other.folder) == untouched


async def test_an_unfinished_download_goes_alone(tmp_path: Path) -> None:
    repo, _, _ = two_revisions(tmp_path)
    unfinished = repo.add_incomplete("abc.12345678", 500)
    async with running() as agent:
        done = await delete(agent, tmp_path, target(repo.name, file=unfinished.name))
    assert done["freed"] == 500
    assert not unfinished.exists()
    assert warnings_of(tmp_path) == []


async def test_a_file_goes_and_its_blob_only_with_the_last_file_that_uses_it(tmp_path: Path) -> None:
    repo, old, new = two_revisions(tmp_path)
    async with running() as agent:
        assert (await delete(agent, tmp_path, target(repo.name, old, "config.json")))["freed"] == 0
        assert (repo.snapshot(new) / "config.json").read_bytes() == b"{}"
        assert (await delete(agent, tmp_path, target(repo.name, new, "config.json")))["freed"] == 2
        assert (await delete(agent, tmp_path, target(repo.name, new, "sub/model.bin")))["freed"] == 2000
    assert warnings_of(tmp_path) == []
    assert (repo.snapshot(old) / "sub/model.bin").exists()


async def test_targets_that_overlap_are_one(tmp_path: Path) -> None:
    repo, old, new = two_revisions(tmp_path)
    async with running() as agent:
        twice = await plan(agent, tmp_path, target(repo.name, old), target(repo.name, old))
        assert [item["target"]["revision"] for item in twice["items"]] == [old]
        within = await plan(
            agent, tmp_path, target(repo.name, old, "config.json"), target(repo.name, new), target(repo.name)
        )
        assert [item["kind"] for item in within["items"]] == ["repo"]
        assert within["freed"] == 3002
        all_revisions = await plan(agent, tmp_path, target(repo.name, old), target(repo.name, new))
        assert [item["size"] for item in all_revisions["items"]] == [1000, 2000]
        assert all_revisions["freed"] == 3002, "together they free what they share"


async def test_a_damaged_repository_can_go_whole_only(tmp_path: Path) -> None:
    repo, old, _ = two_revisions(tmp_path)
    repo.blob(b"{}").unlink()
    async with running() as agent:
        planned = await plan(agent, tmp_path, target(repo.name, old))
        assert planned["items"] == []
        [problem] = planned["problems"]
        assert (problem["label"], problem["reason"]) == (f"org/name @ {old[:8]}", "cache-damaged")
        assert "Blob missing" in problem["message"]
        error = await refused(
            agent, "cache.delete", {"root": str(tmp_path), "target": target(repo.name, old)}
        )
        assert error.reason == "cache-not-deleted"
        assert "Blob missing" in str(error.values["message"])
        assert (await plan(agent, tmp_path, target(repo.name)))["freed"] == 3000
        assert (await delete(agent, tmp_path, target(repo.name)))["freed"] == 3000
    assert not repo.folder.exists()


async def test_what_is_gone_already_is_no_failure(tmp_path: Path) -> None:
    repo, old, _ = two_revisions(tmp_path)
    missing = [
        target("models--no--such"),
        target(repo.name, "f" * 40),
        target(repo.name, old, "no/such.file"),
        target(repo.name, file="no.incomplete"),
    ]
    untouched = everything_in(tmp_path)
    async with running() as agent:
        for each in missing:
            done = await delete(agent, tmp_path, each)
            assert (done["freed"], done["gone"]) == (0, True)
        planned = await plan(agent, tmp_path, *missing)
    assert planned["items"] == []
    assert [problem["reason"] for problem in planned["problems"]] == ["cache-gone"] * len(missing)
    assert everything_in(tmp_path) == untouched


# ------------------------------------------------------------------------------------ the shared store


@pytest.fixture
def sharing(tmp_path: Path) -> tuple[CachedRepo, CachedRepo, Path]:
    """Two repositories with one large file in common, and the blob of that."""
    if not has_shared_store():
        pytest.skip("this huggingface_hub has no shared store")
    first, second = add_repo(tmp_path, "models--org--one"), add_repo(tmp_path, "models--org--two")
    for repo in (first, second):
        commit = repo.add_revision(repo.name, {"config.json": repo.name.encode()}, ["main"])
        stored = repo.add_shared_file(commit, "model.bin", b"shared" * 1000)
    return first, second, stored


async def test_deleting_one_of_two_repositories_that_share_a_blob_keeps_the_other_whole(
    tmp_path: Path, sharing: tuple[CachedRepo, CachedRepo, Path]
) -> None:
    first, second, stored = sharing
    before = content_size(tmp_path)
    async with running() as agent:
        planned = await plan(agent, tmp_path, target(first.name))
        done = await delete(agent, tmp_path, target(first.name))
        assert planned["freed"] == done["freed"] == before - content_size(tmp_path) == len(first.name)
        assert warnings_of(tmp_path) == []
        [left] = scan_cache_dir(tmp_path).repos
        [revision] = left.revisions
        content = {file.file_name: file.file_path.read_bytes() for file in revision.files}
        assert content == {"config.json": second.name.encode(), "model.bin": b"shared" * 1000}
        planned = await plan(agent, tmp_path, target(second.name))
        assert str(stored) in planned["paths"]
        done = await delete(agent, tmp_path, target(second.name))
    assert planned["freed"] == done["freed"] == len(second.name) + 6000
    assert content_size(tmp_path) == 0


async def test_repositories_that_share_free_it_together(
    tmp_path: Path, sharing: tuple[CachedRepo, CachedRepo, Path]
) -> None:
    first, second, _ = sharing
    async with running() as agent:
        planned = await plan(agent, tmp_path, target(first.name), target(second.name))
    assert [item["size"] for item in planned["items"]] == [len(first.name), len(second.name)]
    assert planned["freed"] == content_size(tmp_path)


async def test_an_unused_shared_blob_goes_and_a_used_one_stays(
    tmp_path: Path, sharing: tuple[CachedRepo, CachedRepo, Path]
) -> None:
    _, _, used = sharing
    unused, unknown = add_to_shared_store(tmp_path, b"nobody's"), add_to_shared_store(tmp_path, b"unknown")
    unused.with_name(f"{unused.name}.refs").touch()
    async with running() as agent:
        targets = [target("", file=path.name) for path in (unused, used, unknown)]
        planned = await plan(agent, tmp_path, *targets)
        assert (planned["freed"], len(planned["items"])) == (8, 1)
        assert [(problem["reason"], problem["message"]) for problem in planned["problems"]] == [
            ("cache-in-use", str(used)),
            ("cache-in-use", str(unknown)),
        ]
        assert (await delete(agent, tmp_path, targets[0]))["freed"] == 8
        assert (await delete(agent, tmp_path, targets[0]))["gone"]
        for kept in targets[1:]:
            error = await refused(agent, "cache.delete", {"root": str(tmp_path), "target": kept})
            assert error.reason == "cache-in-use"
    assert (unused.exists(), used.exists(), unknown.exists()) == (False, True, True)


async def test_the_unused_shared_blobs_are_named(
    tmp_path: Path, sharing: tuple[CachedRepo, CachedRepo, Path]
) -> None:
    small, large = add_to_shared_store(tmp_path, b"small"), add_to_shared_store(tmp_path, b"the larger")
    for unused in (small, large):
        unused.with_name(f"{unused.name}.refs").touch()
    async with running() as agent:
        found = await agent.ask("cache.unused_shared", {"root": str(tmp_path)}, DEADLINE)
        assert found["blobs"] == [{"file": large.name, "size": 10}, {"file": small.name, "size": 5}]
        add_repo(tmp_path / "other", "models--org--name")
        without = await agent.ask("cache.unused_shared", {"root": str(tmp_path / "other")}, DEADLINE)
        assert without["blobs"] == []


async def test_what_only_looks_like_a_revision_is_left_alone(tmp_path: Path) -> None:
    repo, _, _ = two_revisions(tmp_path)
    (repo.folder / "snapshots/.DS_Store").write_bytes(b"")
    odd = target(repo.name, ".DS_Store")
    async with running() as agent:
        [problem] = (await plan(agent, tmp_path, odd))["problems"]
        assert problem["reason"] == "cache-foreign"
        error = await refused(agent, "cache.delete", {"root": str(tmp_path), "target": odd})
        assert error.reason == "cache-foreign"
    assert (repo.folder / "snapshots/.DS_Store").exists()


# -------------------------------------------------------------------------------------- what is foreign


@pytest.mark.parametrize("root", ["/", "~", "~/..", "relative", "", "missing"])
async def test_a_root_that_is_no_cache_is_refused(tmp_path: Path, root: str) -> None:
    if root == "missing":
        root = str(tmp_path / "missing")
    async with running() as agent:
        for method, params in (
            ("cache.plan", {"root": root, "targets": [target("models--org--name")]}),
            ("cache.delete", {"root": root, "target": target("models--org--name")}),
        ):
            assert (await refused(agent, method, params)).reason == "cache-foreign"


@pytest.mark.parametrize(
    "what",
    [
        target(""),
        target("."),
        target(".."),
        target("blobs"),
        target("models"),
        target("models--"),
        target("unknown--org--name"),
        target("models--org--name/../../outside"),
        target("../outside"),
        target("models--org--name", ".."),
        target("models--org--name", ""),
        target("models--org--name", "../../../outside"),
        target("models--org--name", file="../../outside.incomplete"),
        target("models--org--name", file="config.json"),
        target("", file="../outside"),
        target("", "revision", "file"),
        target("models--org--name", "{old}", "../../../../outside/precious"),
        target("models--org--name", "{old}", "/outside/precious"),
        target("models--org--name", "{old}", ""),
    ],
)
async def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, what: dict[str, str | None]) -> None:
    root = tmp_path / "hub"
    _, old, _ = two_revisions(root)
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("precious", encoding="utf-8")
    (tmp_path / "outside.incomplete").touch()
    if what["revision"] == "{old}":
        what = {**what, "revision": old}
    untouched = everything_in(tmp_path)
    async with running() as agent:
        error = await refused(agent, "cache.delete", {"root": str(root), "target": what})
        assert error.reason == "cache-foreign"
    assert everything_in(tmp_path) == untouched


def repository_is_a_link(repo: CachedRepo, old: str, outside: Path) -> None:
    repo.folder.rename(outside / "moved")
    repo.folder.symlink_to(outside / "moved")


def snapshots_are_a_link(repo: CachedRepo, old: str, outside: Path) -> None:
    (repo.folder / "snapshots").rename(outside / "moved")
    (repo.folder / "snapshots").symlink_to(outside / "moved")


def blobs_are_a_link(repo: CachedRepo, old: str, outside: Path) -> None:
    (repo.folder / "blobs").rename(outside / "moved")
    (repo.folder / "blobs").symlink_to(outside / "moved")


def refs_are_a_link(repo: CachedRepo, old: str, outside: Path) -> None:
    (repo.folder / "refs").rename(outside / "moved")
    (repo.folder / "refs").symlink_to(outside / "moved")


def snapshot_is_a_link(repo: CachedRepo, old: str, outside: Path) -> None:
    repo.snapshot(old).rename(outside / "moved")
    repo.snapshot(old).symlink_to(outside / "moved")


def file_is_a_link_out(repo: CachedRepo, old: str, outside: Path) -> None:
    (repo.snapshot(old) / "mine").symlink_to(outside / "precious")


def file_is_a_link_to_another_repository(repo: CachedRepo, old: str, outside: Path) -> None:
    other = add_repo(repo.root, "models--org--other")
    other.add_revision("other", {"config.json": b"other"})
    (repo.snapshot(old) / "mine").symlink_to(other.blob(b"other"))


@pytest.mark.parametrize(
    "lead_out",
    [
        repository_is_a_link,
        snapshots_are_a_link,
        blobs_are_a_link,
        refs_are_a_link,
        snapshot_is_a_link,
        file_is_a_link_out,
        file_is_a_link_to_another_repository,
    ],
)
async def test_a_link_out_of_the_repository_is_never_followed(
    tmp_path: Path, lead_out: Callable[[CachedRepo, str, Path], None]
) -> None:
    root, outside = tmp_path / "hub", tmp_path / "outside"
    repo, old, _ = two_revisions(root)
    outside.mkdir()
    (outside / "precious").write_text("precious", encoding="utf-8")
    lead_out(repo, old, outside)
    untouched = everything_in(tmp_path)
    async with running() as agent:
        error = await refused(agent, "cache.delete", {"root": str(root), "target": target(repo.name, old)})
        assert error.reason == "cache-foreign"
        planned = await plan(agent, root, target(repo.name, old))
        assert (planned["items"], planned["freed"], len(planned["problems"])) == ([], 0, 1)
    assert everything_in(tmp_path) == untouched


async def test_a_repository_with_a_link_out_goes_without_what_it_leads_to(tmp_path: Path) -> None:
    root, outside = tmp_path / "hub", tmp_path / "outside"
    repo, old, _ = two_revisions(root)
    outside.mkdir()
    (outside / "precious").write_text("precious", encoding="utf-8")
    file_is_a_link_out(repo, old, outside)
    async with running() as agent:
        assert (await delete(agent, root, target(repo.name)))["freed"] == 3002
    assert not repo.folder.exists()
    assert (outside / "precious").read_text(encoding="utf-8") == "precious"


async def test_a_folder_of_somebody_s_own_with_such_a_name_stays(tmp_path: Path) -> None:
    own = tmp_path / "datasets--old"
    own.mkdir()
    (own / "thesis.txt").write_text("years", encoding="utf-8")
    async with running() as agent:
        error = await refused(agent, "cache.delete", {"root": str(tmp_path), "target": target(own.name)})
    assert error.reason == "cache-foreign"
    assert (own / "thesis.txt").exists()


# ------------------------------------------------------------------------------- refusals, races, kills


async def test_what_the_system_refuses_is_told_in_its_words(tmp_path: Path) -> None:
    root = tmp_path / "hub"
    repo, old, _ = two_revisions(root)
    interpreter = obedient(tmp_path)
    folder = repo.folder / "snapshots"
    folder.chmod(0o500)
    try:
        async with running(interpreter=interpreter) as agent:
            request = {"root": str(root), "target": target(repo.name, old, "config.json")}
            (repo.snapshot(old)).chmod(0o500)
            error = await refused(agent, "cache.delete", request)
            assert error.reason == "cache-not-deleted"
            assert "Permission denied" in str(error.values["message"])
            error = await refused(agent, "cache.delete", {**request, "target": target(repo.name, old)})
            assert error.reason == "cache-not-deleted"
            assert "Permission denied" in str(error.values["message"])
    finally:
        folder.chmod(0o700)
        repo.snapshot(old).chmod(0o700)
    assert (repo.snapshot(old) / "config.json").read_bytes() == b"{}"
    assert warnings_of(root) == []


@pytest.mark.parametrize("attempt", range(4))
async def test_two_windows_may_delete_the_same_thing_at_once(tmp_path: Path, attempt: int) -> None:
    repo = add_repo(tmp_path, "models--org--name")
    kept = repo.add_revision("kept", {"config.json": b"{}"}, ["main"])
    files = {f"{number % 10}/{number}.bin": str(number).encode() for number in range(600)}
    going = repo.add_revision("going", files, ["old"])
    what = target(repo.name, going) if attempt % 2 else target(repo.name)
    async with running() as one, running() as two:
        await asyncio.gather(plan(one, tmp_path, what), plan(two, tmp_path, what))
        await asyncio.gather(delete(one, tmp_path, what), delete(two, tmp_path, what))
    assert repo.folder.exists() == bool(attempt % 2)
    assert not repo.snapshot(going).exists()
    assert content_size(tmp_path) == (2 if attempt % 2 else 0)
    assert warnings_of(tmp_path) == []
    assert repo.snapshot(kept).exists() == bool(attempt % 2)


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("vanished", ["refs/old", "first link", "first blob"])
async def test_killing_a_deletion_midway_leaves_a_cache_that_the_library_reads(
    tmp_path: Path, vanished: str, whole: bool
) -> None:
    repo = add_repo(tmp_path, "models--org--name")
    kept = repo.add_revision("kept", {"config.json": b"{}"}, ["main"])
    files = {f"{number}.bin": str(number).encode() for number in range(3000)}
    going = repo.add_revision("going", files, ["old"])
    what = target(repo.name) if whole else target(repo.name, going)
    first = {
        "refs/old": repo.folder / "refs/old",
        "first link": first_entry(repo.snapshot(going)),
        "first blob": first_entry(repo.folder / "blobs"),
    }[vanished]
    async with running() as agent:
        await plan(agent, tmp_path, what)
        deletion = asyncio.ensure_future(delete(agent, tmp_path, what))
        while os.path.lexists(first) and not deletion.done():
            await asyncio.wait([deletion], timeout=0)
        await agent.abort()
        await asyncio.gather(deletion, return_exceptions=True)
    assert warnings_of(tmp_path) == [], "refs before snapshots, links before blobs"
    if not whole:
        assert (repo.snapshot(kept) / "config.json").read_bytes() == b"{}"
    async with running() as agent:
        await delete(agent, tmp_path, target(repo.name))
    assert content_size(tmp_path) == 0


def first_entry(folder: Path) -> Path:
    """What a folder lists first, and thus loses first."""
    with os.scandir(folder) as entries:
        return Path(next(entries).path)
