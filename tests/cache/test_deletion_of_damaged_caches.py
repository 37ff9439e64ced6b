"""Whatever is wrong with a cache: a deletion does what it says or nothing, and touches nothing else."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from agent_process import AgentProcess
from agents import has_shared_store
from caches import content_size, everything_in
from damaged_caches import Shape, build, shapes

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="making links needs a right of its own")


@pytest.fixture(scope="module")
def agent() -> Iterator[AgentProcess]:
    with AgentProcess() as process:
        yield process


def lead_links_to(outside: Path, root: Path) -> None:
    """Links out of the cache lead to a file of the test's instead of the system's."""
    for path in root.rglob("*"):
        if path.is_symlink() and os.fspath(path.readlink()) == "/etc/hostname":
            path.unlink()
            path.symlink_to(outside)


def targets_in(cache: list[Shape]) -> list[tuple[str, str | None, str | None]]:
    found: list[tuple[str, str | None, str | None]] = []
    for shape in cache:
        found.append((shape.name, None, None))
        found += [(shape.name, None, f"{'1' * 40}.incomplete")] * bool(shape.incomplete)
        for revision, files in shape.revisions.items():
            found.append((shape.name, revision, None))
            found += [(shape.name, revision, file) for file in files]
    return found


@given(cache=shapes().filter(bool), store=st.booleans(), data=st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_deletion_does_what_it_says_or_nothing(
    tmp_path: Path, agent: AgentProcess, cache: list[Shape], store: bool, data: st.DataObject
) -> None:
    outside, root = tmp_path / "precious", tmp_path / "hub"
    shutil.rmtree(root, ignore_errors=True)
    outside.write_text("precious", encoding="utf-8")
    build(root, cache, store=store and has_shared_store())
    lead_links_to(outside, root)
    name, revision, file = data.draw(st.sampled_from(targets_in(cache)))
    target = {"name": name, "revision": revision, "file": file}
    before, size = everything_in(root), content_size(root)

    planned = agent.result("cache.plan", {"root": str(root), "targets": [target]})
    assert everything_in(root) == before
    answer = agent.request("cache.delete", {"root": str(root), "target": target})

    assert outside.read_text(encoding="utf-8") == "precious"
    after = everything_in(root)
    if "error" in answer:
        event(answer["error"]["reason"])
        assert answer["error"]["reason"] in ("cache-foreign", "cache-not-deleted")
        assert after == before
        assert (planned["items"], planned["freed"], len(planned["problems"])) == ([], 0, 1)
        return
    event("gone" if answer["result"]["gone"] else "deleted")
    assert answer["result"]["freed"] == planned["freed"] == size - content_size(root)
    gone = before.keys() - after.keys()
    notes = {path for path in gone ^ (after.keys() - before.keys()) if path.endswith((".refs", ".lock"))}
    assert all(path == name or path.startswith((f"{name}/", "blobs/")) for path in gone)
    assert after.keys() - before.keys() <= notes
    place = root / name
    if revision is not None:
        place = place / "snapshots" / revision / (file or "")
    elif file is not None:
        place = place / "blobs" / file
    assert not os.path.lexists(place)
