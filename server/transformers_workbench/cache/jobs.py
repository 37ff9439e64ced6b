"""What takes long and can be cancelled: deleting, verifying, repairing, downloading. Each job has an agent
of its own, so that none waits for another, and cancelling one ends nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from itertools import groupby
from typing import Any

from transformers_workbench.agent_client import Progress
from transformers_workbench.cache.catalog import Catalog
from transformers_workbench.cache.describe import sendable
from transformers_workbench.cache.impact import plain
from transformers_workbench.errors import REASONS, WorkbenchError
from transformers_workbench.lane import Lane
from transformers_workbench.protocol import (
    CacheDeleted,
    CacheDeleteParams,
    CacheDownloaded,
    CacheDownloadParams,
    CacheFault,
    CacheOutcome,
    CacheProgress,
    CacheRepaired,
    CacheRepairParams,
    CacheTarget,
    CacheVerified,
    CacheVerifyParams,
)
from transformers_workbench.wording import Wording

SILENCE = 120.0
"""Seconds without a word after which an agent on the network is given up: longer than the library's own
time-outs."""
DELETION = 3600.0
"""Seconds. A repository of a terabyte on a network file system."""

Report = Callable[[CacheProgress], None]
NewLane = Callable[[bool], Lane]
"""A lane for one job; ``True``: one that may reach the network."""


class Jobs:
    """Runs them, and reports how far they are."""

    def __init__(self, new_lane: NewLane, catalog: Catalog, report: Report, say: Wording) -> None:
        self._new_lane = new_lane
        self._catalog = catalog
        self._report = report
        self._say = say

    async def delete(self, params: CacheDeleteParams) -> CacheDeleted:
        """One target after the other; what fails stops nothing else. Cancelling lets the one at hand
        finish."""
        outcomes: list[CacheOutcome] = []
        async with self._lane(online=False) as lane:
            for count, target in enumerate(params.targets):
                self._step(params.job, count, len(params.targets), target)
                request = asyncio.ensure_future(
                    lane.request(
                        "cache.delete", {"root": target.root, "target": plain(target)}, deadline=DELETION
                    )
                )
                cancelled = not await _finished(request)
                outcomes.append(await self._outcome(target, request))
                if cancelled:
                    return CacheDeleted(outcomes, _freed(outcomes), cancelled=True)
        self._step(params.job, len(params.targets), len(params.targets), None)
        return CacheDeleted(outcomes, _freed(outcomes), cancelled=False)

    async def verify(self, params: CacheVerifyParams) -> CacheVerified:
        """Each revision of the targets against the Hub."""
        revisions = self._revisions(params.targets)
        checked = done = 0
        faults: list[CacheFault] = []
        problems: list[CacheOutcome] = []
        try:
            async with self._lane(online=True) as lane:
                for target in revisions:
                    self._step(params.job, done, len(revisions), target)
                    request = {"root": target.root, "name": target.name, "revision": target.revision}
                    try:
                        found = await lane.request(
                            "cache.verify",
                            request,
                            deadline=SILENCE,
                            progress=self._follower(params.job, target),
                        )
                    except WorkbenchError as error:
                        problems.append(self._failed(target, error))
                    else:
                        checked += found["checked"]
                        faults += [_fault(target, fault) for fault in found["faults"]]
                    done += 1
        except asyncio.CancelledError:
            return CacheVerified(checked, done, faults, problems, cancelled=True)
        return CacheVerified(checked, done, faults, problems, cancelled=False)

    async def repair(self, params: CacheRepairParams) -> CacheRepaired:
        """The bad and missing files anew, revision by revision."""

        def place(fault: CacheFault) -> tuple[str, str, str]:
            return fault.target.root, fault.target.name, fault.target.revision or ""

        outcomes: list[CacheOutcome] = []
        files = size = 0
        bad = sorted((fault for fault in params.faults if fault.kind != "extra"), key=place)
        try:
            async with self._lane(online=True) as lane:
                for (root, name, revision), faults in groupby(bad, key=place):
                    names = [fault.target.file for fault in faults if fault.target.file is not None]
                    target = CacheTarget(root, name, revision)
                    try:
                        done = await lane.request(
                            "cache.repair",
                            {"root": root, "name": name, "revision": revision, "files": names},
                            deadline=SILENCE,
                            progress=self._follower(params.job, target),
                        )
                    except WorkbenchError as error:
                        outcomes.append(self._failed(target, error))
                        continue
                    files += done["fetched_files"]
                    size += done["fetched_bytes"]
                    outcomes += [
                        CacheOutcome(
                            CacheTarget(root, name, revision, outcome["file"]),
                            sendable(outcome["file"]),
                            outcome["bytes"],
                            sendable(outcome["problem"]),
                        )
                        for outcome in done["outcomes"]
                    ]
        except asyncio.CancelledError:
            return CacheRepaired(outcomes, files, size, cancelled=True)
        return CacheRepaired(outcomes, files, size, cancelled=False)

    async def download(self, params: CacheDownloadParams) -> CacheDownloaded:
        """A repository or files of it. What a cancelled download left is gone on with the next time."""
        target = CacheTarget(params.root, params.repo_id, params.revision)
        try:
            async with self._lane(online=True) as lane:
                found = await lane.request(
                    "cache.download",
                    {
                        "root": params.root,
                        "repo_id": params.repo_id,
                        "repo_type": params.repo_type,
                        "revision": params.revision,
                        "patterns": params.files or None,
                    },
                    deadline=SILENCE,
                    progress=self._follower(params.job, target),
                )
        except asyncio.CancelledError:
            return CacheDownloaded(None, None, cancelled=True)
        except WorkbenchError as error:
            reason = REASONS[error.reason]
            return CacheDownloaded(
                None,
                None,
                problem=self._say(reason.message, **error.values),
                advice=self._say(reason.advice, **error.values),
                gated_url=str(error.values["url"]) if error.values.get("url") else None,
            )
        return CacheDownloaded(found["folder"], found["commit_hash"])

    @asynccontextmanager
    async def _lane(self, *, online: bool) -> AsyncIterator[Lane]:
        lane = self._new_lane(online)
        try:
            yield lane
        finally:
            await asyncio.shield(lane.close())

    def _revisions(self, targets: Sequence[CacheTarget]) -> list[CacheTarget]:
        """The targets revision by revision, each once."""
        found: dict[CacheTarget, None] = {}
        for target in targets:
            facts = self._catalog.roots.get(target.root)
            for repo in facts.repos if facts else []:
                if repo["name"] != target.name:
                    continue
                for revision in repo["revisions"]:
                    if target.revision in (None, revision["commit_hash"]):
                        found[CacheTarget(target.root, target.name, revision["commit_hash"])] = None
        return list(found)

    async def _outcome(self, target: CacheTarget, request: asyncio.Future[dict[str, Any]]) -> CacheOutcome:
        try:
            done = await request
        except WorkbenchError as error:
            return self._failed(target, error)
        return CacheOutcome(target, sendable(done["label"]), done["freed"], "")

    def _failed(self, target: CacheTarget, error: WorkbenchError) -> CacheOutcome:
        reason = REASONS[error.reason]
        words = f"{self._say(reason.message, **error.values)} {self._say(reason.advice, **error.values)}"
        return CacheOutcome(target, _label(target), 0, sendable(words))

    def _step(self, job: str, done: int, total: int, target: CacheTarget | None) -> None:
        label = _label(target) if target is not None else ""
        self._report(CacheProgress(job, done, total, "items", label))

    def _follower(self, job: str, target: CacheTarget) -> Callable[[Progress], None]:
        def follow(progress: Progress) -> None:
            label = sendable(progress.label) or _label(target)
            self._report(CacheProgress(job, progress.done, progress.total, progress.unit, label))

        return follow


async def _finished(request: asyncio.Future[Any]) -> bool:
    """Waits for the request to end, whatever happens to the waiter; ``False`` when it was cancelled
    meanwhile."""
    undisturbed = True
    while not request.done():
        try:
            await asyncio.wait([request])
        except asyncio.CancelledError:
            undisturbed = False
    return undisturbed


def _freed(outcomes: Sequence[CacheOutcome]) -> int:
    return sum(outcome.freed for outcome in outcomes)


def _fault(target: CacheTarget, fault: dict[str, Any]) -> CacheFault:
    place = CacheTarget(target.root, target.name, target.revision, sendable(fault["file"]))
    return CacheFault(place, fault["kind"], sendable(fault["detail"]))


def _label(target: CacheTarget) -> str:
    name = target.name.partition("--")[2].replace("--", "/") or target.name
    return "@".join([name, target.revision[:7]]) if target.revision else name
