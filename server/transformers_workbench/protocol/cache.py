"""The Hugging Face cache."""

from __future__ import annotations

from typing import Literal

import attrs

from transformers_workbench.protocol.method import Method


@attrs.frozen(repr=False, eq=False)
class CacheRevision:
    """A snapshot of a repository."""

    commit_hash: str
    refs: list[str]
    """Empty: the revision is detached."""
    size_on_disk: int
    """Bytes of its blobs, each counted once."""
    unique_size: int
    """Bytes of the blobs that no other revision uses: what deleting it alone would free."""
    file_count: int
    last_modified: float
    """Seconds since the epoch."""


@attrs.frozen(repr=False, eq=False)
class CacheRepo:
    """A repository of the cache, or a folder that should be one."""

    name: str
    """The name of its folder, for example ``models--Qwen--Qwen3-0.6B``: it identifies the repository in
    its root."""
    repo_id: str
    repo_type: str
    """``model``, ``dataset``, ``space``, ``kernel``; empty when it is damaged beyond that."""
    size_on_disk: int
    file_count: int
    last_accessed: float
    """Seconds since the epoch; 0 when nothing is known."""
    last_modified: float
    revisions: list[CacheRevision]
    """``main`` first, then other refs, then detached ones, the newest first."""
    incomplete_size: int
    """Bytes of interrupted downloads in it."""
    incomplete_count: int
    markers: list[Literal["chat-template", "custom-code", "gated"]]
    damage: str | None
    """Why the library does not count it, in its own words."""
    used_here: bool | None
    """Whether a file of the workspace names it; ``None``: not looked yet."""


@attrs.frozen(repr=False, eq=False)
class CacheExtra:
    """What else fills the disk beside the repositories."""

    kind: Literal["incomplete", "shared", "unused-shared", "xet", "assets", "datasets"]
    label: str
    path: str
    size: int
    """Bytes; each shared byte of a root counts in one place only."""
    detail: str
    """What it is and whether it may go, in the user's language."""


@attrs.frozen(repr=False, eq=False)
class CacheRoot:
    """One cache folder."""

    path: str
    active: bool
    """The one that huggingface_hub uses; others were added by the setting."""
    reason: str
    """Why this folder, in the user's language: which variable or default decided."""
    state: Literal["ok", "reading", "empty", "missing", "unreadable", "foreign"]
    message: str
    """What is the matter and what to do next; empty when all is well."""
    repos: list[CacheRepo]
    extras: list[CacheExtra]
    size_on_disk: int
    """Bytes of everything shown, every shared byte once."""
    free: int | None
    """Bytes free on its disk."""
    warnings: list[str]


@attrs.frozen(repr=False, eq=False)
class CacheListParams:
    """Asks for the caches as they are known now; ``CACHE_CHANGED`` says when to ask again."""

    roots: list[str] = attrs.field(factory=list)
    """Folders beside the active one, absolute; ``~`` is understood."""
    folders: list[str] = attrs.field(factory=list)
    """The workspace's folders, URIs: where repositories may be named."""
    look: Literal["known", "changes", "thorough"] = "changes"
    """``known`` answers at once; ``changes`` first looks at every folder; ``thorough`` at every blob."""


@attrs.frozen(repr=False, eq=False)
class CacheList:
    """The caches, the active one first. ``complete`` is false while some repositories are still being
    read."""

    roots: list[CacheRoot]
    complete: bool


@attrs.frozen(repr=False, eq=False)
class CacheChanged:
    """Something in the caches changed, or more of them has been read."""

    complete: bool


@attrs.frozen(repr=False, eq=False)
class CacheTarget:
    """A repository, one of its revisions, a file of a revision, an interrupted download, or an unused
    shared blob."""

    root: str
    name: str
    """The repository's folder; empty for a shared blob."""
    revision: str | None = None
    """A commit hash."""
    file: str | None = None
    """A path inside of the revision; without ``revision`` the name of an incomplete or shared blob."""


@attrs.frozen(repr=False, eq=False)
class CacheFilesParams:
    """Asks for the files of one revision."""

    root: str
    name: str
    revision: str


@attrs.frozen(repr=False, eq=False)
class CacheFile:
    """A file of a revision."""

    path: str
    """Inside of the revision, with ``/``."""
    size: int
    uri: str
    blob_uri: str
    shared: bool
    """Another revision or repository uses the same blob."""


@attrs.frozen(repr=False, eq=False)
class CacheFiles:
    """The files of one revision by path; or why they cannot be listed."""

    files: list[CacheFile]
    message: str = ""


@attrs.frozen(repr=False, eq=False)
class CacheProposeParams:
    """Asks what could go: all detached revisions, all interrupted downloads, all blobs of the shared store
    that no repository links, or the least recently used and unused here until ``bytes`` are freed."""

    root: str
    what: Literal["detached", "incomplete", "unused-shared", "free"]
    bytes: int = 0
    """With ``free``: how many bytes to free, beside those that are free already."""
    name: str | None = None
    """Only of the repository in this folder; a shared blob belongs to none."""
    folders: list[str] = attrs.field(factory=list)


@attrs.frozen(repr=False, eq=False)
class CachePlanParams:
    """Asks what deleting these would do."""

    targets: list[CacheTarget]
    folders: list[str] = attrs.field(factory=list)


@attrs.frozen(repr=False, eq=False)
class CacheMention:
    """A place in the workspace that names a repository."""

    repo_id: str
    uri: str
    line: int
    character: int
    text: str
    """The line, trimmed."""
    revision: str | None
    """The revision it pins, when it names one that would go."""


@attrs.frozen(repr=False, eq=False)
class CacheUse:
    """A file that would go and is open in a process, or locked by a download."""

    path: str
    process: str
    """Name and pid; empty for a download's lock."""


@attrs.frozen(repr=False, eq=False)
class CachePlanItem:
    """One of the targets, and what it would free by itself."""

    target: CacheTarget
    label: str
    detail: str
    size: int
    refs: list[str]
    """Refs that would no longer exist."""


@attrs.frozen(repr=False, eq=False)
class CachePlan:
    """What deleting the targets would do; nothing has been done yet."""

    items: list[CachePlanItem]
    freed: int
    """Bytes, exactly: shared blobs go only with the last that uses them."""
    mentions: list[CacheMention]
    uses: list[CacheUse]
    problems: list[str]
    """Targets that cannot be deleted, and why, in the user's language."""


@attrs.frozen(repr=False, eq=False)
class CacheDeleteParams:
    """Deletes the targets, one after the other. Cancelling the request stops between two of them."""

    targets: list[CacheTarget]
    job: str


@attrs.frozen(repr=False, eq=False)
class CacheOutcome:
    """What became of one target; ``problem`` is empty when all went well."""

    target: CacheTarget
    label: str
    freed: int
    problem: str


@attrs.frozen(repr=False, eq=False)
class CacheDeleted:
    """What a deletion did, also when it was cancelled midway."""

    outcomes: list[CacheOutcome]
    freed: int
    cancelled: bool


@attrs.frozen(repr=False, eq=False)
class CacheVerifyParams:
    """Compares files with the checksums the Hub has of them. A target is a repository (all revisions)
    or a revision."""

    targets: list[CacheTarget]
    job: str


@attrs.frozen(repr=False, eq=False)
class CacheFault:
    """A file that is not what the Hub has."""

    target: CacheTarget
    """With revision and file."""
    kind: Literal["missing", "mismatch", "extra", "not-fetched"]
    """``missing``: it was there once. ``not-fetched``: it never was, which is no damage: somebody downloaded
    only some of the files."""
    detail: str


@attrs.frozen(repr=False, eq=False)
class CacheVerified:
    """What was compared. ``problems`` are revisions that could not be: offline, gated, gone."""

    checked_files: int
    checked_revisions: int
    """Those that could be compared."""
    faults: list[CacheFault]
    problems: list[CacheOutcome]
    cancelled: bool
    skipped_revisions: int = 0
    """Not asked for any more: what is the last of ``problems`` would have been theirs, too."""


@attrs.frozen(repr=False, eq=False)
class CacheRepairParams:
    """Downloads the bad and missing files again, those only."""

    faults: list[CacheFault]
    job: str
    not_fetched: bool = False
    """Also the files that were never downloaded: nobody misses them before saying so."""


@attrs.frozen(repr=False, eq=False)
class CacheRepaired:
    """What a repair fetched."""

    outcomes: list[CacheOutcome]
    fetched_files: int
    fetched_bytes: int
    cancelled: bool


@attrs.frozen(repr=False, eq=False)
class CacheDownloadParams:
    """Downloads a repository, or some of its files, into a root. Cancelling keeps what is there for the
    next time."""

    root: str
    repo_id: str
    job: str
    repo_type: str = "model"
    revision: str | None = None
    files: list[str] = attrs.field(factory=list)
    """Glob patterns as huggingface_hub's ``allow_patterns``; empty: all."""


@attrs.frozen(repr=False, eq=False)
class CacheDownloaded:
    """The snapshot's folder. ``problem`` and ``advice`` say why not: gated, missing, offline, disk full."""

    folder: str | None
    commit_hash: str | None
    name: str | None = None
    """The repository's folder in its root."""
    problem: str = ""
    advice: str = ""
    gated_url: str | None = None
    """Where access to a gated repository is asked for."""
    cancelled: bool = False


@attrs.frozen(repr=False, eq=False)
class CacheProgress:
    """How far a job is."""

    job: str
    done: int
    """Of ``total``, within this step."""
    total: int
    """0: not known yet."""
    unit: Literal["bytes", "items"]
    label: str
    """What is being worked on."""
    step: int = 1
    """Which step of the job this is, from 1 on."""
    steps: int = 1


@attrs.frozen(repr=False, eq=False)
class CacheCardParams:
    """Asks for the model card of a revision."""

    root: str
    name: str
    revision: str


@attrs.frozen(repr=False, eq=False)
class CacheCard:
    """The model card's file, and the repository's page on the Hub."""

    uri: str | None
    hub_url: str


CACHE_LIST = Method("transformers/cache/list", CacheListParams, CacheList)
CACHE_CHANGED = Method("transformers/cache/changed", CacheChanged, direction="to_client")
CACHE_FILES = Method("transformers/cache/files", CacheFilesParams, CacheFiles)
CACHE_PROPOSE = Method("transformers/cache/propose", CacheProposeParams, CachePlan)
CACHE_PLAN = Method("transformers/cache/plan", CachePlanParams, CachePlan)
CACHE_DELETE = Method("transformers/cache/delete", CacheDeleteParams, CacheDeleted)
CACHE_VERIFY = Method("transformers/cache/verify", CacheVerifyParams, CacheVerified)
CACHE_REPAIR = Method("transformers/cache/repair", CacheRepairParams, CacheRepaired)
CACHE_DOWNLOAD = Method("transformers/cache/download", CacheDownloadParams, CacheDownloaded)
CACHE_PROGRESS = Method("transformers/cache/progress", CacheProgress, direction="to_client")
CACHE_CARD = Method("transformers/cache/card", CacheCardParams, CacheCard)
