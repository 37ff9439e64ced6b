"""The preview of chat templates.

Chat messages, tool schemas and documents stay plain JSON: they belong to the user and to the template,
so nothing here may rename or drop a key of theirs.
"""

from __future__ import annotations

from typing import Any, Literal

import attrs

from transformers_workbench.protocol.method import Method


@attrs.frozen(repr=False, eq=False)
class DocumentSource:
    """A document the template is in: a jinja template, a tokenizer or processor configuration, or an
    embedded template opened through ``Edit Embedded Template``."""

    kind: Literal["document"]
    uri: str
    name: str | None = None
    """The named template (``tool_use``, ``rag``…); ``None`` for the one the library would choose."""


@attrs.frozen(repr=False, eq=False)
class FolderSource:
    """A model folder."""

    kind: Literal["folder"]
    uri: str
    name: str | None = None


@attrs.frozen(repr=False, eq=False)
class RepositorySource:
    """A repository in the Hugging Face cache of the machine the server runs on."""

    kind: Literal["repository"]
    repo_id: str
    revision: str | None = None
    """A ref or a commit hash; ``None``: ``main``."""
    name: str | None = None


TemplateSource = DocumentSource | FolderSource | RepositorySource


@attrs.frozen(repr=False, eq=False)
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


@attrs.frozen(repr=False, eq=False)
class TemplateVariable:
    """A variable that the template itself reads and the library does not always supply."""

    name: str
    shape: Literal["boolean", "text", "json"]
    """The control that fits how the template uses it."""
    default: Any = None
    """What ``x is defined``/``default(...)`` in the template suggests; ``None`` when nothing does."""
    choices: list[str] = attrs.field(factory=list)
    """Strings the template compares it with."""


@attrs.frozen(repr=False, eq=False)
class TokenizerState:
    """The tokenizer beside the template."""

    state: Literal["none", "loading", "ready", "failed"]
    message: str
    """What to do when there is none or it failed, in the user's language."""
    name: str | None = None
    """Its class, for example ``Qwen2Tokenizer``."""
    special_tokens: list[str] = attrs.field(factory=list)
    """The contents of all its special and added tokens: what the preview colours."""


@attrs.frozen(repr=False, eq=False)
class InspectParams:
    """Asks what a source is made of, without rendering it."""

    source: TemplateSource
    tokenizer: TemplateSource | None = None
    """Whose tokenizer to use; ``None``: the one beside the template."""


@attrs.frozen(repr=False, eq=False)
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


@attrs.frozen(repr=False, eq=False)
class Conversation:
    """What is rendered. ``messages``, ``tools`` and ``documents`` are what the user typed, whatever it is:
    the library answers for what it does not accept."""

    messages: Any
    tools: Any = None
    documents: Any = None
    variables: dict[str, Any] = attrs.field(factory=dict)
    add_generation_prompt: bool = True
    continue_final_message: bool = False


@attrs.frozen(repr=False, eq=False)
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


@attrs.frozen(repr=False, eq=False)
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


@attrs.frozen(repr=False, eq=False)
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


@attrs.frozen(repr=False, eq=False)
class RenderFailed:
    """No rendering. The panel keeps the last good one."""

    kind: Literal["failed"]
    sequence: int
    problem: Problem


RenderResult = Rendered | RenderFailed


@attrs.frozen(repr=False, eq=False)
class TokenizeParams:
    """Asks for the tokens and the message boundaries of the newest rendering of ``panel``."""

    panel: str
    sequence: int


@attrs.frozen(repr=False, eq=False)
class PanelClosed:
    """A preview is gone: its problems and its last rendering can go too."""

    panel: str


@attrs.frozen(repr=False, eq=False)
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


@attrs.frozen(repr=False, eq=False)
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


@attrs.frozen(repr=False, eq=False)
class Preset:
    """A conversation to start from."""

    id: str
    title: str
    conversation: Conversation


@attrs.frozen(repr=False, eq=False)
class PresetList:
    """All presets, in the order to show them."""

    presets: list[Preset]


@attrs.frozen(repr=False, eq=False)
class ModelsParams:
    """Asks for everything that could be previewed."""

    folders: list[str]
    """URIs of the workspace's folders."""


@attrs.frozen(repr=False, eq=False)
class ModelEntry:
    """A model folder in the workspace or a repository in the cache."""

    source: TemplateSource
    label: str
    detail: str
    revisions: list[str] = attrs.field(factory=list)
    """Refs first, then commit hashes nothing points to."""


@attrs.frozen(repr=False, eq=False)
class ModelList:
    """``warning`` says why the list may be incomplete: an unreadable cache, no huggingface_hub."""

    models: list[ModelEntry]
    warning: str | None = None


@attrs.frozen(repr=False, eq=False)
class EmbeddedParams:
    """Asks for the templates inside a JSON document."""

    uri: str


@attrs.frozen(repr=False, eq=False)
class EmbeddedTemplate:
    """A template inside a JSON document. ``pointer`` is a JSON pointer (RFC 6901) to its text."""

    pointer: str
    name: str
    line: int
    character: int
    end_line: int
    end_character: int


@attrs.frozen(repr=False, eq=False)
class EmbeddedList:
    """The templates of a JSON document, in its order; ``problem`` when it cannot be read."""

    templates: list[EmbeddedTemplate]
    problem: Problem | None = None


@attrs.frozen(repr=False, eq=False)
class ReadEmbeddedParams:
    """Asks for the text of one embedded template."""

    uri: str
    pointer: str


@attrs.frozen(repr=False, eq=False)
class EmbeddedText:
    """The template's text, or why there is none."""

    text: str | None
    problem: Problem | None = None


@attrs.frozen(repr=False, eq=False)
class EditEmbeddedParams:
    """Asks for the edit of the JSON document that makes ``text`` its template and changes nothing else."""

    uri: str
    pointer: str
    text: str


@attrs.frozen(repr=False, eq=False)
class EmbeddedEdit:
    """Replace this range of the JSON document with ``new_text``; or why that cannot be done."""

    line: int = 0
    character: int = 0
    end_line: int = 0
    end_character: int = 0
    new_text: str = ""
    problem: Problem | None = None


@attrs.frozen(repr=False, eq=False)
class TokenizerChanged:
    """A tokenizer finished loading or failed: panels that use it should ask again."""

    state: TokenizerState
    folder: str
    """The model folder's URI."""


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

EMBEDDED_SCHEME = "transformers-template"
"""URIs of embedded templates: ``transformers-template:/<label>.jinja?<query>``, where ``query`` is the
percent-encoded JSON ``{"uri": <URI of the JSON document>, "pointer": <JSON pointer>}``."""
