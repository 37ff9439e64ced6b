"""Renders a resolved template, with the special tokens the tokenizer would give it.

Rendering has a lane of its own. What is asked beside it (marks, variables, problems) compiles the template
a second time, in the inspection lane, so that it never stands in the way of the next keystroke.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import attrs

from transformers_workbench.chat_template.hover import Descriptions
from transformers_workbench.chat_template.sources import Template
from transformers_workbench.chat_template.tokenizers import Tokenizers, fingerprint
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lane import Lane
from transformers_workbench.protocol import Conversation, Settings

DESCRIBE_DEADLINE = 30.0
"""Seconds. Asked once, in the background."""


@attrs.frozen
class SpecialTokens:
    """The special tokens map a template sees; ``exact`` when the loaded tokenizer said so."""

    map: Mapping[str, object]
    exact: bool


@attrs.frozen
class RenderedText:
    """A rendering: its text and what the library itself took, in milliseconds."""

    text: str
    milliseconds: float
    special_tokens: SpecialTokens


class Renderer:
    """Renders; knows where special tokens come from."""

    def __init__(
        self, lane: Lane, inspection: Lane, tokenizers: Tokenizers, settings: Callable[[], Settings]
    ) -> None:
        self._lane = lane
        self._inspection = inspection
        self._tokenizers = tokenizers
        self._settings = settings
        self._from_files: dict[tuple[Path, Any], Mapping[str, object]] = {}

    async def special_tokens(self, folder: Path | None, wait: bool = False) -> SpecialTokens:
        """Of the tokenizer when it is loaded, else (or until then, unless ``wait``) out of its files.

        Does not start loading it: the first text should have the machine to itself.
        """
        if folder is None:
            return SpecialTokens({}, True)
        facts = (await self._tokenizers.loaded(folder)).facts if wait else self._tokenizers.known(folder)
        if facts is not None:
            return SpecialTokens(facts.special_tokens_map, True)
        key = (folder, fingerprint(folder))
        if key not in self._from_files:
            answer = await self._lane.request(
                "tokenizer.special_tokens_from_files",
                {"folder": str(folder)},
                deadline=self._settings().render_deadline_seconds,
            )
            self._from_files[key] = answer
        return SpecialTokens(self._from_files[key], False)

    async def render(
        self,
        template: Template,
        conversation: Conversation,
        special_tokens: SpecialTokens,
        superseded: Callable[[], bool] = lambda: False,
    ) -> RenderedText:
        """Renders one conversation.

        Raises:
            WorkbenchError: the library's refusal, a fault of the template, ``superseded``.
        """
        answer = await self._ask(
            self._lane, "chat_template.render", template, conversation, special_tokens, {}, superseded
        )
        return RenderedText(answer["text"], answer["milliseconds"], special_tokens)

    async def annotate(
        self,
        template: Template,
        conversation: Conversation,
        special_tokens: SpecialTokens,
        text: str,
        superseded: Callable[[], bool] = lambda: False,
    ) -> dict[str, Any]:
        """Whose text each stretch of ``text`` is (``spans``) and what ``{% generation %}`` marks.

        Raises:
            WorkbenchError: see ``render``.
        """
        more = {"text": text}
        return await self._ask(
            self._inspection,
            "chat_template.annotate",
            template,
            conversation,
            special_tokens,
            more,
            superseded,
        )

    async def check(self, text: str, special_tokens: SpecialTokens) -> dict[str, Any]:
        """Compiles without rendering: ``problem``, ``variables``, ``tracks_generation``."""
        settings = self._settings()
        return await self._inspection.request(
            "chat_template.check",
            {"template": text, "special_tokens": dict(special_tokens.map)},
            deadline=settings.render_deadline_seconds,
            memory=settings.memory_limit_mebibytes << 20,
        )

    async def describe(self) -> Descriptions:
        """What names in templates mean, in the installed libraries' own words."""
        return await self._inspection.request("chat_template.describe", {}, deadline=DESCRIBE_DEADLINE)

    async def _ask(
        self,
        lane: Lane,
        method: str,
        template: Template,
        conversation: Conversation,
        special_tokens: SpecialTokens,
        more: dict[str, Any],
        superseded: Callable[[], bool],
    ) -> dict[str, Any]:
        settings = self._settings()
        try:
            return await lane.request(
                method,
                {
                    "template": template.text,
                    "template_name": None,
                    "messages": conversation.messages,
                    "tools": conversation.tools,
                    "documents": conversation.documents,
                    "variables": conversation.variables,
                    "special_tokens": dict(special_tokens.map),
                    "add_generation_prompt": conversation.add_generation_prompt,
                    "continue_final_message": conversation.continue_final_message,
                    **more,
                },
                deadline=settings.render_deadline_seconds,
                memory=settings.memory_limit_mebibytes << 20,
                superseded=superseded,
            )
        except WorkbenchError as error:
            # In this lane only the template can hang or exhaust a process.
            if error.reason == "agent-timeout":
                raise error.because("template-timeout") from error
            raise
