"""The chat-template room on the language server: every handler hands on and returns."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from lsprotocol import types as lsp
from pygls.workspace import TextDocument

from transformers_workbench import protocol
from transformers_workbench.chat_template.diagnostics import Checker
from transformers_workbench.chat_template.embedded import replacement
from transformers_workbench.chat_template.hover import Descriptions, Name, description, name_at
from transformers_workbench.chat_template.presets import load_presets
from transformers_workbench.chat_template.preview import Previewer
from transformers_workbench.chat_template.problems import problem_of
from transformers_workbench.chat_template.rendering import Renderer
from transformers_workbench.chat_template.resolving import Resolver, list_models
from transformers_workbench.chat_template.sources import embedded_in, find_pointer, host_of
from transformers_workbench.chat_template.tokenizers import TokenizerEntry, Tokenizers
from transformers_workbench.chat_template.tokens import Encoder
from transformers_workbench.document_events import DocumentEvents
from transformers_workbench.documents import path_of, read_document, uri_of
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.language_server import WorkbenchServer
from transformers_workbench.positions import position_at
from transformers_workbench.publishing import Publishing
from transformers_workbench.rpc import method

SOURCE = "Transformers"
TEMPLATE_JSON = ("tokenizer_config.json", "chat_template.json", "processor_config.json")


def register(server: WorkbenchServer, documents: DocumentEvents, publishing: Publishing) -> None:
    """Puts the room on the server; its parts are built when the client has said who it is."""
    room: list[Room] = []

    def the() -> Room:
        if not room:
            room.append(Room(server, publishing))
        return room[0]

    register_preview(server, the)
    register_embedded(server, the)
    register_documents(server, documents, the)
    register_hover(server, the)
    server.when_ready(lambda: the().agents_are_warm())

    async def close() -> None:
        for each in room:
            each.close()

    server.shutting_down.append(close)


class Room:
    """The parts of the room, put together."""

    def __init__(self, server: WorkbenchServer, publishing: Publishing) -> None:
        lanes, say = server.lanes, server.say
        self.server = server
        self._publishing = publishing
        self.tokenizers = Tokenizers(lanes.tokenizer, self._tokenizer_changed)
        self.resolver = Resolver(lanes.tokenizer, server.buffers, server.workspace_folders)
        self._descriptions: Descriptions = {}
        self._warm = self._wanted = False
        self._learning: asyncio.Task[None] | None = None
        self._renderer = renderer = Renderer(
            lanes.template, lanes.inspection, self.tokenizers, lambda: server.settings
        )
        self.checker = Checker(renderer, server.buffers, self._publish, say)
        self.previewer = Previewer(
            self.resolver,
            renderer,
            Encoder(lanes.tokenizer, lanes.inspection, self.tokenizers),
            self.tokenizers,
            say,
            server.library,
        )

    async def agents_are_warm(self) -> None:
        """The first text no longer competes with anything."""
        self._warm = True
        self._prepare()

    def want(self) -> None:
        """Somebody works with templates."""
        self._wanted = True
        self._prepare()

    def close(self) -> None:
        """Learns no more."""
        if self._learning is not None:
            self._learning.cancel()

    def _prepare(self) -> None:
        """Starts two more agents, ahead of the first tokens and hovers. Who only has scripts open, or the
        cache, is spared their imports and their memory."""
        if self._warm and self._wanted and self._learning is None:
            self.server.lanes.tokenizer.prewarm()
            self._learning = asyncio.create_task(self._learn())

    async def _learn(self) -> None:
        """Asks once what names in templates mean, so that no hover ever waits for an agent."""
        try:
            self._descriptions = await self._renderer.describe()
        except WorkbenchError:
            return  # Without the libraries there is nothing to describe; the status says what is missing.

    def describe(self, name: Name, uri: str) -> str | None:
        """What a name in a document means, as far as it is known at this moment."""
        folder = path_of(host_of(uri)).parent
        tokens = self.tokenizers.known(folder)
        special = tokens.special_tokens_map if tokens is not None else {}
        return description(name, self._descriptions, special, self.server.library(), self.server.say)

    def _tokenizer_changed(self, folder: Path, entry: TokenizerEntry) -> None:
        changed = protocol.TokenizerChanged(self.previewer.state_of(entry), uri_of(folder))
        self.server.notify_client(protocol.TOKENIZER_CHANGED, changed)

    def _publish(self, uri: str, problems: list[protocol.Problem]) -> None:
        self._publishing.publish("chat_template", uri, [_diagnostic(problem) for problem in problems])


def register_preview(server: WorkbenchServer, the: Callable[[], Room]) -> None:
    say = server.wording

    @method(server, protocol.INSPECT, say)
    async def inspect(params: protocol.InspectParams) -> protocol.Inspection:
        the().want()
        return await the().previewer.inspect(params)

    @method(server, protocol.RENDER, say)
    async def render(params: protocol.RenderParams) -> protocol.RenderResult:
        the().want()
        if isinstance(params.source, protocol.DocumentSource):
            await server.buffers.wait_for(params.source.uri, params.version)
        result = await the().previewer.render(params)
        problem = result.problem if isinstance(result, protocol.RenderFailed) else None
        the().checker.met(params.panel, problem)
        if isinstance(params.source, protocol.DocumentSource):
            the().checker.rendered(params.source.uri, params.version)
        return result

    @method(server, protocol.TOKENIZE, say)
    async def tokenize(params: protocol.TokenizeParams) -> protocol.TokenizeResult:
        return await the().previewer.tokenize(params)

    @method(server, protocol.CLOSED, say)
    async def closed(params: protocol.PanelClosed) -> None:
        the().previewer.close(params.panel)
        the().checker.met(params.panel, None)

    @method(server, protocol.PRESETS, say)
    async def presets(params: None) -> protocol.PresetList:
        return protocol.PresetList(load_presets(server.options.locale))

    @method(server, protocol.MODELS, say)
    async def models(params: protocol.ModelsParams) -> protocol.ModelList:
        the().want()
        the().resolver.forget_snapshots()
        folders = [path_of(uri) for uri in params.folders if uri.startswith("file:")]
        return await list_models(server.lanes.tokenizer, folders)


def register_embedded(server: WorkbenchServer, the: Callable[[], Room]) -> None:
    @method(server, protocol.EMBEDDED, server.wording)
    async def embedded(params: protocol.EmbeddedParams) -> protocol.EmbeddedList:
        try:
            document = read_document(params.uri, server.buffers)
            found = embedded_in(document)
        except WorkbenchError as error:
            return protocol.EmbeddedList([], problem_of(error, server.say, uri=params.uri))
        return protocol.EmbeddedList(
            [
                protocol.EmbeddedTemplate(
                    each.pointer,
                    each.name,
                    *position_at(document.text, each.key_start),
                    *position_at(document.text, each.end),
                )
                for each in (template.embedded for template in found)
                if each is not None
            ]
        )

    @method(server, protocol.READ_EMBEDDED, server.wording)
    async def read_embedded(params: protocol.ReadEmbeddedParams) -> protocol.EmbeddedText:
        try:
            template = find_pointer(read_document(params.uri, server.buffers), params.pointer)
        except WorkbenchError as error:
            return protocol.EmbeddedText(None, problem_of(error, server.say, uri=params.uri))
        return protocol.EmbeddedText(template.text)

    @method(server, protocol.EDIT_EMBEDDED, server.wording)
    async def edit_embedded(params: protocol.EditEmbeddedParams) -> protocol.EmbeddedEdit:
        try:
            document = read_document(params.uri, server.buffers)
            template = find_pointer(document, params.pointer)
        except WorkbenchError as error:
            return protocol.EmbeddedEdit(problem=problem_of(error, server.say, uri=params.uri))
        assert template.embedded is not None
        line, character = position_at(document.text, template.embedded.start)
        end_line, end_character = position_at(document.text, template.embedded.end)
        new_text = replacement(document.text, template.embedded, params.text)
        return protocol.EmbeddedEdit(line, character, end_line, end_character, new_text)


def register_documents(server: WorkbenchServer, documents: DocumentEvents, the: Callable[[], Room]) -> None:
    def opened(uri: str) -> None:
        if server.has_interpreter and _is_template(server.buffers.document(uri)):
            the().want()
            the().checker.schedule(uri, delay=0)

    def changed(uri: str) -> None:
        if server.has_interpreter and _is_template(server.buffers.document(uri)):
            the().checker.schedule(uri)

    def closed(uri: str) -> None:
        if server.has_interpreter:
            the().checker.forget(uri)

    documents.opened.append(opened)
    documents.changed.append(changed)
    documents.closed.append(closed)


def _is_template(document: TextDocument | None) -> bool:
    """Other rooms have documents of any language open."""
    if document is None:
        return False
    name = document.uri.rsplit("/", 1)[-1]
    return (
        (document.language_id or "").startswith("jinja")
        or document.uri.startswith(f"{protocol.EMBEDDED_SCHEME}:")
        or name in TEMPLATE_JSON
        or name.endswith((".jinja", ".jinja2", ".j2"))
    )


def register_hover(server: WorkbenchServer, the: Callable[[], Room]) -> None:
    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    async def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        document = server.buffers.document(params.text_document.uri)
        if document is None or not _is_template(document) or document.uri.endswith(".json"):
            return None
        position = document.position_codec.position_from_client_units(document.lines, params.position)
        name = name_at(document.source, position.line, position.character)
        text = the().describe(name, document.uri) if name is not None else None
        return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, text)) if text else None


def _diagnostic(problem: protocol.Problem) -> lsp.Diagnostic:
    line, character = problem.line or 0, problem.character or 0
    end_line = line if problem.end_line is None else problem.end_line
    end_character = character + 1 if problem.end_character is None else problem.end_character
    return lsp.Diagnostic(
        range=lsp.Range(lsp.Position(line, character), lsp.Position(end_line, end_character)),
        message=f"{problem.message}\n{problem.advice}",
        severity=lsp.DiagnosticSeverity.Error,
        code=problem.reason,
        source=SOURCE,
    )
