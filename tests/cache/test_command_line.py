"""``transformers-workbench cache``, in processes of its own, beside huggingface_hub in this one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import scan_cache_dir

from damaged_caches import BLOBS, HASHES, Shape, build

FILES = {"config.json": "blob 0", "a/b.txt": "blob 1"}
WHOLE = Shape(
    "models--org--name",
    ("file", "file", "file"),
    {HASHES[0]: FILES, HASHES[1]: {**FILES, "c.bin": "blob 2"}, HASHES[2]: {}},
    {"main": HASHES[0], "refs/pr/1": HASHES[1]},
    "none",
    1,
)
DATA = Shape(
    "datasets--org--data", ("file", "file", "file"), {HASHES[0]: FILES}, {"main": HASHES[0]}, "none", 0
)
SHARING = Shape("models--gpt2", ("file", "file", "shared"), {HASHES[0]: {"x": "blob 2"}}, {}, "none", 0)
ALSO_SHARING = Shape("models--bert", ("file", "file", "shared"), {HASHES[1]: {"y": "blob 2"}}, {}, "none", 0)


def damaged(damage: str) -> Shape:
    return Shape("models--org--damaged", WHOLE.blobs, {HASHES[0]: FILES}, {"main": HASHES[0]}, damage, 1)


CASES = {
    "empty": [],
    "whole": [WHOLE, DATA],
    "shared": [WHOLE, SHARING, ALSO_SHARING],
    "broken link": [
        DATA,
        Shape("models--x--y", ("broken", "file", "file"), {HASHES[0]: FILES}, {}, "none", 0),
    ],
    "ref to nowhere": [DATA, Shape("models--x--y", WHOLE.blobs, {}, {"main": HASHES[0]}, "none", 0)],
    "loop": [DATA, Shape("models--x--y", WHOLE.blobs, {HASHES[0]: {"a": "loop"}}, {}, "none", 0)],
    "odd names": [
        Shape("models--org--new\nline", WHOLE.blobs, {HASHES[0]: {"名前.txt": "blob 0"}}, {}, "none", 0)
    ],
    "no repository": [DATA, Shape("unknown--x", WHOLE.blobs, {}, {}, "none", 1)],
    **{
        damage: [DATA, damaged(damage)]
        for damage in (
            "is a file",
            "no snapshots",
            "snapshots is a file",
            "refs is a file",
            "file among snapshots",
        )
    },
}


def cache(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "transformers_workbench", "cache", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "LANG": "C.UTF-8", **(environment or {})},
        stdin=subprocess.DEVNULL,
        check=False,
    )


def by_library(root: Path) -> dict[str, Any]:
    """What the library's scan says, in the shape of ``cache list --json``."""
    found = scan_cache_dir(root)
    repos = [
        {
            "repo_id": repo.repo_id,
            "repo_type": repo.repo_type,
            "size_on_disk": repo.size_on_disk,
            "file_count": repo.nb_files,
            "last_accessed": repo.last_accessed,
            "last_modified": repo.last_modified,
            "revisions": {
                revision.commit_hash: {
                    "refs": sorted(revision.refs),
                    "size_on_disk": revision.size_on_disk,
                    "unique_size": freed(found, repo, revision) if len(repo.revisions) > 1 else None,
                    "file_count": revision.nb_files,
                    "last_modified": revision.last_modified,
                }
                for revision in repo.revisions
            },
        }
        for repo in found.repos
    ]
    return {
        "path": str(found.cache_dir),
        "size_on_disk": found.size_on_disk,
        "repos": sorted(repos, key=lambda repo: str(repo["repo_id"])),
        "warnings": sorted(map(str, found.warnings)),
        "incomplete": sorted((str(each.file_path), each.size_on_disk) for each in found.incomplete_files),
    }


def freed(found: Any, repo: Any, revision: Any) -> int:
    """What the library would free. Of one repository: it finds revisions by their hash alone, and here two
    repositories have the same."""
    alone = replace(found, repos=frozenset({repo}))
    return int(alone.delete_revisions(revision.commit_hash).expected_freed_size)


def by_command(root: Path) -> dict[str, Any]:
    answer = cache("list", "--root", str(root), "--json")
    assert answer.returncode == 0, answer.stderr
    [found] = json.loads(answer.stdout)["roots"]
    for repo in found["repos"]:
        repo["revisions"] = {
            revision.pop("commit_hash"): {
                **revision,
                "unique_size": revision["unique_size"] if len(repo["revisions"]) > 1 else None,
            }
            for revision in repo["revisions"]
        }
    found["repos"].sort(key=lambda repo: str(repo["repo_id"]))
    found["warnings"].sort()
    found["incomplete"] = sorted((each["path"], each["size_on_disk"]) for each in found["incomplete"])
    return dict(found)


@pytest.mark.parametrize("case", CASES)
def test_list_equals_scan_cache_dir(tmp_path: Path, case: str) -> None:
    root = tmp_path.resolve() / "hub"
    build(root, CASES[case], store=case == "shared")
    assert by_command(root) == by_library(root)


def test_where_names_what_decided(tmp_path: Path) -> None:
    (tmp_path / "hub").mkdir()
    answer = cache("where", "--json", environment={"HF_HUB_CACHE": str(tmp_path / "hub")})
    facts = json.loads(answer.stdout)
    assert facts["path"] == str((tmp_path / "hub").resolve())
    assert facts["active"]
    assert "HF_HUB_CACHE" in facts["reason"]


def test_a_missing_root_is_a_clear_failure(tmp_path: Path) -> None:
    answer = cache("list", "--root", str(tmp_path / "nowhere"), "--json")
    assert answer.returncode == 1
    assert json.loads(answer.stdout)["error"]["kind"] == "cache-missing"


def test_rm_asks_nobody_and_deletes_nothing(tmp_path: Path) -> None:
    build(tmp_path / "hub", [WHOLE], store=False)
    answer = cache("rm", "org/name", "--root", str(tmp_path / "hub"))
    assert answer.returncode == 2
    assert "--yes" in answer.stderr
    assert (tmp_path / "hub/models--org--name").is_dir()


def test_rm_says_what_would_go_and_frees_just_that(tmp_path: Path) -> None:
    root = tmp_path / "hub"
    build(root, [WHOLE, DATA], store=False)
    target = f"org/name@{HASHES[1][:8]}"
    planned = json.loads(cache("rm", target, "--root", str(root), "--dry-run", "--json").stdout)
    blob = root / "models--org--name/blobs" / BLOBS[2]
    assert planned["plan"]["freed"] == blob.stat().st_size
    done = json.loads(cache("rm", target, "--root", str(root), "--yes", "--json").stdout)
    assert done["freed"] == planned["plan"]["freed"]
    assert not blob.exists()
    assert {repo.repo_id for repo in scan_cache_dir(root).repos} == {"org/name", "org/data"}


def test_rm_of_an_unknown_name_is_wrong_usage(tmp_path: Path) -> None:
    build(tmp_path / "hub", [WHOLE], store=False)
    answer = cache("rm", "org/other", "--root", str(tmp_path / "hub"), "--yes")
    assert answer.returncode == 2
    assert "org/other" in answer.stderr


def test_prune_takes_what_nothing_points_at(tmp_path: Path) -> None:
    root = tmp_path / "hub"
    build(root, [WHOLE, DATA], store=False)
    done = cache("prune", "--root", str(root), "--yes", "--json")
    assert done.returncode == 0, done.stderr
    found = scan_cache_dir(root)
    assert all(revision.refs for repo in found.repos for revision in repo.revisions)
    assert not found.incomplete_files
