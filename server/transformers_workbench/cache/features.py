"""The cache room on the language server: every handler hands on and returns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from transformers_workbench import protocol
from transformers_workbench.cache.catalog import Catalog
from transformers_workbench.cache.describe import describe, sendable
from transformers_workbench.cache.hub_page import hub_page
from transformers_workbench.cache.impact import Impact
from transformers_workbench.cache.jobs import Jobs
from transformers_workbench.cache.proposal import propose
from transformers_workbench.documents import path_of, uri_of
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.reasons import REASONS
from transformers_workbench.rpc import method

DEADLINE = 60.0
CARD = "README.md"


def register(server: WorkbenchServer) -> None:
    """Puts the room on the server; nothing of it runs until the tree is first looked at."""
    room: list[Room] = []

    def the() -> Room:
        if not room:
            room.append(Room(server))
        return room[0]

    register_tree(server, the)
    register_deletion(server, the)
    register_network(server, the)


class Room:
    """The parts of the room, put together."""

    def __init__(self, server: WorkbenchServer) -> None:
        lanes = server.lanes
        self.lane = lanes.cache
        self.catalog = Catalog(
            lanes.cache,
            lanes.workspace,
            lambda complete: server.notify_client(protocol.CACHE_CHANGED, protocol.CacheChanged(complete)),
        )
        self.impact = Impact(lanes.cache, lanes.workspace, self.catalog, server.say)
        self.jobs = Jobs(
            lanes.job,
            self.catalog,
            lambda progress: server.notify_client(protocol.CACHE_PROGRESS, progress),
            server.say,
        )


def register_tree(server: WorkbenchServer, the: Callable[[], Room]) -> None:
    @method(server, protocol.CACHE_LIST, server.wording)
    async def list_caches(params: protocol.CacheListParams) -> protocol.CacheList:
        await the().catalog.look(params.roots, _paths(params.folders), params.look)
        return describe(the().catalog, server.say)

    @method(server, protocol.CACHE_FILES, server.wording)
    async def files(params: protocol.CacheFilesParams) -> protocol.CacheFiles:
        request = {"root": params.root, "name": params.name, "revision": params.revision}
        try:
            found = await the().lane.request("cache.files", request, deadline=DEADLINE)
        except WorkbenchError as error:
            return protocol.CacheFiles([], server.say(REASONS[error.reason].message, **error.values))
        return protocol.CacheFiles(
            [
                protocol.CacheFile(
                    path=sendable(file["path"]),
                    size=file["size"],
                    uri=uri_of(Path(file["file"])),
                    blob_uri=uri_of(Path(file["blob"])),
                    shared=file["shared"],
                )
                for file in found["files"]
            ]
        )

    @method(server, protocol.CACHE_CARD, server.wording)
    async def card(params: protocol.CacheCardParams) -> protocol.CacheCard:
        request = {"root": params.root, "name": params.name, "revision": params.revision}
        try:
            found = await the().lane.request("cache.files", request, deadline=DEADLINE)
        except WorkbenchError:
            found = {"files": []}  # Damaged; its page may still tell what it was.
        uris = [uri_of(Path(file["file"])) for file in found["files"] if file["path"] == CARD]
        return protocol.CacheCard(uris[0] if uris else None, hub_page(params.name, params.revision))


def register_deletion(server: WorkbenchServer, the: Callable[[], Room]) -> None:
    @method(server, protocol.CACHE_PROPOSE, server.wording)
    async def proposed(params: protocol.CacheProposeParams) -> protocol.CachePlan:
        return await the().impact.plan(await targets(params), _paths(params.folders))

    async def targets(params: protocol.CacheProposeParams) -> list[protocol.CacheTarget]:
        if params.what == "unused-shared":
            return await the().impact.unused_shared(params.root) if params.name is None else []
        catalog = the().catalog
        facts = catalog.roots.get(params.root)
        if facts is None:
            return []
        # Searched now: what was known may be from before somebody wrote the line that needs it.
        used = await catalog.named_in(_paths(params.folders)) if params.what == "free" else set()
        return propose(facts, params.what, params.bytes, used, params.name)

    @method(server, protocol.CACHE_PLAN, server.wording)
    async def plan(params: protocol.CachePlanParams) -> protocol.CachePlan:
        return await the().impact.plan(params.targets, _paths(params.folders))

    @method(server, protocol.CACHE_DELETE, server.wording)
    async def delete(params: protocol.CacheDeleteParams) -> protocol.CacheDeleted:
        return await the().jobs.delete(params)


def register_network(server: WorkbenchServer, the: Callable[[], Room]) -> None:
    @method(server, protocol.CACHE_VERIFY, server.wording)
    async def verify(params: protocol.CacheVerifyParams) -> protocol.CacheVerified:
        return await the().jobs.verify(params)

    @method(server, protocol.CACHE_REPAIR, server.wording)
    async def repair(params: protocol.CacheRepairParams) -> protocol.CacheRepaired:
        return await the().jobs.repair(params)

    @method(server, protocol.CACHE_DOWNLOAD, server.wording)
    async def download(params: protocol.CacheDownloadParams) -> protocol.CacheDownloaded:
        return await the().jobs.download(params)


def _paths(folders: Sequence[str]) -> list[str]:
    """Folders of the workspace that lie on this machine."""
    return [str(path_of(uri)) for uri in folders if uri.startswith("file:")]
