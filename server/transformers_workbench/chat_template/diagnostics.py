"""Problems of templates as the editor's diagnostics: what compiling finds, and what the previews met."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from transformers_workbench.chat_template.problems import problem_of
from transformers_workbench.chat_template.rendering import Renderer, SpecialTokens
from transformers_workbench.chat_template.sources import Template, embedded_in, host_of
from transformers_workbench.documents import OpenBuffer, canonical, read_document, template_text
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.protocol import Problem
from transformers_workbench.wording import Wording

QUIET = 0.25
"""Seconds without a keystroke before a template is compiled just to find its problems."""
UNPLACED = {
    "conversation-invalid",
    "template-missing",
    "template-name",
    "superseded",
    "missing-package",
    "missing-module",
}
"""Reasons that say nothing about the document."""

Publish = Callable[[str, "list[Problem]"], None]


class Checker:
    """Keeps the problems of each open document and publishes them when they change."""

    def __init__(self, renderer: Renderer, open_buffer: OpenBuffer, publish: Publish, say: Wording) -> None:
        self._renderer = renderer
        self._open_buffer = open_buffer
        self._publish = publish
        self._say = say
        self._checks: dict[str, asyncio.Task[None]] = {}
        self._compiled: dict[str, list[Problem]] = {}
        self._met: dict[str, dict[str, Problem]] = {}
        self._published: dict[str, list[Problem]] = {}

    def schedule(self, uri: str, delay: float = QUIET) -> None:
        """Checks a changed document once it is left alone; what previews met was another text."""
        uri = canonical(uri)
        self._met.pop(uri, None)
        running = self._checks.pop(uri, None)
        if running is not None:
            running.cancel()
        self._checks[uri] = asyncio.ensure_future(self._check_later(uri, delay))

    def forget(self, uri: str) -> None:
        """The document was closed: nothing to say about it any more."""
        uri = canonical(uri)
        running = self._checks.pop(uri, None)
        if running is not None:
            running.cancel()
        self._compiled.pop(uri, None)
        self._met.pop(uri, None)
        self._show(uri)

    def met(self, panel: str, problem: Problem | None) -> None:
        """What a preview met just now; ``None``: nothing."""
        for uri, problems in list(self._met.items()):
            if problems.pop(panel, None) is not None and (
                problem is None or uri != canonical(problem.uri or "")
            ):
                self._show(uri)
        if problem is not None and problem.uri and problem.reason not in UNPLACED:
            uri = canonical(problem.uri)
            self._met.setdefault(uri, {})[panel] = problem
            self._show(uri)

    def rendered(self, uri: str, version: int | None) -> None:
        """A preview compiled this version of a jinja document just now: no need to compile it again."""
        uri = canonical(uri)
        buffer = self._open_buffer(uri)
        if buffer is None or buffer.version != version or uri.endswith(".json"):
            return
        running = self._checks.pop(uri, None)
        if running is not None:
            running.cancel()
        self._compiled.pop(uri, None)
        self._show(uri)

    async def _check_later(self, uri: str, delay: float) -> None:
        await asyncio.sleep(delay)
        self._compiled[uri] = await self._problems(uri)
        if self._checks.get(uri) is asyncio.current_task():
            del self._checks[uri]
        self._show(uri)

    async def _problems(self, uri: str) -> list[Problem]:
        try:
            templates = self._templates(uri)
        except WorkbenchError as error:
            return [] if error.reason == "file-missing" else [problem_of(error, self._say, uri=uri)]
        errors = [(template, await self._error(template)) for template in templates]
        return [
            problem_of(error, self._say, template)
            for template, error in errors
            if error is not None and error.reason not in UNPLACED
        ]

    async def _error(self, template: Template) -> WorkbenchError | None:
        try:
            fault = (await self._renderer.check(template.text, SpecialTokens({}, False)))["problem"]
        except WorkbenchError as error:
            return error
        return _error_of(fault) if fault else None

    def _templates(self, uri: str) -> list[Template]:
        document = read_document(uri, self._open_buffer)
        if host_of(uri) == uri and uri.endswith(".json"):
            return embedded_in(document)
        text = document.text if host_of(uri) != uri else template_text(document)
        return [Template("default", text, document)]

    def _show(self, uri: str) -> None:
        problems = [*self._compiled.get(uri, []), *self._met.get(uri, {}).values()]
        distinct: Mapping[tuple[object, ...], Problem] = {
            (problem.line, problem.character, problem.message): problem for problem in problems
        }
        shown = list(distinct.values())
        if shown != self._published.get(uri, []):
            self._published[uri] = shown
            self._publish(uri, shown)


def _error_of(fault: dict[str, object]) -> WorkbenchError:
    place = {
        key: value for key in ("line", "column", "end_column") if isinstance(value := fault.get(key), int)
    }
    return WorkbenchError(
        str(fault["reason"]),
        message=fault.get("message", ""),
        line=place.get("line"),
        column=place.get("column"),
        end_column=place.get("end_column"),
        seconds="",
        mebibytes="",
    )
