"""Who uses a file now: real processes that have it open, map it, or hold the lock of its download."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from transformers_agent.cache.uses import is_held, uses

ETAG = "a" * 64

OPENS = "import sys; stream = open(sys.argv[1], 'rb'); print('ready', flush=True); sys.stdin.read()"
MAPS = """
import mmap, sys
with open(sys.argv[1], "rb") as stream:
    mapped = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
print("ready", flush=True)
sys.stdin.read()
"""
LOADS = """
import sys
from safetensors import safe_open
with safe_open(sys.argv[1], "numpy") as tensors:
    print("ready", flush=True)
    sys.stdin.read()
"""
LOCKS = """
import sys
from huggingface_hub.utils import WeakFileLock
with WeakFileLock(sys.argv[1]):
    print("ready", flush=True)
    sys.stdin.read()
"""


@contextmanager
def child(program: str, path: Path) -> Iterator[int]:
    """A process that runs ``program`` on ``path`` for as long as the block lasts; its id."""
    process = subprocess.Popen(
        [sys.executable, "-c", program, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )
    assert process.stdout is not None and process.stdin is not None
    assert process.stdout.readline().strip() == b"ready"
    yield process.pid
    process.stdin.close()
    process.wait()
    process.stdout.close()


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A cache with one repository of one file; its lock lies there, as after a download."""
    repository = tmp_path / "models--org--name"
    (repository / "blobs").mkdir(parents=True)
    (repository / "blobs" / ETAG).write_bytes(b"x" * 5000)
    (repository / "snapshots/0123").mkdir(parents=True)
    (repository / "snapshots/0123/model.bin").symlink_to(f"../../blobs/{ETAG}")
    (tmp_path / ".locks/models--org--name").mkdir(parents=True)
    lock(tmp_path).touch()
    return tmp_path


def blob(cache: Path) -> Path:
    return cache / "models--org--name/blobs" / ETAG


def link(cache: Path) -> Path:
    return cache / "models--org--name/snapshots/0123/model.bin"


def lock(cache: Path) -> Path:
    return cache / f".locks/models--org--name/{ETAG}.lock"


linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere psutil tells less")


def test_a_file_nobody_uses(cache: Path) -> None:
    answer = uses({"paths": [str(blob(cache)), str(link(cache)), str(cache / "not there")]})
    assert (answer["uses"], answer["locked"]) == ([], [])


@linux
@pytest.mark.parametrize("program", [OPENS, MAPS])
def test_a_file_that_is_open_or_mapped_is_used_under_each_of_its_names(cache: Path, program: str) -> None:
    with child(program, link(cache)) as pid:
        answer = uses({"paths": [str(blob(cache)), str(link(cache))]})
        assert answer["complete"]
        assert [use["path"] for use in answer["uses"]] == [str(blob(cache)), str(link(cache))]
        assert all(use["process"].endswith(f"(pid {pid})") for use in answer["uses"])
        assert all(use["process"].startswith("python") for use in answer["uses"])
    assert uses({"paths": [str(blob(cache))]})["uses"] == []


@linux
def test_loaded_safetensors_are_used(tmp_path: Path) -> None:
    numpy = pytest.importorskip("numpy")
    safetensors = pytest.importorskip("safetensors.numpy")
    file = tmp_path / "名前 with\nnewline.safetensors"
    safetensors.save_file({"weight": numpy.zeros((64, 64))}, str(file))
    with child(LOADS, file) as pid:
        [use] = uses({"paths": [str(file)]})["uses"]
        assert use["process"].endswith(f"(pid {pid})")


@linux
def test_a_file_in_the_shared_store_is_used_through_the_repository_s_link(cache: Path) -> None:
    stored = cache / "blobs/aa" / ETAG
    stored.parent.mkdir(parents=True)
    blob(cache).rename(stored)
    blob(cache).symlink_to(f"../../blobs/aa/{ETAG}")
    with child(OPENS, link(cache)):
        answer = uses({"paths": [str(link(cache)), str(blob(cache)), str(stored)]})
        assert {use["path"] for use in answer["uses"]} == {str(link(cache)), str(blob(cache)), str(stored)}
    # The lock of the download is that of the repository's blob, which is on the way.
    with child(LOCKS, lock(cache)):
        assert uses({"paths": [str(link(cache))]})["locked"] == [str(lock(cache))]


def test_a_held_lock_is_a_download_in_flight(cache: Path) -> None:
    names = [ETAG, f"{ETAG}.incomplete", f"{ETAG}.0a1b2c3d.incomplete"]
    with child(LOCKS, lock(cache)):
        for path in (*(blob(cache).with_name(name) for name in names), link(cache)):
            answer = uses({"paths": [str(path)]})
            assert (answer["locked"], answer["complete"]) == ([str(lock(cache))], True)
        assert uses({"paths": [], "repos": [str(cache / "models--org--name")]})["locked"] == [
            str(lock(cache))
        ]
    assert uses({"paths": [str(blob(cache))]})["locked"] == []


def test_looking_neither_makes_a_lock_nor_takes_it_away(cache: Path) -> None:
    lock(cache).unlink()
    assert is_held(str(lock(cache))) is False
    assert not lock(cache).exists()
    with child(LOCKS, lock(cache)):
        assert is_held(str(lock(cache))) is True
        assert is_held(str(lock(cache))) is True
        assert lock(cache).exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_what_is_no_lock_never_blocks(cache: Path) -> None:
    lock(cache).unlink()
    os.mkfifo(lock(cache))
    os.mkfifo(blob(cache).with_name("pipe"))
    (blob(cache).with_name("loop")).symlink_to("loop")
    paths = [str(blob(cache).with_name(name)) for name in (ETAG, "pipe", "loop")]
    assert uses({"paths": paths})["locked"] == []


@linux
def test_every_process_of_this_machine_is_looked_at_in_a_moment(cache: Path) -> None:
    paths = [str(blob(cache).with_name(f"{number:064x}")) for number in range(5000)]
    begun = time.perf_counter()
    uses({"paths": paths})
    count = sum(entry.name.isdigit() for entry in Path("/proc").iterdir())
    assert time.perf_counter() - begun < 1 + count / 1000
