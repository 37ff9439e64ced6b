"""Hostile repositories are opened in a real language server that has a token in use: nothing of them runs,
learns the token, or keeps anybody waiting.

Most share a server, and take one to three seconds each. One of its own, with agents that import transformers
anew, is only for those that come with an environment, or whose workspace is hostile as such.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import statistics
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from shutil import which
from typing import Any

import pytest
import pytest_asyncio

from all_repositories import ALL
from hostile_repositories import REPOSITORIES, SECRET, Canary, Repository
from marked_processes import PAUSE, MarkedProcesses, Seen
from tour import Tour, Unanswered, hover_seconds
from traces import Untouched, executed, of_processes, with_token
from windows import GONE_SECONDS, MEMORY_LIMIT, TOKEN, Window, Windows

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="pipes and links of a POSIX system"),
    pytest.mark.asyncio(loop_scope="module"),
]

HOVER_SECONDS = 0.2
LONGEST_TEXT = 10_000
"""Characters of what an error says."""
AGENT = "transformers_agent"
AGENT_BYTES = (400 + MEMORY_LIMIT + 64) * 2**20
"""An agent that has imported transformers, the limit of a request, and what an answer may add."""
SERVER_BYTES = 400 * 2**20
INTERNAL_ERROR = -32603
UNTRUSTED = (
    "git-promisor",
    "git-with-programs",
    "git-submodule",
    "run-with-its-own-keeper",
    "run-that-names-a-python",
    "run-that-names-a-victim",
    "run-to-be-resumed",
    "run-behind-a-link",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def windows(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Windows]:
    windows = Windows(tmp_path_factory.mktemp("window"))
    yield windows
    await windows.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def restricted(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Restricted]:
    restricted = Restricted(tmp_path_factory.mktemp("restricted"))
    yield restricted
    await restricted.windows.close()


class Restricted:
    """A window whose workspaces nobody trusts. ``asked``: a file that is there once git was started."""

    def __init__(self, place: Path) -> None:
        self.asked = place / "asked"
        git = place / "bin" / "git"
        git.parent.mkdir()
        git.write_text(f"#!/bin/sh\necho \"$@\" >> '{self.asked}'\nexec '{which('git')}' \"$@\"\n")
        git.chmod(0o755)
        self.environment = {"PATH": f"{git.parent}{os.pathsep}{os.environ['PATH']}"}
        self.windows = Windows(place, self.environment, is_trusted=False)


@pytest.mark.parametrize("repository", ALL, ids=lambda each: each.name)
async def test_opened_it_runs_nothing_learns_nothing_and_hangs_nothing(
    repository: Repository, windows: Windows, tmp_path: Path, canary: Canary
) -> None:
    faults, _ = await faults_of(repository, windows, tmp_path, canary)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("name", UNTRUSTED)
async def test_in_a_workspace_that_is_not_trusted_neither_git_nor_a_supervisor_is_started_either(
    name: str, restricted: Restricted, tmp_path: Path, canary: Canary
) -> None:
    faults, started = await faults_of(REPOSITORIES[name], restricted.windows, tmp_path, canary)
    faults += [f"a supervisor was started: {each.words}" for each in started if "supervise" in each.words]
    if restricted.asked.exists():
        faults.append(f"git was started: {restricted.asked.read_text()[:500]}")
        restricted.asked.unlink()
    assert not faults, "\n".join(faults)


async def test_where_it_is_trusted_git_is_started(
    restricted: Restricted, tmp_path: Path, canary: Canary
) -> None:
    """Else the test above would prove nothing."""
    windows = Windows(tmp_path / "window", restricted.environment)
    try:
        faults, _ = await faults_of(REPOSITORIES["git-with-programs"], windows, tmp_path, canary)
    finally:
        await windows.close()
    assert not faults, "\n".join(faults)
    assert "ls-files" in restricted.asked.read_text()
    restricted.asked.unlink()


async def faults_of(
    repository: Repository, windows: Windows, tmp_path: Path, canary: Canary
) -> tuple[list[str], list[Seen]]:
    """Opens a repository as an editor does: what it should not have brought about, and what was started."""
    folder = tmp_path / "repository"
    folder.mkdir()
    built = repository.build(folder, canary)
    untouched = Untouched(folder, canary, built.state)
    faults: list[str] = []
    alone = repository.alone or bool(built.environment)
    async with windows.window(folder, built.environment, alone=alone) as window:
        sent_before = len(window.client.wire)
        known = set(window.processes.seen)
        tour = Tour(window.client, folder)
        hovers = asyncio.create_task(hover_until_cancelled(window))
        try:
            await tour.take()
            hovers.cancel()
            after = statistics.median(await hover_seconds(window.client, 7))
            print(f"{repository.name}: the next hover took {after * 1000:.1f} ms")
            if after > HOVER_SECONDS:
                faults.append(f"the next hover took {after * 1000:.0f} ms")
        except (Unanswered, ConnectionError) as error:
            window.is_well = False
            faults.append(f"no answer: {error!r}")
        finally:
            hovers.cancel()
            with contextlib.suppress(asyncio.CancelledError, Unanswered, ConnectionError):
                await hovers
        faults += told_too_much(window.client.wire[sent_before:])
        faults += said_too_much(tour.failures)
        faults += foreign(tour.runs)
        if window.is_well:
            server = window.client.process.pid
            faults += await asyncio.to_thread(left_behind, window.processes, folder, server)
        started = [each for pid, each in dict(window.processes.seen).items() if pid not in known]
        faults += of_processes(started, folder, AGENT)
        faults += grown(window)
    faults += executed(canary)
    faults += untouched.changes()
    faults += with_token(TOKEN, [folder, canary.folder])
    return faults, started


async def hover_until_cancelled(window: Window) -> None:
    """As somebody does who reads on meanwhile."""
    while True:
        await hover_seconds(window.client, 1)
        await asyncio.sleep(0.05)


def told_too_much(wire: list[str]) -> list[str]:
    """Secrets in messages, beside those of documents that the editor itself sent."""
    faults = []
    for message in wire:
        if '"textDocument/didOpen"' in message[:200]:
            continue
        if SECRET in message:
            faults.append(f"the secret is in a message: {message[:200]}")
        if TOKEN in message:
            faults.append(f"the token is in a message: {message[:200]}")
    return faults[:3]


def said_too_much(failures: list[tuple[str, Any]]) -> list[str]:
    """Refusals that are none, or that are as long as what they are about."""
    faults = []
    for method, error in failures:
        if error["code"] == INTERNAL_ERROR:
            faults.append(f"{method} broke: {error['message'][:200]}")
        if len(str(error)) > LONGEST_TEXT:
            faults.append(f"{method} said {len(str(error))} characters")
    return sorted(set(faults))[:5]


def foreign(runs: list[dict[str, Any]]) -> list[str]:
    """Runs that are taken for ours, or that offer what only ours may."""
    return [
        f"run {run['id']} is taken for one of ours"
        for run in runs
        if run.get("ours", True) or run["canResume"]
    ][:3]


def left_behind(processes: MarkedProcesses, folder: Path, server: int) -> list[str]:
    """Processes that still work in the folder when all that was opened is closed again."""

    def working() -> list[str]:
        return [
            f"left: {each.words[:4]} in {each.folder}"
            for each in processes.left(0)
            if each.is_below(folder) and each.pid != server
        ]

    end = time.monotonic() + GONE_SECONDS
    while (found := working()) and time.monotonic() < end:
        time.sleep(PAUSE)
    return found


def grown(window: Window) -> list[str]:
    """Processes that took more memory than one request may."""
    faults = []
    for each in window.processes.alive():
        limit = SERVER_BYTES if each.pid == window.client.process.pid else AGENT_BYTES
        if each.memory > limit:
            faults.append(f"{each.memory >> 20} MiB were taken by {each.words[:4]}")
    return faults
