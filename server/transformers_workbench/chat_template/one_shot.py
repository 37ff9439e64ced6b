"""A request answered whole: the text with its tokens, without an editor. ``render`` is built on it."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

import attrs

from transformers_workbench.chat_template.ladder import guesses_for
from transformers_workbench.chat_template.rendering import Renderer
from transformers_workbench.chat_template.resolving import Resolver
from transformers_workbench.chat_template.sources import DEFAULT, Resolved, Template
from transformers_workbench.chat_template.tokenizers import Tokenizers
from transformers_workbench.chat_template.tokens import Encoder, Tokens, span_of_tokens
from transformers_workbench.documents import DocumentText, nothing_open, path_of, uri_of
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lane import Lane
from transformers_workbench.protocol import (
    Conversation,
    DocumentSource,
    FolderSource,
    RepositorySource,
    Settings,
    TemplateSource,
)
from transformers_workbench.reasons import REASONS
from transformers_workbench.wording import Wording

Answer = dict[str, Any]


@attrs.frozen
class Request:
    """One rendering: a ``source`` or a literal ``template``, and the conversation."""

    messages: Any
    source: str | None = None
    template: str | None = None
    tools: Any = None
    documents: Any = None
    variables: dict[str, Any] = attrs.field(factory=dict)
    name: str | None = None
    revision: str | None = None
    tokenizer: str | None = None
    add_generation_prompt: bool = False
    continue_final_message: bool = False
    tokens: bool = True

    @classmethod
    def from_json(cls, data: Any) -> Request:
        """A line of ``render --jsonl``.

        Raises:
            ValueError: it is no request; the message says what is wrong.
        """
        if not isinstance(data, dict):
            raise ValueError("a request is a JSON object")
        known = {field.name for field in attrs.fields(cls)}
        if unknown := sorted(set(data) - known):
            raise ValueError(f"unknown: {', '.join(unknown)}")
        if (data.get("source") is None) == (data.get("template") is None):
            raise ValueError("a request has either source or template")
        for name in ("source", "template", "name", "revision", "tokenizer"):
            if not isinstance(data.get(name), str | None):
                raise ValueError(f"{name} is a text")
        if not isinstance(data.get("variables", {}), dict):
            raise ValueError("variables is an object")
        return cls(**{"messages": None, **data})


class OneShot:
    """Answers requests one after the other; the agents live as long as the ``async with``."""

    def __init__(
        self,
        template_lane: Lane,
        tokenizer_lane: Lane,
        deadline: float,
        memory: int,
        say: Wording,
        python: str,
    ) -> None:
        settings = Settings(deadline, memory)
        self._lanes = (template_lane, tokenizer_lane)
        self._tokenizers = Tokenizers(tokenizer_lane, lambda folder, entry: None)
        self._resolver = Resolver(tokenizer_lane, nothing_open)
        self._renderer = Renderer(template_lane, template_lane, self._tokenizers, lambda: settings)
        self._encoder = Encoder(tokenizer_lane, template_lane, self._tokenizers)
        self._say = say
        self._python = python

    async def __aenter__(self) -> OneShot:
        for lane in self._lanes:
            lane.prewarm()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for lane in self._lanes:
            await lane.close()

    async def answer(self, request: Request) -> Answer:
        """``text``, ``tokens``, ``source``, ``warnings``; or ``error``."""
        template: Template | None = None
        try:
            resolved, template, warnings = await self._resolve(request)
            folder = resolved.folder
            if request.tokenizer is not None:
                folder = (await self._resolver.resolve(source_of(request.tokenizer, None, None))).folder
            conversation = Conversation(
                request.messages,
                request.tools,
                request.documents,
                request.variables,
                request.add_generation_prompt,
                request.continue_final_message,
            )
            special_tokens = await self._renderer.special_tokens(folder, wait=True)
            if not special_tokens.exact:
                warnings.append(
                    self._say("The special tokens come from the files: the tokenizer did not load.")
                )
            rendered = await self._renderer.render(template, conversation, special_tokens)
            tokens: list[dict[str, Any]] | None = None
            if request.tokens:
                marks = await self._marks(template, conversation, special_tokens, rendered.text)
                try:
                    encoded = await self._encoder.encode(
                        folder, rendered.text, marks["generation"], wait=True
                    )
                    tokens = token_rows(encoded, rendered.text, marks["spans"] or [])
                except WorkbenchError as error:
                    if request.template is None or error.reason != "tokenizer-missing":
                        warnings.append(self._sentence(error))
        except WorkbenchError as error:
            return self.failure(error, template)
        return {
            "text": rendered.text,
            "tokens": tokens,
            "source": _source(request, template),
            "warnings": warnings,
        }

    def failure(self, error: WorkbenchError, template: Template | None = None) -> Answer:
        """``kind``, ``message`` and ``advice``; ``line`` (1-based) and ``column`` (0-based, code points) of
        the template, when the fault has a place."""
        error.values.setdefault("interpreter", self._python)
        own = template is not None and template.document.uri.startswith("file:")
        return {
            "error": {
                "kind": error.reason,
                "message": self._say(REASONS[error.reason].message, **error.values),
                "advice": self._say(REASONS[error.reason].advice, **error.values),
                "library_message": error.values.get("message") or None,
                "source": str(path_of(template.document.uri)) if own and template is not None else None,
                "line": error.line,
                "column": error.column,
                "end_column": error.end_column,
            }
        }

    async def _resolve(self, request: Request) -> tuple[Resolved, Template, list[str]]:
        if request.template is not None:
            document = DocumentText("", request.template)
            template = Template(DEFAULT, request.template, document)
            return Resolved("", (template,), None, tuple, direct=True), template, []
        assert request.source is not None
        resolved = await self._resolver.resolve(source_of(request.source, request.revision, request.name))
        warnings = []
        guesses = [] if resolved.templates else guesses_for(resolved.folder)
        if guesses:
            warnings.append(
                self._say("There is no chat template here; this is a guess: {label}.", label=guesses[0].label)
            )
            return resolved, guesses[0].template, warnings
        places = () if resolved.direct else resolved.places
        for place in places[1:]:
            winner = places[0].label
            warnings.append(self._say("{winner} shadows {loser}.", winner=winner, loser=place.label))
        return resolved, resolved.choose(request.name, request.tools), warnings

    async def _marks(
        self, template: Template, conversation: Conversation, special_tokens: Any, text: str
    ) -> dict[str, Any]:
        try:
            return await self._renderer.annotate(template, conversation, special_tokens, text)
        except WorkbenchError:
            return {"spans": None, "generation": None}

    def _sentence(self, error: WorkbenchError) -> str:
        values = {"interpreter": self._python, **error.values}
        return self._say(REASONS[error.reason].message, **values)


def source_of(source: str, revision: str | None, name: str | None) -> TemplateSource:
    """What a SOURCE of the command line means: a path when it is there, else a repository."""
    path = Path(source)
    if path.is_dir():
        return FolderSource("folder", uri_of(path), name)
    if path.exists() or path.suffix in {".jinja", ".jinja2", ".j2", ".json"} or path.is_absolute():
        return DocumentSource("document", uri_of(path), name)
    return RepositorySource("repository", source, revision, name)


def token_rows(tokens: Tokens, text: str, spans: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Tokens as rows; offsets in code points, ``None`` where the tokenizer gives none."""
    starts, ends = tokens.starts, tokens.ends
    messages: list[int | None] = [None] * len(tokens.ids)
    if starts is not None and spans:
        messages = [spans[index]["message"] for index in span_of_tokens(spans, starts)]
    special, loss = set(tokens.special), None if tokens.loss is None else set(tokens.loss)
    return [
        {
            "id": identifier,
            "text": tokens.pieces[index]
            if starts is None or ends is None
            else text[starts[index] : ends[index]],
            "start": None if starts is None else starts[index],
            "end": None if ends is None else ends[index],
            "message": messages[index],
            "special": index in special,
            "loss": None if loss is None else index in loss,
        }
        for index, identifier in enumerate(tokens.ids)
    ]


def _source(request: Request, template: Template) -> dict[str, Any]:
    uri = template.document.uri
    return {
        "request": request.source,
        "path": str(path_of(uri)) if uri.startswith("file:") else None,
        "pointer": template.embedded.pointer if template.embedded else None,
        "name": template.name,
    }
