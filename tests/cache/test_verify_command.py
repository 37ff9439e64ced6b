"""``transformers-workbench cache verify`` and what ``cache rm`` refuses, against a Hub over real HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from agents import DEADLINE, running
from hub import Hub

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="making links needs a right of its own")

FILES = {"config.json": b"{}", "model.safetensors": b"weights", "README.md": b"# Name"}


async def download(root: Path, repo_id: str, *patterns: str) -> Path:
    request = {"root": str(root), "repo_id": repo_id, "repo_type": "model", "revision": None}
    async with running(online=True) as agent:
        done = await agent.ask("cache.download", {**request, "patterns": list(patterns) or None}, DEADLINE)
    return Path(done["folder"])


def cache(verb: str, root: Path, *words: str, language: str = "C") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "transformers_workbench", "cache", verb, *words, "--root", str(root)],
        capture_output=True,
        text=True,
        env={**os.environ, "LC_ALL": language, "PYTHONUTF8": "1"},
        stdin=subprocess.DEVNULL,
        check=False,
    )


def verify(root: Path, *words: str) -> tuple[int, dict[str, Any]]:
    answer = cache("verify", root, "--json", *words)
    return answer.returncode, json.loads(answer.stdout)


async def test_what_was_never_downloaded_is_no_fault_and_stays_away(hub: Hub, root: Path) -> None:
    hub.add("org/name").commit(FILES)
    await download(root, "org/name", "config.json")
    hub.log.clear()
    code, found = verify(root, "--repair")
    assert (code, found["faults"], found["repaired"], found["checked_files"]) == (0, [], [], 1)
    assert [each["file"] for each in found["not_fetched"]] == ["README.md", "model.safetensors"]
    assert hub.fetched() == []
    assert "2 more were never downloaded." in cache("verify", root).stdout


async def test_a_lost_file_is_a_fault_and_comes_back_alone(hub: Hub, root: Path) -> None:
    hub.add("org/name").commit(FILES)
    snapshot = await download(root, "org/name", "*.json", "*.safetensors")
    (snapshot / "model.safetensors").resolve().unlink()
    code, found = verify(root)
    assert (code, [each["cause"] for each in found["faults"]]) == (1, ["broken-link"])
    hub.log.clear()
    code, found = verify(root, "--repair")
    assert (code, hub.fetched()) == (0, ["model.safetensors"])
    assert not (snapshot / "README.md").exists()


async def test_a_hub_that_does_not_answer_is_told_once(hub: Hub, root: Path) -> None:
    for name in ("org/one", "org/two", "org/three"):
        hub.add(name).commit(FILES)
        await download(root, name)
    hub.broken = 501
    code, found = verify(root)
    assert (code, len(found["problems"])) == (1, 1)


async def test_why_something_cannot_be_deleted_is_said_in_the_users_language(hub: Hub, root: Path) -> None:
    hub.add("org/name").commit(FILES)
    snapshot = await download(root, "org/name")
    blobs = snapshot.parents[1] / "blobs"
    blobs.rename(root.parent / "elsewhere")
    blobs.symlink_to(root.parent / "elsewhere")
    english = cache("rm", root, "org/name", "--yes")
    japanese = cache("rm", root, "org/name", "--yes", language="ja_JP.UTF-8")
    assert (english.returncode, japanese.returncode) == (1, 1)
    for answer in (english, japanese):
        assert "! org/name: " in answer.stdout
        assert str(blobs) in answer.stdout
    assert "left alone" in english.stdout
    assert not japanese.stdout.isascii()
