"""The index never knows better than the file system, and reads nothing twice that did not change."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from damaged_caches import BLOBS, HASHES, Shape, build, shapes
from transformers_agent.cache.index import Index
from transformers_agent.cache.root import read_repo
from transformers_agent.cache.scan import Scanned
from transformers_agent.cache.summary import Summary

LINKS = {HASHES[0]: {"config.json": "blob 0", "a/b.txt": "blob 1"}, HASHES[1]: {"config.json": "blob 2"}}


def repo(name: str) -> Shape:
    return Shape(name, ("file", "file", "file"), LINKS, {"main": HASHES[0]}, "none", 0)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A cache of three repositories that has been at rest for an hour."""
    hub = tmp_path.resolve() / "hub"
    build(hub, [repo("models--org--name"), repo("models--gpt2"), repo("datasets--org--data")], store=False)
    set_at_rest(hub)
    return hub


def set_at_rest(root: Path) -> None:
    """Makes everything look as if it was last changed an hour ago."""
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            then = path.stat().st_mtime - 3600
            os.utime(path, (then, then))


def summaries(index: Index) -> dict[str, Summary]:
    return {name: entry.summary for name, entry in index.entries.items()}


def fresh(root: Path) -> dict[str, Summary]:
    """What a process that knows nothing finds."""
    index = Index(str(root))
    index.refresh()
    return summaries(index)


class Reads:
    """Reads repositories, and says which."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(self, path: str) -> Scanned:
        self.names.append(Path(path).name)
        return read_repo(path)


def test_what_did_not_change_is_not_read_again(root: Path) -> None:
    reads = Reads()
    index = Index(str(root), read=reads)
    assert sorted(index.refresh().changed) == ["datasets--org--data", "models--gpt2", "models--org--name"]
    reads.names.clear()
    assert index.refresh() == ([], [], [])
    assert reads.names == []


def add_revision(repo: Path) -> None:
    snapshot = repo / "snapshots" / HASHES[2]
    snapshot.mkdir()
    (snapshot / "new.txt").symlink_to(f"../../blobs/{BLOBS[0]}")


def add_file(repo: Path) -> None:
    (repo / "snapshots" / HASHES[0] / "a" / "new.txt").symlink_to(f"../../../blobs/{BLOBS[2]}")


def remove_file(repo: Path) -> None:
    (repo / "snapshots" / HASHES[0] / "a" / "b.txt").unlink()


def remove_revision(repo: Path) -> None:
    shutil.rmtree(repo / "snapshots" / HASHES[1])


def move_ref(repo: Path) -> None:
    # In place, as huggingface_hub writes it: the folder does not show it.
    (repo / "refs/main").write_text(HASHES[1])


def add_ref(repo: Path) -> None:
    (repo / "refs/v1").write_text(HASHES[1])


def begin_download(repo: Path) -> None:
    (repo / "blobs/new.incomplete").write_bytes(b"123")


def lose_blob(repo: Path) -> None:
    (repo / "blobs" / BLOBS[0]).unlink()


def lose_everything(repo: Path) -> None:
    shutil.rmtree(repo)


CHANGES: list[Callable[[Path], None]] = [
    *[add_revision, add_file, remove_file, remove_revision],
    *[move_ref, add_ref, begin_download, lose_blob, lose_everything],
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_each_change_is_seen_and_nothing_else_read(root: Path, change: Callable[[Path], None]) -> None:
    reads = Reads()
    index = Index(str(root), read=reads)
    index.refresh()
    reads.names.clear()
    change(root / "models--org--name")
    refreshed = index.refresh()
    assert refreshed.changed + refreshed.removed == ["models--org--name"]
    assert set(reads.names) <= {"models--org--name"}
    assert summaries(index) == fresh(root)


@settings(max_examples=60, deadline=None)
@given(
    cache=shapes(),
    other=shapes(),
    changes=st.lists(st.sampled_from(CHANGES), max_size=4),
)
def test_after_any_changes_it_equals_a_fresh_scan(
    cache: list[Shape], other: list[Shape], changes: list[Callable[[Path], None]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "hub"
        build(root, cache, store=True)
        set_at_rest(root)
        index = Index(str(root))
        index.refresh()
        build(root / "beside", other, store=False)
        for shape in other:
            target = root / shape.name
            if not target.exists() and (root / "beside" / shape.name).exists():
                shutil.move(root / "beside" / shape.name, target)
        shutil.rmtree(root / "beside")
        for change in changes:
            for path in sorted(root.glob("*--*")):
                try:
                    change(path)
                except OSError:
                    continue  # This damage leaves nothing to change in such a way.
        index.refresh()
        assert summaries(index) == fresh(root)


def test_a_blob_changed_in_place_is_seen_by_a_thorough_look(root: Path) -> None:
    index = Index(str(root))
    index.refresh(thorough=True)
    blob = root / "models--gpt2/blobs" / BLOBS[1]
    with blob.open("ab") as stream:
        stream.write(b"more")
    assert index.refresh(thorough=True).changed == ["models--gpt2"]
    assert summaries(index) == fresh(root)


def test_it_survives_a_restart(root: Path, tmp_path: Path) -> None:
    first = Index(str(root), tmp_path / "index/hub.json")
    first.refresh()
    first.save()
    reads = Reads()
    second = Index(str(root), tmp_path / "index/hub.json", reads)
    second.load()
    second.refresh()
    assert reads.names == []
    assert summaries(second) == summaries(first)


def test_it_is_not_trusted_over_the_file_system(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "hub.json"
    first = Index(str(root), file)
    first.refresh()
    first.save()
    for change in (move_ref, add_file):
        change(root / "models--gpt2")
    lose_everything(root / "datasets--org--data")
    second = Index(str(root), file)
    second.load()
    second.refresh()
    assert summaries(second) == fresh(root)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\x00",
        b"[]",
        b'{"format": 1}',
        b"[" * 100_000,
        b'{"format":1,"root":"ROOT","entries":{"a":[1]}}',
    ],
    ids=["empty", "binary", "list", "half", "deep", "wrong entries"],
)
def test_a_damaged_file_costs_a_scan_and_nothing_else(root: Path, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "hub.json"
    file.write_bytes(content.replace(b"ROOT", json.dumps(str(root))[1:-1].encode()))
    index = Index(str(root), file)
    index.load()
    index.refresh()
    assert summaries(index) == fresh(root)


def test_a_file_that_cannot_be_written_is_done_without(root: Path, tmp_path: Path) -> None:
    (tmp_path / "no-folder").write_text("")
    index = Index(str(root), tmp_path / "no-folder/hub.json")
    index.refresh()
    index.save()
    assert (tmp_path / "no-folder").read_text() == ""


def test_it_stops_in_time_and_goes_on(root: Path) -> None:
    index = Index(str(root))
    ticks = iter(range(100))
    first = index.refresh(seconds=0.5, clock=lambda: next(ticks))
    assert len(first.pending) == 2
    second = index.refresh(seconds=0.5, clock=lambda: next(ticks))
    assert len(second.pending) == 1
    assert index.refresh().pending == []
    assert summaries(index) == fresh(root)
