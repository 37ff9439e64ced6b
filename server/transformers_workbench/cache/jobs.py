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
from transformers_workbench.errors import WorkbenchError, problem_words
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
from transformers_workbench.reasons import REASONS
from transformers_workbench.wording import Wording

SILENCE = 120.0
"""Seconds without a word after which an agent on the network is given up: longer than the library's own
time-outs."""
DELETION = 3600.0
"""Seconds. A repository of a terabyte on a network file system."""
OF_EVERYTHING = frozenset({"hub-unreachable", "hub-token", "missing-package", "missing-module"})
"""What is the matter with one revision is with each: asking for the next takes minutes and says the same."""

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
        files = compared = skipped = 0
        faults: list[CacheFault] = []
        problems: list[CacheOutcome] = []
        try:
            async with self._lane(online=True) as lane:
                revisions = await self._revisions(lane, params.targets, problems)
                for step, target in enumerate(revisions, 1):
                    request = {"root": target.root, "name": target.name, "revision": target.revision}
                    try:
                        found = await lane.request(
                            "cache.verify",
                            request,
                            deadline=SILENCE,
                            progress=self._begin(params.job, target, step, len(revisions)),
                        )
                    except WorkbenchError as error:
                        problems.append(self._failed(target, error))
                        if error.reason in OF_EVERYTHING:
                            skipped = len(revisions) - step
                            break
                    else:
                        compared += 1
                        files += found["checked"]
                        faults += [_fault(target, fault) for fault in found["faults"]]
        except asyncio.CancelledError:
            return CacheVerified(files, compared, faults, problems, cancelled=True)
        return CacheVerified(files, compared, faults, problems, cancelled=False, skipped_revisions=skipped)

    async def repair(self, params: CacheRepairParams) -> CacheRepaired:
        """The bad and missing files anew, revision by revision; those that were never downloaded only when
        that is asked for."""

        def place(fault: CacheFault) -> tuple[str, str, str]:
            return fault.target.root, fault.target.name, fault.target.revision or ""

        outcomes: list[CacheOutcome] = []
        files = size = 0
        kinds = {"missing", "mismatch", *(["not-fetched"] if params.not_fetched else [])}
        bad = sorted((fault for fault in params.faults if fault.kind in kinds), key=place)
        steps = [(at, list(faults)) for at, faults in groupby(bad, key=place)]
        try:
            async with self._lane(online=True) as lane:
                for step, ((root, name, revision), faults) in enumerate(steps, 1):
                    names = [fault.target.file for fault in faults if fault.target.file is not None]
                    target = CacheTarget(root, name, revision)
                    try:
                        done = await lane.request(
                            "cache.repair",
                            {"root": root, "name": name, "revision": revision, "files": names},
                            deadline=SILENCE,
                            progress=self._begin(params.job, target, step, len(steps)),
                        )
                    except WorkbenchError as error:
                        outcomes.append(self._failed(target, error))
                        if error.reason in OF_EVERYTHING:
                            break
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
                    progress=self._follower(params.job),
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
        return CacheDownloaded(found["folder"], found["commit_hash"], sendable(found["name"]))

    @asynccontextmanager
    async def _lane(self, *, online: bool) -> AsyncIterator[Lane]:
        lane = self._new_lane(online)
        try:
            yield lane
        finally:
            await asyncio.shield(lane.close())

    async def _revisions(
        self, lane: Lane, targets: Sequence[CacheTarget], problems: list[CacheOutcome]
    ) -> list[CacheTarget]:
        """The targets revision by revision, each once. Of a damaged repository nothing is known but the names
        of its snapshots; where those cannot be read is added to ``problems``."""
        found: dict[CacheTarget, None] = {}
        for target in targets:
            facts = self._catalog.roots.get(target.root)
            for repo in facts.repos if facts else []:
                if repo["name"] != target.name:
                    continue
                commits = [revision["commit_hash"] for revision in repo["revisions"]]
                if repo["damage"] is not None:
                    place = {"root": target.root, "name": target.name}
                    try:
                        known = await lane.request("cache.revisions", place, deadline=SILENCE)
                    except WorkbenchError as error:
                        if error.reason != "cache-foreign":  # A stray file, say, is nothing to compare.
                            problems.append(self._failed(target, error))
                        continue
                    commits = known["revisions"]
                for commit in commits:
                    if target.revision in (None, commit):
                        found[CacheTarget(target.root, target.name, commit)] = None
        return list(found)

    async def _outcome(self, target: CacheTarget, request: asyncio.Future[dict[str, Any]]) -> CacheOutcome:
        try:
            done = await request
        except WorkbenchError as error:
            return self._failed(target, error)
        return CacheOutcome(target, sendable(done["label"]), done["freed"], "")

    def _failed(self, target: CacheTarget, error: WorkbenchError) -> CacheOutcome:
        return CacheOutcome(target, _label(target), 0, sendable(problem_words(error, self._say)))

    def _step(self, job: str, done: int, total: int, target: CacheTarget | None) -> None:
        label = _label(target) if target is not None else ""
        self._report(CacheProgress(job, done, total, "items", label))

    def _begin(self, job: str, target: CacheTarget, step: int, steps: int) -> Callable[[Progress], None]:
        """Says that a step begins; what it returns says how far that is."""
        self._report(CacheProgress(job, 0, 0, "bytes", _label(target), step, steps))
        return self._follower(job, target, step, steps)

    def _follower(
        self, job: str, target: CacheTarget | None = None, step: int = 1, steps: int = 1
    ) -> Callable[[Progress], None]:
        """Says how far a step is. What the agent works on is a file: ``target``, when there is one, tells
        more than its name."""

        def follow(progress: Progress) -> None:
            label = sendable(progress.label) if target is None else _label(target)
            self._report(CacheProgress(job, progress.done, progress.total, progress.unit, label, step, steps))

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
    return CacheFault(
        place,
        "not-fetched" if fault["cause"] == "not-fetched" else fault["kind"],
        sendable(fault["detail"]),
    )


def _label(target: CacheTarget) -> str:
    name = sendable(target.name.partition("--")[2].replace("--", "/") or target.name)
    return "@".join([name, target.revision[:7]]) if target.revision else name
