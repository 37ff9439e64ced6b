"""What a deletion would do, before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from transformers_workbench.cache.catalog import Catalog
from transformers_workbench.cache.describe import sendable
from transformers_workbench.cache.problem_words import plan_problems
from transformers_workbench.documents import uri_of
from transformers_workbench.lane import Lane
from transformers_workbench.protocol import CacheMention, CachePlan, CachePlanItem, CacheTarget, CacheUse
from transformers_workbench.wording import Wording

DEADLINE = 120.0
MENTIONS_LIMIT = 500
"""More places than anybody reads; the plan says when there are more."""


class Impact:
    """Makes plans: sizes by the installed library, mentions by a search of the workspace, uses by the
    system."""

    def __init__(self, lane: Lane, background: Lane, catalog: Catalog, say: Wording) -> None:
        self._lane = lane
        self._background = background
        self._catalog = catalog
        self._say = say

    async def unused_shared(self, root: str) -> list[CacheTarget]:
        """The blobs of the root's shared store that no repository links.

        Raises:
            WorkbenchError: the agent cannot say.
        """
        # Reads the whole store: not on the lane that has to answer the tree.
        found = await self._background.request("cache.unused_shared", {"root": root}, deadline=DEADLINE)
        return [CacheTarget(root, "", file=blob["file"]) for blob in found["blobs"]]

    async def plan(self, targets: Sequence[CacheTarget], folders: Sequence[str]) -> CachePlan:
        """What deleting ``targets`` would do.

        Raises:
            WorkbenchError: the agent cannot say.
        """
        items: list[CachePlanItem] = []
        problems: list[str] = []
        paths: list[str] = []
        freed = 0
        for root in dict.fromkeys(target.root for target in targets):
            here = [target for target in targets if target.root == root]
            found = await self._lane.request(
                "cache.plan", {"root": root, "targets": [plain(each) for each in here]}, deadline=DEADLINE
            )
            items += [_item(root, item) for item in found["items"]]
            problems += plan_problems(found, self._say)
            paths += found["paths"]
            freed += found["freed"]
        mentions = await self._mentions(targets, folders)
        whole = [str(Path(each.root, each.name)) for each in targets if not (each.revision or each.file)]
        return CachePlan(items, freed, mentions, await self._uses(paths, whole), problems)

    async def _mentions(self, targets: Sequence[CacheTarget], folders: Sequence[str]) -> list[CacheMention]:
        wanted = [each for each in (self._sought(target) for target in targets) if each is not None]
        if not wanted or not folders:
            return []
        params = {"folders": list(folders), "repos": wanted, "limit": MENTIONS_LIMIT}
        found = await self._background.request("cache.mentions", params, deadline=DEADLINE)
        # The line that names a model may name the token for it, too. Not needed for the server's start.
        from transformers_workbench.auth.secret_rules import masked

        return [
            CacheMention(
                repo_id=mention["repo_id"],
                uri=uri_of(Path(mention["path"])),
                line=mention["line"],
                character=mention["character"],
                text=sendable(masked(mention["text"])),
                revision=mention["revision"],
            )
            for mention in found["mentions"]
        ]

    def _sought(self, target: CacheTarget) -> dict[str, Any] | None:
        """The repository of a target with the revisions of it that would go; none for leftovers, which nobody
        can name."""
        facts = self._catalog.roots.get(target.root)
        repo = next((each for each in facts.repos if each["name"] == target.name), None) if facts else None
        if repo is None or (target.revision is None and target.file is not None):
            return None
        going = [
            revision
            for revision in repo["revisions"]
            if target.revision is None or revision["commit_hash"] == target.revision
        ]
        return {
            "repo_id": repo["repo_id"],
            "repo_type": repo["repo_type"],
            "revisions": [revision["commit_hash"] for revision in going],
            "refs": sorted({ref for revision in going for ref in revision["refs"]}),
        }

    async def _uses(self, paths: list[str], repos: list[str]) -> list[CacheUse]:
        """``repos``: folders that would go whole, downloads into which have no blob yet."""
        if not paths and not repos:
            return []
        request = {"paths": paths, "repos": repos}
        found = await self._background.request("cache.uses", request, deadline=DEADLINE)
        uses = [CacheUse(sendable(use["path"]), sendable(use["process"])) for use in found["uses"]]
        return uses + [CacheUse(sendable(path), "") for path in found["locked"]]


def plain(target: CacheTarget) -> dict[str, str | None]:
    """A target as the agent takes it."""
    return {"name": target.name, "revision": target.revision, "file": target.file}


def _item(root: str, item: dict[str, Any]) -> CachePlanItem:
    target = item["target"]
    return CachePlanItem(
        target=CacheTarget(root, target["name"], target.get("revision"), target.get("file")),
        label=sendable(item["label"]),
        detail=sendable(item["detail"]),
        size=item["size"],
        refs=[sendable(ref) for ref in item["refs"]],
    )
