"""The mentions of open documents, looked for once a version."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import attrs

from transformers_workbench.auth.leak_watch import file_of
from transformers_workbench.auth.repository_names import LONGEST, IsLocal, Mention, is_repository
from transformers_workbench.buffers import Buffers
from transformers_workbench.documents import canonical

_PART = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-/")


@attrs.frozen
class Seen:
    """A version of a document and what it names."""

    uri: str
    text: str
    mentions: Sequence[Mention]


class DocumentMentions:
    """Reads documents in threads, so that a large one keeps nobody waiting."""

    def __init__(self, buffers: Buffers, folders: Callable[[], Sequence[Path]]) -> None:
        """``folders``: of the workspace, where scripts are started."""
        self._buffers = buffers
        self._folders = folders
        self._seen: dict[str, asyncio.Task[Seen]] = {}

    async def of(self, uri: str) -> Seen | None:
        """The mentions of a document as it is now; ``None`` when it is not open, or of no kind that names
        repositories."""
        from transformers_workbench.auth.repository_mentions import is_read, mentions_of

        document = self._buffers.document(uri)
        file = file_of(uri)
        name = file.name if file is not None else ""
        if document is None or not is_read(name, document.language_id):
            return None
        uri, text, language = canonical(uri), document.source, document.language_id
        known = self._seen.get(uri)
        if known is not None and known.done() and not known.cancelled() and known.exception() is None:
            seen = known.result()
            if seen.text == text:
                return seen

        async def look() -> Seen:
            is_local = beside(file, self._folders())
            return Seen(uri, text, await asyncio.to_thread(mentions_of, text, name, language, is_local))

        task = self._seen[uri] = asyncio.ensure_future(look())
        return await asyncio.shield(task)

    def may_be_named_at(self, uri: str, line: int, character: int) -> bool:
        """Whether something that could be an id is under the cursor: cheap, and no reading."""
        document = self._buffers.document(uri)
        if document is None or line >= len(lines := document.lines):
            return False
        text = lines[line]
        start = end = len(text.encode("utf-16-le")[: 2 * character].decode("utf-16-le", "ignore"))
        while start > 0 and text[start - 1] in _PART and end - start <= LONGEST:
            start -= 1
        while end < len(text) and text[end] in _PART and end - start <= LONGEST:
            end += 1
        return start < end and is_repository(text[start:end])

    def forget(self, uri: str) -> None:
        """The document was closed."""
        self._seen.pop(canonical(uri), None)


def beside(file: Path | None, folders: Sequence[Path]) -> IsLocal:
    """Whether a name is a file or folder beside ``file`` or in one of ``folders``."""
    places = [*([file.parent] if file is not None and file.is_absolute() else []), *folders]

    def is_local(name: str) -> bool:
        try:
            return any((place / name).exists() for place in places)
        except (OSError, ValueError):
            return False

    return is_local
