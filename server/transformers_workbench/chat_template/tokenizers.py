"""Tokenizers by model folder: loaded in their own lane, known to everybody, forgotten when files change."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import attrs

from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lane import Lane

LOAD_DEADLINE = 120.0
"""Seconds. A tokenizer converted from sentencepiece takes half a minute."""
MEMORY = 4 * 2**30
"""Bytes for one tokenizer: the largest known need a few hundred MiB."""
KEPT = 16
GLANCE = 0.5
"""Seconds a look at a folder's files is good for."""

Fingerprint = tuple[tuple[str, int, int], ...]


@attrs.frozen
class TokenizerFacts:
    """What the installed library loaded from a model folder."""

    name: str
    special_tokens_map: Mapping[str, object]
    special_tokens: tuple[str, ...]
    chat_template: str | Mapping[str, str] | None
    library: str


@attrs.frozen
class TokenizerEntry:
    """A model folder's tokenizer as it stands."""

    state: Literal["loading", "ready", "failed"]
    facts: TokenizerFacts | None = None
    error: WorkbenchError | None = None


class Tokenizers:
    """The tokenizers asked for so far. ``changed`` is called when one is ready or failed."""

    def __init__(self, lane: Lane, changed: Callable[[Path, TokenizerEntry], None]) -> None:
        self._lane = lane
        self._changed = changed
        self._entries: dict[tuple[Path, Fingerprint], TokenizerEntry] = {}
        self._loads: dict[tuple[Path, Fingerprint], asyncio.Task[TokenizerEntry]] = {}
        self._seen: dict[Path, tuple[float, Fingerprint]] = {}

    def entry(self, folder: Path) -> TokenizerEntry:
        """The folder's tokenizer; starts loading it when nobody has."""
        key = self._key(folder)
        if key not in self._entries:
            while len(self._entries) >= KEPT:
                self._entries.pop(next(iter(self._entries)))
            self._entries[key] = TokenizerEntry("loading")
            self._loads[key] = asyncio.ensure_future(self._load(key))
        return self._entries[key]

    async def loaded(self, folder: Path) -> TokenizerEntry:
        """The folder's tokenizer, when it is ready or failed."""
        entry = self.entry(folder)
        load = self._loads.get(self._key(folder))
        return await asyncio.shield(load) if load is not None else entry

    def known(self, folder: Path) -> TokenizerFacts | None:
        """The folder's tokenizer if it is loaded; never starts loading it."""
        entry = self._entries.get(self._key(folder))
        return entry.facts if entry is not None else None

    def _key(self, folder: Path) -> tuple[Path, Fingerprint]:
        """Looks at the files at most every ``GLANCE``: a key asks several times, and a network file system
        takes milliseconds for each file."""
        now = time.monotonic()
        seen = self._seen.get(folder)
        if seen is None or now - seen[0] > GLANCE:
            seen = self._seen[folder] = (now, fingerprint(folder))
        return folder, seen[1]

    async def _load(self, key: tuple[Path, Fingerprint]) -> TokenizerEntry:
        folder = key[0]
        try:
            answer = await self._lane.request(
                "tokenizer.load", {"folder": str(folder)}, deadline=LOAD_DEADLINE, memory=MEMORY
            )
            entry = TokenizerEntry(
                "ready",
                TokenizerFacts(
                    name=answer["name"],
                    special_tokens_map=answer["special_tokens_map"],
                    special_tokens=tuple(answer["special_tokens"]),
                    chat_template=answer["chat_template"],
                    library=answer["library"],
                ),
            )
        except WorkbenchError as error:
            if error.reason == "template-memory":
                error = error.because("tokenizer-too-large")
            entry = TokenizerEntry("failed", error=error)
        self._entries[key] = entry
        self._loads.pop(key, None)
        self._changed(folder, entry)
        return entry


def fingerprint(folder: Path) -> Fingerprint:
    """What tells whether a folder's files are still the ones that were loaded: name, size and time (ns)
    of everything a tokenizer may be made of."""
    found = []
    try:
        for path in folder.iterdir():
            if path.suffix in {".json", ".model", ".txt", ".jinja", ".tiktoken"}:
                status = path.stat()
                found.append((path.name, status.st_size, status.st_mtime_ns))
    except OSError:
        pass  # A folder that vanished has no files: the load says so in words.
    return tuple(sorted(found))
