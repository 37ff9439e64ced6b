"""For any cache and any targets: what a plan promises is what the disk gains, and the rest is whole."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from huggingface_hub import scan_cache_dir
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_process import AgentProcess
from agents import has_shared_store
from caches import CachedRepo, add_repo, add_to_shared_store, commit_hash, content_size

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="making links needs a right of its own")

Target = tuple[str, str | None, str | None]

NAMES = ["models--org--one", "models--two", "datasets--org--one"]
REVISIONS = [commit_hash(name) for name in ("a", "b", "c")]
PATHS = ["config.json", "sub/model.bin", "sub/deep/refs/x.bin", "refs/y.bin"]
CONTENTS = [bytes([number]) * 10**number for number in range(1, 5)]
REFS = ["main", "v1", "refs/pr/1"]


@dataclass(frozen=True)
class Spec:
    """A cache, and what of it is to go, in which order."""

    files: dict[tuple[str, str, str], tuple[bytes, str]]
    """Repository, revision and path → content, and how it is kept: ``blob``, ``shared`` or ``copy``."""
    refs: dict[tuple[str, str], str]
    incomplete: dict[str, int]
    orphans: set[str]
    unused: bool
    targets: list[Target] = field(default_factory=list)


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    places = st.tuples(st.sampled_from(NAMES), st.sampled_from(REVISIONS), st.sampled_from(PATHS))
    kept = st.sampled_from(["blob", "blob", "shared", "copy"])
    files = draw(st.dictionaries(places, st.tuples(st.sampled_from(CONTENTS), kept), min_size=1, max_size=12))
    repos = sorted({name for name, _, _ in files})
    revisions = sorted({(name, revision) for name, revision, _ in files})
    refs = {
        (name, ref): revision for name, revision in revisions for ref in draw(st.sets(st.sampled_from(REFS)))
    }
    incomplete = draw(st.dictionaries(st.sampled_from(repos), st.integers(0, 500), max_size=2))
    everything: list[Target] = [
        *((name, None, None) for name in repos),
        *((name, revision, None) for name, revision in revisions),
        *files,
        *((name, None, "left.incomplete") for name in incomplete),
    ]
    targets = draw(st.lists(st.sampled_from(everything), min_size=1, max_size=6))
    orphans = draw(st.sets(st.sampled_from(repos)))
    return Spec(files, refs, incomplete, orphans, draw(st.booleans()), targets)


def build(root: Path, spec: Spec) -> None:
    repos: dict[str, CachedRepo] = {}
    for (name, revision, path), (content, kept) in spec.files.items():
        repo = repos.get(name) or repos.setdefault(name, add_repo(root, name))
        repo.snapshot(revision).mkdir(exist_ok=True)
        if kept == "copy":
            file = repo.snapshot(revision) / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        elif kept == "shared":
            repo.add_shared_file(revision, path, content)
        else:
            repo.add_file(revision, path, content)
    for (name, ref), revision in spec.refs.items():
        repos[name].set_refs(revision, [ref])
    for name, size in spec.incomplete.items():
        repos[name].add_incomplete("left", size)
    for name in spec.orphans:
        (repos[name].folder / "blobs").mkdir(exist_ok=True)
        (repos[name].folder / "blobs" / ("0" * 40)).write_bytes(b"nobody's")
    if spec.unused:
        add_to_shared_store(root, b"nobody's either")


@pytest.fixture(scope="module")
def agent() -> Iterator[AgentProcess]:
    with AgentProcess() as process:
        yield process


@given(spec=specs())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_plan_is_kept_to_the_byte_and_the_rest_is_whole(
    tmp_path: Path, agent: AgentProcess, spec: Spec
) -> None:
    if not has_shared_store():
        files = {place: (content, "blob") for place, (content, _) in spec.files.items()}
        spec = Spec(files, spec.refs, spec.incomplete, spec.orphans, False, spec.targets)
    root = tmp_path / "hub"
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    build(root, spec)
    before = content_size(root)
    targets = [dict(zip(("name", "revision", "file"), target, strict=True)) for target in spec.targets]

    planned = agent.result("cache.plan", {"root": str(root), "targets": targets})
    assert planned["problems"] == []
    assert content_size(root) == before
    promised_paths = sum(Path(path).stat().st_size for path in planned["paths"])
    assert promised_paths == planned["freed"]

    # In whatever order, also the targets that others cover.
    done = [agent.result("cache.delete", {"root": str(root), "target": target}) for target in targets]
    assert planned["freed"] == before - content_size(root) == sum(each["freed"] for each in done)
    if len(planned["items"]) == 1:
        assert planned["items"][0]["size"] == planned["freed"]
    assert not any(Path(path).exists() for path in planned["paths"])

    assert scan_cache_dir(root).warnings == []
    for (name, revision, path), (content, _) in spec.files.items():
        chosen = {(name, None, None), (name, revision, None), (name, revision, path)}
        file = root / name / "snapshots" / revision / path
        if chosen.isdisjoint(spec.targets):
            assert file.read_bytes() == content
        else:
            assert not file.exists()
