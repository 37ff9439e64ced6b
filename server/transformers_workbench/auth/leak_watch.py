"""Leaked tokens of the open documents, and of what their notebooks have put out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import attrs

from transformers_agent.regular_files import read_bytes
from transformers_workbench.auth.git_state import UNKNOWN, GitState, git_state
from transformers_workbench.documents import OpenBuffer, canonical, path_of, uri_of

if TYPE_CHECKING:
    from transformers_workbench.auth.leaks import Leak

QUIET = 0.3
"""Seconds without a keystroke before a document is looked through."""
MOST = 100
"""Tokens of one document that are marked: who has more, has one problem."""
CELL = "vscode-notebook-cell"
LARGEST = 20 * 2**20
"""Bytes of a notebook whose outputs are looked through."""


@attrs.frozen
class Look:
    """What was found in a text."""

    text: str
    leaks: Sequence[Leak]
    in_output: frozenset[int]
    """Starts of the leaks that stand in outputs."""
    git: GitState


Publish = Callable[[str, Look], None]


class LeakWatch:
    """Looks through documents when they are left alone, and publishes what changed. ``may_ask_git``: not in a
    workspace that nobody trusts."""

    def __init__(
        self, open_buffer: OpenBuffer, publish: Publish, may_ask_git: Callable[[], bool] = lambda: True
    ) -> None:
        self._open_buffer = open_buffer
        self._publish = publish
        self._may_ask_git = may_ask_git
        self._checks: dict[str, asyncio.Task[None]] = {}
        self._published: set[str] = set()
        self._git: dict[Path, GitState] = {}
        self._cells: dict[str, set[str]] = {}
        """Open cells by the URI of their notebook's file."""

    def schedule(self, uri: str, delay: float = QUIET) -> None:
        """Looks through an opened or changed document once it is left alone; a preview comes first."""
        uri = canonical(uri)
        self._start(uri, self._look_later(uri, delay))
        notebook = notebook_of(uri)
        if notebook is not None:
            self._cells.setdefault(notebook, set()).add(uri)
            if self._open_buffer(notebook) is None:
                self._start(notebook, self._look_at_outputs(notebook, delay))

    def saved(self, uri: str) -> None:
        """A file changed on disk: the cells of an open notebook may have put out something new."""
        uri = canonical(uri)
        if uri in self._cells and self._open_buffer(uri) is None:
            self._start(uri, self._look_at_outputs(uri, 0))

    def forget(self, uri: str) -> None:
        """The document was closed."""
        uri = canonical(uri)
        self._stop(uri)
        self._show(uri, _nothing())
        notebook = notebook_of(uri)
        if notebook is not None:
            cells = self._cells.get(notebook, set())
            cells.discard(uri)
            if not cells:
                self._cells.pop(notebook, None)
                self.forget(notebook)
        elif uri in self._cells:
            self.schedule(next(iter(self._cells[uri])), delay=0)

    async def _look_later(self, uri: str, delay: float) -> None:
        await asyncio.sleep(delay)
        buffer = self._open_buffer(uri)
        if buffer is not None:
            await self._judge(uri, buffer.text, is_open=True)

    async def _look_at_outputs(self, uri: str, delay: float) -> None:
        """What cells have put out is no document of the editor: only the saved file has it."""
        await asyncio.sleep(delay)
        text = await asyncio.to_thread(_saved, path_of(uri))
        await self._judge(uri, text, is_open=False)

    async def _judge(self, uri: str, text: str, *, is_open: bool) -> None:
        # The server's start and the first preview do without them.
        from transformers_workbench.auth.leaks import find_leaks
        from transformers_workbench.auth.notebooks import spots_of

        leaks = await asyncio.to_thread(find_leaks, text, MOST)
        outputs: frozenset[int] = frozenset()
        if leaks and uri.lower().endswith(".ipynb"):
            spots = await asyncio.to_thread(spots_of, text, [leak.start for leak in leaks])
            outputs = frozenset(
                leak.start for leak, spot in zip(leaks, spots, strict=True) if spot.kind == "output"
            )
        # The cells of an open notebook are documents of their own.
        seen = tuple(leak for leak in leaks if is_open or leak.start in outputs)
        file = file_of(uri)
        known = self._git.get(file, UNKNOWN) if file is not None else UNKNOWN
        self._show(uri, Look(text, seen, outputs, known))
        if seen and file is not None and self._may_ask_git():
            state = await asyncio.to_thread(git_state, file)
            self._git[file] = state
            if state != known:
                self._show(uri, Look(text, seen, outputs, state))

    def _show(self, uri: str, look: Look) -> None:
        """Whatever there is, is published anew: an edit may have moved it. Nothing is published once."""
        if look.leaks:
            self._published.add(uri)
        elif uri in self._published:
            self._published.discard(uri)
        else:
            return
        self._publish(uri, look)

    def _start(self, uri: str, work: Coroutine[Any, Any, None]) -> None:
        self._stop(uri)
        task = asyncio.ensure_future(work)
        self._checks[uri] = task
        task.add_done_callback(lambda done: self._ended(uri, done))

    def _stop(self, uri: str) -> None:
        running = self._checks.pop(uri, None)
        if running is not None:
            running.cancel()

    def _ended(self, uri: str, done: asyncio.Task[None]) -> None:
        if self._checks.get(uri) is done:
            del self._checks[uri]


def file_of(uri: str) -> Path | None:
    """The file a document lies in, of a cell its notebook's; ``None`` when it is on no disk of ours."""
    if uri.startswith(f"{CELL}:"):
        return path_of("file://" + urlsplit(uri).path)
    return path_of(uri) if uri.startswith("file:") else None


def notebook_of(uri: str) -> str | None:
    """The URI of a cell's notebook file; ``None`` for other documents and for notebooks never saved."""
    if not uri.startswith(f"{CELL}:") or not unquote(urlsplit(uri).path).lower().endswith(".ipynb"):
        return None
    file = file_of(uri)
    return uri_of(file) if file is not None and file.is_absolute() else None


def _nothing() -> Look:
    return Look("", (), frozenset(), UNKNOWN)


def _saved(file: Path) -> str:
    try:
        return read_bytes(file, LARGEST).decode("utf-8", "replace")
    except OSError:
        return ""
