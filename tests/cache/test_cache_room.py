"""The cache room through a real language server: seen at once, planned exactly, deleted one by one."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import scan_cache_dir

from agents import has_shared_store
from caches import add_to_shared_store
from damaged_caches import BLOBS, HASHES, Shape, build
from language_client import LanguageClient, language_server

LIST = "transformers/cache/list"
CHANGED = "transformers/cache/changed"
FILES = {"config.json": "blob 0", "a/b.txt": "blob 1"}
NAME = Shape(
    "models--org--name",
    ("file", "file", "file"),
    {HASHES[0]: FILES, HASHES[1]: {**FILES, "c.bin": "blob 2"}},
    {"main": HASHES[0]},
    "none",
    1,
)
GPT2 = Shape(
    "models--gpt2", ("file", "file", "shared"), {HASHES[0]: {"w": "blob 2"}}, {"main": HASHES[0]}, "none", 0
)
BERT = Shape(
    "models--bert", ("file", "file", "shared"), {HASHES[1]: {"w": "blob 2"}}, {"main": HASHES[1]}, "none", 0
)
BROKEN = Shape("models--org--broken", ("file",) * 3, {HASHES[0]: FILES}, {"main": HASHES[2]}, "none", 0)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    hub = tmp_path.resolve() / "hub"
    build(hub, [NAME, GPT2, BERT, BROKEN], store=True)
    return hub


@asynccontextmanager
async def a_server(root: Path, locale: str = "en", **environment: str) -> AsyncIterator[LanguageClient]:
    given = {"HF_HUB_CACHE": str(root), "XDG_CACHE_HOME": str(root.parent / "index"), **environment}
    async with language_server(locale=locale, environment=given) as client:
        yield client


async def listed(client: LanguageClient, look: str = "changes", **params: Any) -> dict[str, Any]:
    """The active root when all of it has been read."""
    answer = await client.request(LIST, {"look": look, **params})
    while not answer["complete"]:
        answer = await client.request(LIST, {"look": "changes", **params})
    [active] = [found for found in answer["roots"] if found["active"]]
    return dict(active)


def repo_of(root: dict[str, Any], repo_id: str) -> dict[str, Any]:
    return next(dict(repo) for repo in root["repos"] if repo["repoId"] == repo_id)


async def test_the_tree_has_what_the_library_counts(root: Path) -> None:
    async with a_server(root) as client:
        found = await listed(client)
    library = scan_cache_dir(root)
    assert found["state"] == "ok"
    assert "HF_HUB_CACHE" in found["reason"]
    whole = {repo["repoId"]: repo["sizeOnDisk"] for repo in found["repos"] if repo["damage"] is None}
    assert whole == {repo.repo_id: repo.size_on_disk for repo in library.repos}
    assert repo_of(found, "org/broken")["damage"] == str(library.warnings[0])
    assert repo_of(found, "org/name")["incompleteCount"] == 1


async def test_a_shared_blob_is_freed_by_no_revision_alone(root: Path) -> None:
    async with a_server(root) as client:
        found = await listed(client)
    [revision] = repo_of(found, "gpt2")["revisions"]
    assert revision["sizeOnDisk"] > 0
    assert revision["uniqueSize"] == 0


async def test_changes_on_disk_appear(root: Path) -> None:
    async with a_server(root) as client:
        await listed(client)
        shutil.rmtree(root / "models--gpt2")
        (root / "models--org--name/refs/main").write_text(HASHES[1])
        found = await listed(client)
    assert "gpt2" not in [repo["repoId"] for repo in found["repos"]]
    assert repo_of(found, "org/name")["revisions"][0]["commitHash"] == HASHES[1]


async def test_what_the_workspace_names_is_marked(root: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (workspace / "train.py").write_text('AutoModel.from_pretrained("gpt2")\n')
    async with a_server(root) as client:
        params = {"look": "changes", "folders": [workspace.as_uri()]}
        await client.request(LIST, params)
        await client.until(lambda method, said: method == CHANGED and said["complete"])
        found = await listed(client, "known", folders=[workspace.as_uri()])
        while repo_of(found, "gpt2")["usedHere"] is None:
            found = await listed(client, "known", folders=[workspace.as_uri()])
    assert repo_of(found, "gpt2")["usedHere"] is True
    assert repo_of(found, "org/name")["usedHere"] is False


@pytest.mark.parametrize(
    ("state", "make"),
    [
        ("missing", lambda path: None),
        ("empty", lambda path: path.mkdir()),
        ("foreign", lambda path: (path / "photos").mkdir(parents=True)),
        ("foreign", lambda path: path.write_text("")),
    ],
    ids=["missing", "empty", "foreign", "file"],
)
async def test_a_root_that_is_no_cache_says_so(tmp_path: Path, state: str, make: Any) -> None:
    hub = tmp_path.resolve() / "hub"
    make(hub)
    async with a_server(hub, locale="ja") as client:
        found = await listed(client)
    assert found["state"] == state
    assert found["message"]
    assert not found["message"].isascii()


async def test_a_plan_names_what_breaks(root: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    script = workspace / "train.py"
    script.write_text(f'model = AutoModel.from_pretrained("org/name", revision="{HASHES[1]}")\n')
    target = {"root": str(root), "name": "models--org--name", "revision": HASHES[1]}
    async with a_server(root) as client:
        await listed(client)
        plan = await client.request(
            "transformers/cache/plan", {"targets": [target], "folders": [workspace.as_uri()]}
        )
    assert plan["freed"] == (root / "models--org--name/blobs" / BLOBS[2]).stat().st_size
    [mention] = plan["mentions"]
    assert mention["uri"] == script.as_uri()
    assert mention["line"] == 0
    assert mention["revision"] == HASHES[1]


async def test_deleting_one_of_two_that_share_keeps_the_other(root: Path) -> None:
    target = {"root": str(root), "name": "models--gpt2"}
    async with a_server(root) as client:
        await listed(client)
        plan = await client.request("transformers/cache/plan", {"targets": [target], "folders": []})
        done = await client.request("transformers/cache/delete", {"targets": [target], "job": "j"})
        found = await listed(client)
    assert done["freed"] == plan["freed"]
    assert [outcome["problem"] for outcome in done["outcomes"]] == [""]
    assert "bert" in [repo["repoId"] for repo in found["repos"]]
    assert (root / "models--bert/snapshots" / HASHES[1] / "w").read_bytes() == b"shared" * 9


async def test_one_failure_hides_no_other_outcome(root: Path) -> None:
    targets = [
        {"root": str(root), "name": "models--org--name", "revision": "../../etc"},
        {"root": str(root), "name": "models--org--broken"},
    ]
    async with a_server(root) as client:
        await listed(client)
        done = await client.request("transformers/cache/delete", {"targets": targets, "job": "j"})
    assert [bool(outcome["problem"]) for outcome in done["outcomes"]] == [True, False]
    assert not (root / "models--org--broken").exists()
    assert (root / "models--org--name").is_dir()


async def test_cancelling_stops_between_two_and_leaves_a_valid_cache(tmp_path: Path) -> None:
    hub = tmp_path.resolve() / "hub"
    names = [f"models--org--n{number}" for number in range(12)]
    build(hub, [Shape(name, *NAME_PARTS) for name in names], store=False)
    targets = [{"root": str(hub), "name": name} for name in names]
    async with a_server(hub) as client:
        await listed(client)
        identifier, answer = client.start("transformers/cache/delete", {"targets": targets, "job": "j"})
        await client.until(
            lambda method, params: method == "transformers/cache/progress" and params["done"] >= 2
        )
        client.notify("$/cancelRequest", {"id": identifier})
        done = await asyncio.wait_for(answer, 60)
    assert done["cancelled"]
    gone = [name for name in names if not (hub / name).exists()]
    assert [outcome["target"]["name"] for outcome in done["outcomes"]] == gone
    assert 0 < len(gone) < len(names)
    library = scan_cache_dir(hub)
    assert len(library.repos) == len(names) - len(gone)
    assert not library.warnings


NAME_PARTS = (NAME.blobs, NAME.revisions, NAME.refs, "none", 0)


async def test_pruning_is_proposed_with_its_bytes(root: Path) -> None:
    async with a_server(root) as client:
        await listed(client)
        proposed = {
            what: await client.request(
                "transformers/cache/propose", {"root": str(root), "what": what, "bytes": 1, "folders": []}
            )
            for what in ("detached", "incomplete", "free")
        }
    [detached] = proposed["detached"]["items"]
    assert detached["target"]["revision"] == HASHES[1]
    [incomplete] = proposed["incomplete"]["items"]
    assert incomplete["size"] == 3
    assert proposed["free"]["freed"] >= 1


async def test_a_proposal_can_be_of_one_repository(tmp_path: Path) -> None:
    root = tmp_path.resolve() / "hub"
    build(root, [NAME, Shape("models--org--other", *NAME_PARTS[:-1], 2)], store=False)
    async with a_server(root) as client:
        await listed(client)
        for what in ("detached", "incomplete", "free"):
            wish = {"root": str(root), "what": what, "bytes": 10**9, "name": "models--org--other"}
            plan = await client.request("transformers/cache/propose", {**wish, "folders": []})
            assert {item["target"]["name"] for item in plan["items"]} == {"models--org--other"}, what


@pytest.mark.skipif(not has_shared_store(), reason="this huggingface_hub has no shared store")
async def test_shared_blobs_that_nobody_uses_are_proposed_and_go(root: Path) -> None:
    unused = add_to_shared_store(root, b"nobody's")
    unused.with_name(f"{unused.name}.refs").touch()
    wish = {"root": str(root), "what": "unused-shared", "folders": []}
    async with a_server(root) as client:
        await listed(client)
        of_a_repository = {**wish, "name": "models--gpt2"}
        assert (await client.request("transformers/cache/propose", of_a_repository))["items"] == []
        plan = await client.request("transformers/cache/propose", wish)
        [item] = plan["items"]
        assert (item["target"]["file"], item["size"], plan["freed"]) == (unused.name, 8, 8)
        request = {"targets": [item["target"]], "job": "j"}
        assert (await client.request("transformers/cache/delete", request))["freed"] == 8
    assert not unused.exists()
    assert (root / "models--bert/snapshots" / HASHES[1] / "w").read_bytes() == b"shared" * 9


async def test_why_something_cannot_be_deleted_is_said_in_the_users_language(root: Path) -> None:
    library = str(scan_cache_dir(root).warnings[0])
    targets = [
        {"root": str(root), "name": "models--org--gone"},
        {"root": str(root), "name": "models--org--broken", "revision": HASHES[0]},
        {"root": str(root), "name": "photos"},
    ]
    expected = {
        "en": ["org/gone: It is not there any more.", "org/broken @", "photos: This is not part of"],
        "ja": ["org/gone: すでにありません。", "org/broken @", "photos: Hugging Face"],
    }
    for locale, beginnings in expected.items():
        async with a_server(root, locale=locale) as client:
            await listed(client)
            plan = await client.request("transformers/cache/plan", {"targets": targets, "folders": []})
        assert plan["items"] == []
        for beginning in beginnings:
            assert [problem for problem in plan["problems"] if problem.startswith(beginning)], beginning
        [damage] = [problem for problem in plan["problems"] if problem.startswith("org/broken")]
        assert library in damage, "the library's own words stay"
        assert damage.isascii() == (locale == "en")


async def test_what_is_known_of_other_roots_is_no_answer(root: Path, tmp_path: Path) -> None:
    other = tmp_path.resolve() / "other"
    build(other, [BERT], store=True)
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    (workspace / "train.py").write_text('AutoModel.from_pretrained("gpt2")\n')
    folders = [workspace.as_uri()]
    async with a_server(root) as client:
        await listed(client)
        both = await client.request(LIST, {"look": "known", "roots": [str(other)]})
        assert [found["path"] for found in both["roots"]] == [str(root), str(other)]
        one = await client.request(LIST, {"look": "known", "roots": []})
        assert [found["path"] for found in one["roots"]] == [str(root)]
        found = await listed(client, "known", folders=folders)
        while repo_of(found, "gpt2")["usedHere"] is not True:
            found = await listed(client, "known", folders=folders)
        shutil.rmtree(root / "models--gpt2")
        assert repo_of(await listed(client, "known", folders=folders), "gpt2"), (
            "what is known is not read anew"
        )


async def test_what_the_workspace_has_just_begun_to_name_is_not_proposed(root: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    wish = {"root": str(root), "what": "free", "bytes": 10**9, "folders": [workspace.as_uri()]}

    async def proposed(client: LanguageClient) -> set[str]:
        plan = await client.request("transformers/cache/propose", wish)
        return {item["target"]["name"] for item in plan["items"] if not item["target"].get("revision")}

    async with a_server(root) as client:
        await listed(client, folders=[workspace.as_uri()])
        assert "models--bert" in await proposed(client)
        (workspace / "train.py").write_text('AutoModel.from_pretrained("bert")\n')
        assert "models--bert" not in await proposed(client)


async def test_files_of_a_revision(root: Path) -> None:
    params = {"root": str(root), "name": "models--org--name", "revision": HASHES[1]}
    async with a_server(root) as client:
        answer = await client.request("transformers/cache/files", params)
    assert {file["path"]: file["shared"] for file in answer["files"]} == {
        "a/b.txt": True,
        "c.bin": False,
        "config.json": True,
    }


async def test_names_that_are_not_utf_8_do_not_end_the_server(root: Path) -> None:
    (root / os.fsdecode(b"models--org--\xff")).mkdir()
    async with a_server(root) as client:
        found = await listed(client)
    assert "org/\\udcff" in [repo["repoId"] for repo in found["repos"]]


async def test_the_index_survives_a_restart(root: Path) -> None:
    async with a_server(root) as client:
        before = await listed(client)
    assert list((root.parent / "index/transformers-workbench/cache-index").glob("*.json"))
    async with a_server(root) as client:
        after = await listed(client)
    assert after["repos"] == before["repos"]


async def test_without_python_the_reason_is_clear() -> None:
    async with language_server(interpreter=None) as client:
        with pytest.raises(Exception, match="interpreter-missing"):
            await client.request(LIST, {"look": "changes"})
