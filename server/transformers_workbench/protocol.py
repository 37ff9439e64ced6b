"""The contract between the editor and the language server: every custom request, notification and type.

``npm run protocol`` writes ``extension/src/protocol.ts`` from this file, and a check fails when the two
differ. Names are snake_case here and camelCase on the wire. Positions inside a *rendered* text are
offsets in UTF-16 code units, as the editor counts; positions inside a *document* are lsprotocol's.

Chat messages, tool schemas and documents stay plain JSON: they belong to the user and to the template,
so nothing here may rename or drop a key of theirs.

No class here has a repr: making them took a third of this module's import, which every start waits for, and
what they hold is the user's."""

from __future__ import annotations

from typing import Any, Literal

import attrs

# --------------------------------------------------------------------------------------------- start-up


@attrs.frozen(repr=False)
class InitializationOptions:
    """What the editor tells the server in ``initialize``.

    Settings that the user may change later arrive again with ``SETTINGS``.
    """

    interpreter: str | None = None
    """Absolute path of the user's Python. ``None``: none was found; only the editor-side features work."""
    locale: str = "en"
    """The display language of the editor, for example ``ja``."""
    settings: Settings | None = None


@attrs.frozen(repr=False)
class Settings:
    """The user's settings the server acts on."""

    render_deadline_seconds: float = 2.0
    memory_limit_mebibytes: int = 1024


@attrs.frozen(repr=False)
class PackageVersion:
    """A package of the user's environment; ``version`` is ``None`` when it is not installed there."""

    name: str
    version: str | None
    needed_for: str
    """What does not work without it, in the user's language; empty when it is installed."""
    requirement: str = ""
    """What to install when it is missing, in pip's words."""


@attrs.frozen(repr=False)
class ServerStatus:
    """What the status bar shows. Sent whenever it changes."""

    health: Literal["starting", "ok", "warning", "error"]
    message: str
    """One sentence in the user's language: what is the matter, or what is being used."""
    busy: bool = False
    """Something slow is under way: an agent starts, a tokenizer loads."""
    interpreter: str | None = None
    python_version: str | None = None
    packages: list[PackageVersion] = attrs.field(factory=list)


# ---------------------------------------------------------------------------------------- chat template


@attrs.frozen(repr=False)
class DocumentSource:
    """A document the template is in: a jinja template, a tokenizer or processor configuration, or an
    embedded template opened through ``Edit Embedded Template``."""

    kind: Literal["document"]
    uri: str
    name: str | None = None
    """The named template (``tool_use``, ``rag``…); ``None`` for the one the library would choose."""


@attrs.frozen(repr=False)
class FolderSource:
    """A model folder."""

    kind: Literal["folder"]
    uri: str
    name: str | None = None


@attrs.frozen(repr=False)
class RepositorySource:
    """A repository in the Hugging Face cache of the machine the server runs on."""

    kind: Literal["repository"]
    repo_id: str
    revision: str | None = None
    """A ref or a commit hash; ``None``: ``main``."""
    name: str | None = None


TemplateSource = DocumentSource | FolderSource | RepositorySource


@attrs.frozen(repr=False)
class Rung:
    """One place of the source ladder: where a template is, or would be looked for next."""

    label: str
    """For people: a path relative to the model folder, or the name of a guess."""
    state: Literal["used", "shadowed", "guess"]
    """``used`` won; ``shadowed`` exists but is not read; ``guess`` is no template of this model."""
    detail: str
    """Why, in the user's language."""
    uri: str | None = None
    """The file to open; an embedded template's is that of its JSON document."""
    name: str | None = None
    """The named template, when this is one of several."""


@attrs.frozen(repr=False)
class TemplateVariable:
    """A variable that the template itself reads and the library does not always supply."""

    name: str
    shape: Literal["boolean", "text", "json"]
    """The control that fits how the template uses it."""
    default: Any = None
    """What ``x is defined``/``default(...)`` in the template suggests; ``None`` when nothing does."""
    choices: list[str] = attrs.field(factory=list)
    """Strings the template compares it with."""


@attrs.frozen(repr=False)
class TokenizerState:
    """The tokenizer beside the template."""

    state: Literal["none", "loading", "ready", "failed"]
    message: str
    """What to do when there is none or it failed, in the user's language."""
    name: str | None = None
    """Its class, for example ``Qwen2Tokenizer``."""
    special_tokens: list[str] = attrs.field(factory=list)
    """The contents of all its special and added tokens: what the preview colours."""


@attrs.frozen(repr=False)
class InspectParams:
    """Asks what a source is made of, without rendering it."""

    source: TemplateSource
    tokenizer: TemplateSource | None = None
    """Whose tokenizer to use; ``None``: the one beside the template."""


@attrs.frozen(repr=False)
class Inspection:
    """What the preview needs to know of a source before and beside the rendered text."""

    title: str
    """For the panel's tab: the repository or folder, and the file."""
    ladder: list[Rung]
    names: list[str]
    """The names of all its templates, ``default`` first; empty when there is just one."""
    variables: list[TemplateVariable]
    tokenizer: TokenizerState
    watched: list[str]
    """URIs whose change on disk or in an editor changes the rendering."""
    document: str | None = None
    """The URI to open for the template's text: the jinja file or the JSON document it is embedded in."""
    library: str = ""
    """For example ``transformers 5.23.0``."""
    tracks_generation: bool = False
    """Whether the template marks the assistant's text with ``{% generation %}``: no loss mask without."""


@attrs.frozen(repr=False)
class Conversation:
    """What is rendered. ``messages``, ``tools`` and ``documents`` are what the user typed, whatever it is:
    the library answers for what it does not accept."""

    messages: Any
    tools: Any = None
    documents: Any = None
    variables: dict[str, Any] = attrs.field(factory=dict)
    add_generation_prompt: bool = True
    continue_final_message: bool = False


@attrs.frozen(repr=False)
class RenderParams:
    """Asks for the rendered prompt.

    Of several requests of one ``panel``, only the newest is worth an answer: the others end with
    ``RequestCancelled`` before they reach an agent.
    """

    panel: str
    source: TemplateSource
    conversation: Conversation
    tokenizer: TemplateSource | None = None
    version: int | None = None
    """The version of the open document that the user sees; the server waits until it has that one."""


@attrs.frozen(repr=False)
class Problem:
    """Why there is no rendering. ``start``/``end`` are positions in ``uri``, zero-based, when known."""

    reason: str
    """A stable name out of the server's table of reasons, for example ``template-syntax``."""
    message: str
    """What happened, in the user's language; the library's own words stay its own."""
    advice: str
    """What to do next, in the user's language."""
    uri: str | None = None
    line: int | None = None
    character: int | None = None
    end_line: int | None = None
    end_character: int | None = None
    detail: str = ""
    """More for the output channel: never a token, never a whole template."""
    action: Literal["none", "install", "interpreter", "restart", "output"] = "none"
    """The button that helps: install what is missing, choose another interpreter…"""
    install: list[str] = attrs.field(factory=list)
    """With ``install``: what to install, in pip's words."""


@attrs.frozen(repr=False)
class Rendered:
    """A rendered prompt."""

    kind: Literal["rendered"]
    sequence: int
    """Grows with every answer of this server; ``TOKENIZE`` refers to it."""
    text: str
    provisional: bool
    """The special tokens came from the files, because the tokenizer is still loading."""
    milliseconds: float
    """What the library itself took."""
    python_call: str
    """The exact Python that gives this text."""


@attrs.frozen(repr=False)
class RenderFailed:
    """No rendering. The panel keeps the last good one."""

    kind: Literal["failed"]
    sequence: int
    problem: Problem


RenderResult = Rendered | RenderFailed


@attrs.frozen(repr=False)
class TokenizeParams:
    """Asks for the tokens and the message boundaries of the newest rendering of ``panel``."""

    panel: str
    sequence: int


@attrs.frozen(repr=False)
class PanelClosed:
    """A preview is gone: its problems and its last rendering can go too."""

    panel: str


@attrs.frozen(repr=False)
class MessageSpan:
    """A stretch of the rendered text and whom it belongs to.

    ``message`` is the index in the conversation; ``None`` with part ``prompt`` is the generation
    prompt, ``None`` with part ``frame`` what the template adds by itself (a preamble, tools…).
    """

    start: int
    end: int
    part: Literal["message", "prompt", "frame"]
    message: int | None = None
    role: str | None = None
    tokens: int | None = None
    """How many tokens start inside it; ``None`` without a tokenizer."""


@attrs.frozen(repr=False)
class TokenizeResult:
    """Tokens as columns: the n-th token is the n-th entry of each."""

    sequence: int
    state: Literal["exact", "provisional", "unavailable"]
    """``provisional``: straight from ``tokenizer.json`` while the library loads its tokenizer."""
    message: str
    """Why there are none, or why they are provisional, in the user's language."""
    spans: list[MessageSpan]
    ids: list[int] = attrs.field(factory=list)
    starts: list[int] = attrs.field(factory=list)
    ends: list[int] = attrs.field(factory=list)
    pieces: list[str] = attrs.field(factory=list)
    """As the vocabulary writes them, for example ``Ġworld``."""
    special: list[int] = attrs.field(factory=list)
    """Indices of the special tokens."""
    loss: list[int] | None = None
    """Indices of the tokens inside ``{% generation %}``; ``None`` when the template does not mark any."""
    tokenizer: TokenizerState | None = None


@attrs.frozen(repr=False)
class Preset:
    """A conversation to start from."""

    id: str
    title: str
    conversation: Conversation


@attrs.frozen(repr=False)
class PresetList:
    """All presets, in the order to show them."""

    presets: list[Preset]


@attrs.frozen(repr=False)
class ModelsParams:
    """Asks for everything that could be previewed."""

    folders: list[str]
    """URIs of the workspace's folders."""


@attrs.frozen(repr=False)
class ModelEntry:
    """A model folder in the workspace or a repository in the cache."""

    source: TemplateSource
    label: str
    detail: str
    revisions: list[str] = attrs.field(factory=list)
    """Refs first, then commit hashes nothing points to."""


@attrs.frozen(repr=False)
class ModelList:
    """``warning`` says why the list may be incomplete: an unreadable cache, no huggingface_hub."""

    models: list[ModelEntry]
    warning: str | None = None


@attrs.frozen(repr=False)
class EmbeddedParams:
    """Asks for the templates inside a JSON document."""

    uri: str


@attrs.frozen(repr=False)
class EmbeddedTemplate:
    """A template inside a JSON document. ``pointer`` is a JSON pointer (RFC 6901) to its text."""

    pointer: str
    name: str
    line: int
    character: int
    end_line: int
    end_character: int


@attrs.frozen(repr=False)
class EmbeddedList:
    """The templates of a JSON document, in its order; ``problem`` when it cannot be read."""

    templates: list[EmbeddedTemplate]
    problem: Problem | None = None


@attrs.frozen(repr=False)
class ReadEmbeddedParams:
    """Asks for the text of one embedded template."""

    uri: str
    pointer: str


@attrs.frozen(repr=False)
class EmbeddedText:
    """The template's text, or why there is none."""

    text: str | None
    problem: Problem | None = None


@attrs.frozen(repr=False)
class EditEmbeddedParams:
    """Asks for the edit of the JSON document that makes ``text`` its template and changes nothing else."""

    uri: str
    pointer: str
    text: str


@attrs.frozen(repr=False)
class EmbeddedEdit:
    """Replace this range of the JSON document with ``new_text``; or why that cannot be done."""

    line: int = 0
    character: int = 0
    end_line: int = 0
    end_character: int = 0
    new_text: str = ""
    problem: Problem | None = None


@attrs.frozen(repr=False)
class TokenizerChanged:
    """A tokenizer finished loading or failed: panels that use it should ask again."""

    state: TokenizerState
    folder: str
    """The model folder's URI."""


# ------------------------------------------------------------------------------------------------- cache


@attrs.frozen(repr=False)
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


@attrs.frozen(repr=False)
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


@attrs.frozen(repr=False)
class CacheExtra:
    """What else fills the disk beside the repositories."""

    kind: Literal["incomplete", "shared", "unused-shared", "xet", "assets", "datasets"]
    label: str
    path: str
    size: int
    """Bytes; each shared byte of a root counts in one place only."""
    detail: str
    """What it is and whether it may go, in the user's language."""


@attrs.frozen(repr=False)
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


@attrs.frozen(repr=False)
class CacheListParams:
    """Asks for the caches as they are known now; ``CACHE_CHANGED`` says when to ask again."""

    roots: list[str] = attrs.field(factory=list)
    """Folders beside the active one, absolute; ``~`` is understood."""
    folders: list[str] = attrs.field(factory=list)
    """The workspace's folders, URIs: where repositories may be named."""
    look: Literal["known", "changes", "thorough"] = "changes"
    """``known`` answers at once; ``changes`` first looks at every folder; ``thorough`` at every blob."""


@attrs.frozen(repr=False)
class CacheList:
    """The caches, the active one first. ``complete`` is false while some repositories are still being
    read."""

    roots: list[CacheRoot]
    complete: bool


@attrs.frozen(repr=False)
class CacheChanged:
    """Something in the caches changed, or more of them has been read."""

    complete: bool


@attrs.frozen(repr=False)
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


@attrs.frozen(repr=False)
class CacheFilesParams:
    """Asks for the files of one revision."""

    root: str
    name: str
    revision: str


@attrs.frozen(repr=False)
class CacheFile:
    """A file of a revision."""

    path: str
    """Inside of the revision, with ``/``."""
    size: int
    uri: str
    blob_uri: str
    shared: bool
    """Another revision or repository uses the same blob."""


@attrs.frozen(repr=False)
class CacheFiles:
    """The files of one revision by path; or why they cannot be listed."""

    files: list[CacheFile]
    message: str = ""


@attrs.frozen(repr=False)
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


@attrs.frozen(repr=False)
class CachePlanParams:
    """Asks what deleting these would do."""

    targets: list[CacheTarget]
    folders: list[str] = attrs.field(factory=list)


@attrs.frozen(repr=False)
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


@attrs.frozen(repr=False)
class CacheUse:
    """A file that would go and is open in a process, or locked by a download."""

    path: str
    process: str
    """Name and pid; empty for a download's lock."""


@attrs.frozen(repr=False)
class CachePlanItem:
    """One of the targets, and what it would free by itself."""

    target: CacheTarget
    label: str
    detail: str
    size: int
    refs: list[str]
    """Refs that would no longer exist."""


@attrs.frozen(repr=False)
class CachePlan:
    """What deleting the targets would do; nothing has been done yet."""

    items: list[CachePlanItem]
    freed: int
    """Bytes, exactly: shared blobs go only with the last that uses them."""
    mentions: list[CacheMention]
    uses: list[CacheUse]
    problems: list[str]
    """Targets that cannot be deleted, and why, in the user's language."""


@attrs.frozen(repr=False)
class CacheDeleteParams:
    """Deletes the targets, one after the other. Cancelling the request stops between two of them."""

    targets: list[CacheTarget]
    job: str


@attrs.frozen(repr=False)
class CacheOutcome:
    """What became of one target; ``problem`` is empty when all went well."""

    target: CacheTarget
    label: str
    freed: int
    problem: str


@attrs.frozen(repr=False)
class CacheDeleted:
    """What a deletion did, also when it was cancelled midway."""

    outcomes: list[CacheOutcome]
    freed: int
    cancelled: bool


@attrs.frozen(repr=False)
class CacheVerifyParams:
    """Compares files with the checksums the Hub has of them. A target is a repository (all revisions)
    or a revision."""

    targets: list[CacheTarget]
    job: str


@attrs.frozen(repr=False)
class CacheFault:
    """A file that is not what the Hub has."""

    target: CacheTarget
    """With revision and file."""
    kind: Literal["missing", "mismatch", "extra", "not-fetched"]
    """``missing``: it was there once. ``not-fetched``: it never was, which is no damage: somebody downloaded
    only some of the files."""
    detail: str


@attrs.frozen(repr=False)
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


@attrs.frozen(repr=False)
class CacheRepairParams:
    """Downloads the bad and missing files again, those only."""

    faults: list[CacheFault]
    job: str
    not_fetched: bool = False
    """Also the files that were never downloaded: nobody misses them before saying so."""


@attrs.frozen(repr=False)
class CacheRepaired:
    """What a repair fetched."""

    outcomes: list[CacheOutcome]
    fetched_files: int
    fetched_bytes: int
    cancelled: bool


@attrs.frozen(repr=False)
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


@attrs.frozen(repr=False)
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


@attrs.frozen(repr=False)
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


@attrs.frozen(repr=False)
class CacheCardParams:
    """Asks for the model card of a revision."""

    root: str
    name: str
    revision: str


@attrs.frozen(repr=False)
class CacheCard:
    """The model card's file, and the repository's page on the Hub."""

    uri: str | None
    hub_url: str


# ------------------------------------------------------------------------------------------- the methods


@attrs.frozen(repr=False)
class Method:
    """A custom request or notification: its name on the wire and its types."""

    name: str
    params: Any
    result: Any = None
    """``None``: a notification."""
    direction: Literal["to_server", "to_client"] = "to_server"


SETTINGS = Method("transformers/settings", Settings)
STATUS = Method("transformers/status", ServerStatus, direction="to_client")
INSPECT = Method("transformers/chatTemplate/inspect", InspectParams, Inspection)
RENDER = Method("transformers/chatTemplate/render", RenderParams, RenderResult)
TOKENIZE = Method("transformers/chatTemplate/tokenize", TokenizeParams, TokenizeResult)
CLOSED = Method("transformers/chatTemplate/closed", PanelClosed)
PRESETS = Method("transformers/chatTemplate/presets", None, PresetList)
MODELS = Method("transformers/chatTemplate/models", ModelsParams, ModelList)
EMBEDDED = Method("transformers/chatTemplate/embedded", EmbeddedParams, EmbeddedList)
READ_EMBEDDED = Method("transformers/chatTemplate/readEmbedded", ReadEmbeddedParams, EmbeddedText)
EDIT_EMBEDDED = Method("transformers/chatTemplate/editEmbedded", EditEmbeddedParams, EmbeddedEdit)
TOKENIZER_CHANGED = Method(
    "transformers/chatTemplate/tokenizerChanged", TokenizerChanged, direction="to_client"
)

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

EMBEDDED_SCHEME = "transformers-template"
"""URIs of embedded templates: ``transformers-template:/<label>.jinja?<query>``, where ``query`` is the
percent-encoded JSON ``{"uri": <URI of the JSON document>, "pointer": <JSON pointer>}``."""


def methods() -> dict[str, Method]:
    """Every method of the contract by the name of its constant, in the order of this file."""
    return {name: value for name, value in globals().items() if isinstance(value, Method)}
