"""Our scan of a cache is huggingface_hub's ``scan_cache_dir``, whatever the cache looks like."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from damaged_caches import BLOBS, HASHES, Shape, build, shapes
from scan_facts import facts_of_ours, library_facts
from transformers_agent.cache.index import Index
from transformers_agent.cache.root import CacheMissing, scan_cache

WHOLE = Shape(
    "models--org--name",
    ("file", "file", "shared"),
    {HASHES[0]: {"config.json": "blob 0", "a/b.txt": "blob 1"}, HASHES[1]: {"a/c/d.bin": "blob 2"}},
    {"main": HASHES[0]},
    "none",
    1,
)


@settings(max_examples=300, deadline=None)
@given(cache=shapes(), store=st.booleans())
@example(cache=[WHOLE], store=True)
@example(cache=[WHOLE], store=False)
def test_equals_the_library_on_every_cache(cache: list[Shape], store: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve() / "hub"
        build(root, cache, store=store)
        ours = facts_of_ours(scan_cache(root))
        theirs = library_facts(root)
        # Where the library gives up, on a ref that is not UTF-8 for one, ours says what it can.
        if theirs is not None:
            assert ours == theirs


def test_a_missing_root_is_named(tmp_path: Path) -> None:
    with pytest.raises(CacheMissing, match="nowhere"):
        scan_cache(tmp_path / "nowhere")
    (tmp_path / "file").write_text("")
    with pytest.raises(CacheMissing, match="is a file"):
        scan_cache(tmp_path / "file")


def test_a_ref_that_is_not_text_hides_nothing_else(tmp_path: Path) -> None:
    build(tmp_path / "hub", [WHOLE, Shape("models--gpt2", WHOLE.blobs, {}, {}, "none", 0)], store=False)
    broken = tmp_path / "hub/models--org--name/refs/broken"
    broken.write_bytes(b"\xff\xfe\x00")
    cache = scan_cache(tmp_path / "hub")
    assert [repo.repo_id for repo in cache.repos] == ["gpt2"]
    assert len(cache.warnings) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is denied to root")
def test_a_folder_without_permission_hides_nothing_else(tmp_path: Path) -> None:
    build(tmp_path / "hub", [WHOLE, Shape("models--gpt2", WHOLE.blobs, {}, {}, "none", 0)], store=False)
    denied = tmp_path / "hub/models--org--name/snapshots"
    denied.chmod(0)
    try:
        cache = scan_cache(tmp_path / "hub")
    finally:
        denied.chmod(0o755)
    assert [repo.repo_id for repo in cache.repos] == ["gpt2"]
    assert "models--org--name" in cache.warnings[0]


def test_a_repository_deleted_while_it_is_read_is_a_warning(tmp_path: Path) -> None:
    build(tmp_path / "hub", [WHOLE], store=False)
    (tmp_path / "hub/models--org--name/blobs" / BLOBS[0]).unlink()
    cache = scan_cache(tmp_path / "hub")
    assert not cache.repos
    assert BLOBS[0] in cache.warnings[0]


def test_repositories_that_come_and_go_while_it_reads_end_no_scan(tmp_path: Path) -> None:
    root = tmp_path / "hub"
    names = [f"models--org--n{number}" for number in range(30)]
    build(
        root, [Shape(name, WHOLE.blobs, WHOLE.revisions, WHOLE.refs, "none", 1) for name in names], store=True
    )
    script = (
        "import shutil, sys, pathlib\n"
        "root = pathlib.Path(sys.argv[1])\n"
        "for repo in sorted(root.glob('models--*')):\n"
        "    shutil.rmtree(repo)\n"
        "    print(repo.name, flush=True)\n"
    )
    deleting = subprocess.Popen([sys.executable, "-c", script, str(root)], stdout=subprocess.DEVNULL)
    index = Index(str(root))
    while deleting.poll() is None:
        scan_cache(root)
        index.refresh()
    assert deleting.returncode == 0
    index.refresh()
    assert scan_cache(root).repos == []
    assert index.entries == {}
