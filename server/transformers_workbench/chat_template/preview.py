"""The live preview: what the panels ask, answered from the lanes, the newest request of each panel first."""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs

from transformers_workbench.chat_template.ladder import Guess, guesses_for, ladder
from transformers_workbench.chat_template.problems import problem_of
from transformers_workbench.chat_template.python_call import python_call
from transformers_workbench.chat_template.rendering import Renderer, SpecialTokens
from transformers_workbench.chat_template.resolving import Resolver
from transformers_workbench.chat_template.sources import DEFAULT, Resolved, Template, host_of
from transformers_workbench.chat_template.tokenizers import TokenizerEntry, Tokenizers
from transformers_workbench.chat_template.tokens import Encoder, Tokens, spans_with_counts
from transformers_workbench.documents import path_of, uri_of
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.positions import Utf16Offsets
from transformers_workbench.protocol import (
    Conversation,
    Inspection,
    InspectParams,
    Rendered,
    RenderFailed,
    RenderParams,
    RenderResult,
    RepositorySource,
    TemplateSource,
    TemplateVariable,
    TokenizeParams,
    TokenizeResult,
    TokenizerState,
)
from transformers_workbench.reasons import REASONS
from transformers_workbench.wording import Wording

_GENERATION = re.compile(r"\{%[-+]?\s*generation\b")


@attrs.frozen
class Rendering:
    """The newest rendering of a panel: what ``tokenize`` goes on from."""

    sequence: int
    template: Template
    conversation: Conversation
    special_tokens: SpecialTokens
    folder: Path | None
    text: str


class Previewer:
    """Answers the panels. ``placed`` hears of every outcome: it publishes the diagnostics."""

    def __init__(
        self,
        resolver: Resolver,
        renderer: Renderer,
        encoder: Encoder,
        tokenizers: Tokenizers,
        say: Wording,
        library: Callable[[], str],
    ) -> None:
        self._resolver = resolver
        self._renderer = renderer
        self._encoder = encoder
        self._tokenizers = tokenizers
        self._say = say
        self._library = library
        self._sequence = itertools.count(1)
        self._newest: dict[str, int] = {}
        self._renderings: dict[str, Rendering] = {}

    def close(self, panel: str) -> None:
        """Forgets a panel."""
        self._newest.pop(panel, None)
        self._renderings.pop(panel, None)

    async def render(self, params: RenderParams) -> RenderResult:
        """The rendered prompt, or what is the matter.

        Raises:
            WorkbenchError: ``superseded``.
        """
        sequence = self._newest[params.panel] = next(self._sequence)

        def superseded() -> bool:
            return self._newest.get(params.panel) != sequence

        template: Template | None = None
        folder: Path | None = None
        try:
            resolved = await self._resolver.resolve(params.source)
            folder = await self._tokenizer_folder(params.tokenizer, resolved)
            template = self._choose(resolved, params.source.name, params.conversation.tools)
            special_tokens = await self._renderer.special_tokens(folder)
            rendered = await self._renderer.render(template, params.conversation, special_tokens, superseded)
        except WorkbenchError as error:
            if error.reason == "superseded":
                raise
            problem = problem_of(error, self._say, template, _uri(params.source))
            return RenderFailed("failed", sequence, problem)
        finally:
            if folder is not None:
                self._tokenizers.entry(folder)
        self._renderings[params.panel] = Rendering(
            sequence, template, params.conversation, special_tokens, folder, rendered.text
        )
        return Rendered(
            kind="rendered",
            sequence=sequence,
            text=rendered.text,
            provisional=not special_tokens.exact,
            milliseconds=rendered.milliseconds,
            python_call=self._python_call(params, resolved, template, folder),
        )

    async def tokenize(self, params: TokenizeParams) -> TokenizeResult:
        """Tokens and message boundaries of the panel's newest rendering.

        Raises:
            WorkbenchError: ``superseded``.
        """
        rendering = self._renderings.get(params.panel)

        def superseded() -> bool:
            return self._renderings.get(params.panel) is not rendering

        if rendering is None or rendering.sequence != params.sequence:
            raise WorkbenchError("superseded")
        if _GENERATION.search(rendering.template.text):
            marks = await self._marks(rendering, superseded)
            tokens = await self._tokens(rendering, marks["generation"])
        else:
            marks, tokens = await asyncio.gather(
                self._marks(rendering, superseded), self._tokens(rendering, None)
            )
        offsets = Utf16Offsets(rendering.text)
        state = self._tokenizer_state(rendering.folder)
        if isinstance(tokens, WorkbenchError):
            problem = problem_of(tokens, self._say)
            return TokenizeResult(
                sequence=params.sequence,
                state="unavailable",
                message=f"{problem.message} {problem.advice}",
                spans=spans_with_counts(marks["spans"], None, offsets),
                tokenizer=state,
            )
        provisional = tokens.state == "provisional"
        return TokenizeResult(
            sequence=params.sequence,
            state=tokens.state,
            message=self._say("Provisional: straight from tokenizer.json.") if provisional else "",
            spans=spans_with_counts(marks["spans"], tokens.starts, offsets),
            ids=tokens.ids,
            starts=offsets.all(tokens.starts or []),
            ends=offsets.all(tokens.ends or []),
            pieces=tokens.pieces,
            special=tokens.special,
            loss=tokens.loss,
            tokenizer=state,
        )

    async def inspect(self, params: InspectParams) -> Inspection:
        """What a source is made of.

        Raises:
            WorkbenchError: it cannot be resolved at all.
        """
        resolved = await self._resolver.resolve(params.source)
        folder = await self._tokenizer_folder(params.tokenizer, resolved)
        guesses = [] if resolved.templates else guesses_for(folder or resolved.folder)
        variables: list[TemplateVariable] = []
        tracks_generation = False
        try:
            template: Template | None = self._choose(resolved, params.source.name, None, guesses)
        except WorkbenchError:
            template = None
        if template is not None:
            special_tokens = await self._renderer.special_tokens(folder)
            try:
                checked = await self._renderer.check(template.text, special_tokens)
                variables = [TemplateVariable(**variable) for variable in checked["variables"]]
                tracks_generation = checked["tracks_generation"]
            except WorkbenchError:
                pass  # The rendering itself says what is wrong with the template.
        entry = self._tokenizers.entry(folder) if folder is not None else None
        facts = entry.facts if entry is not None else None
        own = folder is not None and folder == resolved.folder
        return Inspection(
            title=resolved.title,
            ladder=ladder(
                resolved, guesses, facts.chat_template if facts and own else None, self._library(), self._say
            ),
            names=_names(resolved, guesses),
            variables=variables,
            tokenizer=self._tokenizer_state(folder),
            watched=_watched(resolved, folder),
            document=host_of(template.document.uri) if template is not None else None,
            library=self._library(),
            tracks_generation=tracks_generation,
        )

    def _choose(
        self, resolved: Resolved, name: str | None, tools: Any, guesses: list[Guess] | None = None
    ) -> Template:
        if not resolved.templates:
            found = guesses_for(resolved.folder) if guesses is None else guesses
            named = [guess.template for guess in found if name in (None, guess.template.name)]
            if named:
                return named[0]
        return resolved.choose(name, tools)

    async def _tokenizer_folder(self, chosen: TemplateSource | None, resolved: Resolved) -> Path | None:
        if chosen is None:
            return resolved.folder
        return (await self._resolver.resolve(chosen)).folder

    async def _marks(self, rendering: Rendering, superseded: Callable[[], bool]) -> dict[str, Any]:
        try:
            return await self._renderer.annotate(
                rendering.template,
                rendering.conversation,
                rendering.special_tokens,
                rendering.text,
                superseded,
            )
        except WorkbenchError as error:
            if error.reason == "superseded":
                raise
            return {"spans": None, "generation": None}

    async def _tokens(
        self, rendering: Rendering, generation: list[list[int]] | None
    ) -> Tokens | WorkbenchError:
        try:
            return await self._encoder.encode(rendering.folder, rendering.text, generation)
        except WorkbenchError as error:
            return error

    def _tokenizer_state(self, folder: Path | None) -> TokenizerState:
        if folder is None:
            reason = REASONS["tokenizer-missing"]
            return TokenizerState("none", f"{self._say(reason.message)} {self._say(reason.advice)}")
        return self.state_of(self._tokenizers.entry(folder))

    def state_of(self, entry: TokenizerEntry) -> TokenizerState:
        """An entry as the editor shows it."""
        if entry.error is not None:
            problem = problem_of(entry.error, self._say)
            none = entry.error.reason == "tokenizer-missing"
            return TokenizerState("none" if none else "failed", f"{problem.message} {problem.advice}")
        if entry.facts is None:
            return TokenizerState("loading", self._say(REASONS["tokenizer-loading"].message))
        return TokenizerState("ready", "", entry.facts.name, list(entry.facts.special_tokens))

    def _python_call(
        self, params: RenderParams, resolved: Resolved, template: Template, folder: Path | None
    ) -> str:
        source = params.tokenizer or params.source
        model = source.repo_id if isinstance(source, RepositorySource) else folder and str(folder)
        path = path_of(host_of(template.document.uri))
        own = params.tokenizer is None and resolved.is_own(template)
        embedded = path.suffix == ".json"
        file = None if own or embedded else str(path)
        text = template.text if embedded and not own else None
        name = template.name if len(resolved.templates) > 1 and template.name != DEFAULT else None
        revision = source.revision if isinstance(source, RepositorySource) else None
        return python_call(params.conversation, model or None, file, name, revision, text)


def _uri(source: TemplateSource) -> str:
    return "" if isinstance(source, RepositorySource) else source.uri


def _names(resolved: Resolved, guesses: list[Guess]) -> list[str]:
    templates = resolved.templates or tuple(guess.template for guess in guesses)
    names = [template.name for template in templates]
    if len(names) < 2:
        return []
    return sorted(names, key=lambda name: name != DEFAULT)


def _watched(resolved: Resolved, folder: Path | None) -> list[str]:
    uris = [template.document.uri for template in resolved.templates]
    uris += [place.uri for place in resolved.places]
    if folder is not None:
        uris += [uri_of(folder / "chat_template.jinja"), uri_of(folder / "tokenizer_config.json")]
        uris += [uri_of(folder / "tokenizer.json")]
    return list(dict.fromkeys(uris))
