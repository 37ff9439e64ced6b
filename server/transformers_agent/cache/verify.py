"""``cache.verify``: compares the files of a revision with the checksums that the Hub has of them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, BinaryIO

from transformers_agent.cache import hub, places
from transformers_agent.cache.hub_faults import told_as_faults, words_of
from transformers_agent.faults import Fault
from transformers_agent.progress import Progress
from transformers_agent.regular_files import open_regular
from transformers_agent.task import Params


def verify(params: Params, progress: Progress) -> dict[str, Any]:
    """``{checked, faults: [{file, kind, cause, detail}]}``.

    Checks ``revision``, a commit, of the repository in the folder ``name`` of ``root``. Progress is in bytes.

    ``checked`` counts the files that could be compared. ``kind`` is the library's verdict, ``cause`` why:
    ``mismatch``/``content``; ``missing``/``broken-link`` (it was there) or ``not-fetched`` (it never was: a
    download of some of the files is no damage); ``extra``/``not-on-hub``. ``detail`` is for people: the
    checksums of a mismatch, where a broken link leads, else empty.

    Raises:
        Fault: ``cache-foreign``, ``hub-…``, ``cache-file-unreadable``, ``missing-package``.
    """
    root = places.cache_root(str(params["root"]))
    name, revision = str(params["name"]), str(params["revision"])
    snapshot = places.snapshot_folder(places.repo_folder(root, name), revision)
    if not os.path.isdir(snapshot):
        raise Fault("repository-missing", snapshot, values={"repository": name})
    repo_type, repo_id = places.repo_of(name)
    with told_as_faults(repo_id, repo_type):
        hub.reach(repo_id, repo_type, revision)
        remote = hub.remote_files(repo_id, repo_type, revision)
    local = _local_files(snapshot)
    both = remote.keys() & local.keys()
    reading = _Reading(progress, sum(local[path].stat().st_size for path in both))
    watched = {path: _WatchedFile(file, path, reading) for path, file in local.items()}
    try:
        verdict = _compare(remote, watched, revision, Path(snapshot))
    except OSError as error:
        raise Fault("cache-file-unreadable", words_of(error)) from error
    faults = [
        *(_mismatch(each) for each in verdict["mismatches"]),
        *(_missing(snapshot, path) for path in verdict["missing"]),
        *({"file": path, "kind": "extra", "cause": "not-on-hub", "detail": ""} for path in verdict["extra"]),
    ]
    return {"checked": len(both), "faults": faults}


def revisions(params: Params) -> dict[str, Any]:
    """``cache.revisions``: ``{revisions}``, the commits of which the repository in the folder ``name`` of
    ``root`` has a snapshot. The library tells none of one it does not count, and a single lost blob is enough
    for that: just what a repair is for.

    Raises:
        Fault: ``cache-foreign``, ``cache-file-unreadable``, ``missing-package``.
    """
    folder = places.repo_folder(places.cache_root(str(params["root"])), str(params["name"]))
    try:
        with os.scandir(os.path.join(folder, "snapshots")) as entries:
            found = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    except (FileNotFoundError, NotADirectoryError):
        found = []
    except OSError as error:
        raise Fault("cache-file-unreadable", words_of(error)) from error
    return {"revisions": sorted(found)}


def _local_files(snapshot: str) -> dict[str, Path]:
    """Path inside → file, of what the library takes for the files of a snapshot."""
    try:
        from huggingface_hub.utils._verification import collect_local_files
    except ImportError:
        start = Path(snapshot)
        return {path.relative_to(start).as_posix(): path for path in start.rglob("*") if path.is_file()}
    found: dict[str, Path] = collect_local_files(Path(snapshot))
    return found


def _compare(
    remote: dict[str, Any], local: dict[str, _WatchedFile], revision: str, snapshot: Path
) -> dict[str, Any]:
    """``mismatches`` (``path``, ``expected``, ``actual``, ``algorithm``), ``missing`` and ``extra`` paths."""
    try:
        # What ``HfApi.verify_repo_checksums`` and ``hf cache verify`` end in; only here files can be watched.
        from huggingface_hub.utils._verification import verify_maps
    except ImportError:
        return _compare_ourselves(remote, local)
    found = verify_maps(remote_by_path=remote, local_by_path=local, revision=revision, verified_path=snapshot)
    return {"mismatches": found.mismatches, "missing": found.missing_paths, "extra": found.extra_paths}


def _compare_ourselves(remote: dict[str, Any], local: dict[str, _WatchedFile]) -> dict[str, Any]:
    """For a version that has no verification, with its own checksums."""
    from huggingface_hub.utils.sha import git_hash, sha_fileobj

    mismatches = []
    for path in sorted(remote.keys() & local.keys()):
        sha256 = hub.sha256_of(remote[path])
        with open_regular(local[path]) as stream:
            actual = git_hash(stream.read()) if sha256 is None else sha_fileobj(stream).hex()
        expected = str(remote[path].blob_id).lower() if sha256 is None else sha256
        if actual != expected:
            algorithm = "git-sha1" if sha256 is None else "sha256"
            mismatches.append({"path": path, "expected": expected, "actual": actual, "algorithm": algorithm})
    missing, extra = sorted(remote.keys() - local.keys()), sorted(local.keys() - remote.keys())
    return {"mismatches": mismatches, "missing": missing, "extra": extra}


def _mismatch(found: dict[str, str]) -> dict[str, str]:
    detail = f"{found['algorithm']} {found['actual']} ≠ {found['expected']}"
    return {"file": found["path"], "kind": "mismatch", "cause": "content", "detail": detail}


def _missing(snapshot: str, path: str) -> dict[str, str]:
    link = os.path.join(snapshot, *path.split("/"))
    if os.path.islink(link):
        return {"file": path, "kind": "missing", "cause": "broken-link", "detail": os.readlink(link)}
    return {"file": path, "kind": "missing", "cause": "not-fetched", "detail": ""}


class _Reading:
    """Counts what is read, of ``total`` bytes."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def add(self, size: int, label: str) -> None:
        self._done += size
        self._progress(self._done, self._total, "bytes", label)


class _WatchedFile:
    """A path for the library to open: reading from it is counted, so that a large file is not silent."""

    def __init__(self, path: Path, label: str, reading: _Reading) -> None:
        self._path = path
        self._label = label
        self._reading = reading

    def open(self, mode: str) -> _WatchedStream:
        return _WatchedStream(open_regular(self._path), self._label, self._reading)

    def __fspath__(self) -> str:
        return str(self._path)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._path, name)


class _WatchedStream:
    def __init__(self, stream: BinaryIO, label: str, reading: _Reading) -> None:
        self._stream = stream
        self._label = label
        self._reading = reading

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._reading.add(len(data), self._label)
        return data

    def __enter__(self) -> _WatchedStream:
        return self

    def __exit__(self, *reason: object) -> None:
        self._stream.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
