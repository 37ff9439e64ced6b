"""Resolves every kind of source; a repository's folder is asked of the installed huggingface_hub."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from transformers_workbench.chat_template.sources import Resolved, resolve_document, resolve_folder
from transformers_workbench.documents import OpenBuffer, uri_of
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lane import Lane
from transformers_workbench.protocol import (
    DocumentSource,
    FolderSource,
    ModelEntry,
    ModelList,
    RepositorySource,
    TemplateSource,
)

CACHE_DEADLINE = 60.0
"""Seconds: a cold scan of a large cache on a network file system."""
_WALK_LIMIT = 20_000
_SKIPPED = {"node_modules", "__pycache__", "site-packages"}


class Resolver:
    """From a source to its templates. ``workspaces``: the folders that are open in the editor."""

    def __init__(
        self, lane: Lane, open_buffer: OpenBuffer, workspaces: Callable[[], list[Path]] = list
    ) -> None:
        self._lane = lane
        self._open_buffer = open_buffer
        self._workspaces = workspaces
        self._snapshots: dict[tuple[str, str | None], Path] = {}

    async def resolve(self, source: TemplateSource) -> Resolved:
        """Resolves a source.

        Raises:
            WorkbenchError: it is not there or cannot be read.
        """
        if isinstance(source, DocumentSource):
            return resolve_document(source, self._open_buffer, self._workspaces())
        if isinstance(source, FolderSource):
            return resolve_folder(source, self._open_buffer, workspaces=self._workspaces())
        folder = await self._snapshot(source)
        title = source.repo_id + (f"@{source.revision}" if source.revision else "")
        return resolve_folder(FolderSource("folder", uri_of(folder)), self._open_buffer, title)

    async def _snapshot(self, source: RepositorySource) -> Path:
        key = (source.repo_id, source.revision)
        known = self._snapshots.get(key)
        if known is None or not known.is_dir():
            params = {"repo_id": source.repo_id, "revision": source.revision}
            try:
                answer = await self._lane.request("cache.snapshot", params, deadline=CACHE_DEADLINE)
            except WorkbenchError as error:
                if error.reason == "repository-missing":
                    raise WorkbenchError("repository-missing", repository=source.repo_id) from error
                raise
            known = self._snapshots[key] = Path(answer["folder"])
        return known

    def forget_snapshots(self) -> None:
        """A ref may point elsewhere by now."""
        self._snapshots.clear()


async def list_models(lane: Lane, folders: list[Path]) -> ModelList:
    """Everything that can be previewed: model folders of the workspace, then the cache's repositories."""
    entries = [
        ModelEntry(
            source=FolderSource("folder", uri_of(path)),
            label=path.name,
            detail=str(path.relative_to(root.parent)),
        )
        for root in folders
        for path in model_folders(root)
    ]
    warning: str | None = None
    try:
        answer = await lane.request("cache.models", {}, deadline=CACHE_DEADLINE)
    except WorkbenchError as error:
        return ModelList(entries, str(error.values.get("message") or error.reason))
    for model in answer["models"]:
        refs = [ref for revision in model["revisions"] for ref in revision["refs"]]
        detached = [revision["commit_hash"] for revision in model["revisions"] if not revision["refs"]]
        if model["revisions"]:
            revisions = sorted(refs, key=lambda ref: (ref != "main", ref)) + detached
            source = RepositorySource("repository", model["repo_id"])
            entries.append(ModelEntry(source, model["repo_id"], answer["root"], revisions))
    if answer["warnings"]:
        warning = "\n".join(answer["warnings"])
    return ModelList(entries, warning)


def model_folders(root: Path) -> list[Path]:
    """Folders below ``root`` that hold a tokenizer or a chat template; hidden ones and packages left out."""
    found, stack, seen = [], [root], 0
    while stack and seen < _WALK_LIMIT:
        folder = stack.pop()
        try:
            children = sorted(folder.iterdir())
        except OSError:
            continue
        seen += len(children)
        names = {child.name for child in children}
        if names & {"chat_template.jinja", "tokenizer_config.json"}:
            found.append(folder)
        stack += [
            child
            for child in reversed(children)
            if child.is_dir()
            and not child.is_symlink()
            and child.name not in _SKIPPED
            and child.name[0] != "."
        ]
    return found
