"""What fills the disk beside the repositories: the sums are those of a plain walk, each real byte once."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import constants

from transformers_agent.cache.extras import extras

shared_blobs = pytest.importorskip("huggingface_hub.utils._shared_blobs", reason="huggingface_hub 2 has it")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of huggingface_hub, the active one, with nothing in it."""
    for name, folder in (("HF_HUB_CACHE", "hub"), ("HF_XET_CACHE", "xet"), ("HF_ASSETS_CACHE", "assets")):
        monkeypatch.setattr(constants, name, str(tmp_path / folder))
    monkeypatch.setattr(constants, "HF_HOME", str(tmp_path))
    monkeypatch.delenv("HF_DATASETS_CACHE", raising=False)
    (tmp_path / "hub").mkdir()
    return tmp_path


def write(path: Path, size: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * size)
    return path


def publish(root: Path, repository: str, content: bytes) -> Path:
    """A blob that the library itself puts into the shared store; its path in the repository."""
    xet_hash = hashlib.sha256(content).hexdigest()
    path = root / repository / "blobs" / hashlib.sha256(content + b"etag").hexdigest()
    path.parent.mkdir(parents=True, exist_ok=True)
    if not shared_blobs.try_link_from_shared_store(
        blob_path=str(path), xet_hash=xet_hash, cache_dir=root, expected_size=len(content)
    ):
        path.write_bytes(content)
        assert shared_blobs.publish_blob_to_shared_store(
            blob_path=str(path), xet_hash=xet_hash, cache_dir=root, expected_size=len(content)
        )
    return path


def sums(answer: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {each["kind"]: (each["size"], each["file_count"]) for each in answer["extras"]}


def walked(folder: Path) -> tuple[int, int]:
    """Bytes and files below a folder by a plain walk, each inode once, as ``du --apparent-size`` counts."""
    found = {}
    for current, _, names in os.walk(folder):
        for path in (Path(current, name) for name in names):
            if not path.is_symlink():
                found[path.stat().st_ino] = path.stat().st_size
    return sum(found.values()), len(found)


def test_nothing_else_is_there(home: Path) -> None:
    answer = extras({"root": str(home / "hub")})
    assert (answer["extras"], answer["complete"]) == ([], True)
    assert answer["free"] > 0


def test_folders_are_summed_as_a_walk_does(home: Path) -> None:
    for number in range(50):
        write(home / f"xet/chunk-cache/{number % 7}/{number}", number * 100)
    write(home / "assets/library/thing.bin", 1234)
    data = write(home / "datasets/org___data/default/data.arrow", 5000)
    os.link(data, home / "datasets/again.arrow")
    (home / "datasets/link.arrow").symlink_to(data)
    (home / "datasets/loop").symlink_to(home / "datasets")
    answer = extras({"root": str(home / "hub")})
    assert sums(answer) == {kind: walked(home / kind) for kind in ("xet", "assets", "datasets")}
    assert answer["complete"]


def test_the_library_s_shared_store_is_split_by_use(home: Path) -> None:
    root = home / "hub"
    both, one, gone = b"a" * 1000, b"b" * 200, b"c" * 30
    for repository in ("models--org--one", "models--org--two"):
        publish(root, repository, both)
    publish(root, "models--org--one", one)
    publish(root, "models--org--one", gone).unlink()
    write(root / "blobs/ab/not-a-payload", 7)
    answer = extras({"root": str(root)})
    assert sums(answer) == {"shared": (1200, 2), "unused-shared": (30, 1)}
    assert {each["path"] for each in answer["extras"]} == {str(root / "blobs")}
    assert sum(shared_blobs.unreferenced_shared_blobs(root).values()) == 30


def test_a_folder_of_that_name_without_the_library_s_mark_is_no_store(home: Path) -> None:
    write(home / "hub/blobs/aa" / ("a" * 64), 100)
    assert extras({"root": str(home / "hub")})["extras"] == []


def test_a_folder_inside_another_counts_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Somebody keeps everything in one place: the home of the assets, with the rest below it.
    monkeypatch.setattr(constants, "HF_ASSETS_CACHE", str(home))
    write(home / "mine", 1)
    write(home / "xet/chunk", 20)
    write(home / "datasets/data", 300)
    write(home / "hub/models--org--name/blobs/aaaa", 4000)
    write(home / "hub/CACHEDIR.TAG", 5)
    publish(home / "hub", "models--org--other", b"x" * 50000)
    assert sums(extras({"root": str(home / "hub")})) == {
        "shared": (50000, 1),
        "xet": (20, 1),
        "datasets": (300, 1),
        "assets": (6, 2),
    }


def test_a_file_with_two_names_counts_for_the_first_that_is_looked_at(home: Path) -> None:
    chunk = write(home / "xet/chunk", 20)
    (home / "datasets").mkdir()
    os.link(chunk, home / "datasets/chunk")
    assert sums(extras({"root": str(home / "hub")})) == {"xet": (20, 1)}


def test_an_added_root_has_its_own_store_only(home: Path) -> None:
    write(home / "xet/chunk", 20)
    publish(home / "added", "models--org--name", b"x" * 50)
    assert sums(extras({"root": str(home / "added")})) == {"shared": (50, 1)}


def test_when_the_time_is_over_the_sums_are_incomplete(home: Path) -> None:
    write(home / "xet/chunk", 20)
    answer = extras({"root": str(home / "hub"), "seconds": 0.0})
    assert (answer["extras"], answer["complete"]) == ([], False)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is denied to root")
def test_a_denied_folder_is_passed_over_and_told(home: Path) -> None:
    write(home / "xet/chunk", 20)
    denied = write(home / "xet/denied/chunk", 20).parent
    denied.chmod(0)
    answer = extras({"root": str(home / "hub")})
    denied.chmod(0o700)
    assert (sums(answer), answer["complete"]) == ({"xet": (20, 1)}, False)


def test_a_missing_root_still_tells_the_free_space_of_its_disk(home: Path) -> None:
    assert extras({"root": str(home / "not/there/yet")})["free"] > 0
