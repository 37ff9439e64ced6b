"""``cache.mentions`` and ``cache.named``: is anything in this workspace using it?"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from transformers_agent.cache.mention_places import MOST, Place, names, pinned, places, tokens, tokens_of
from transformers_agent.cache.signature import SETTLED
from transformers_agent.cache.workspace_files import LARGEST_NOTEBOOK, File, Walk
from transformers_agent.regular_files import read_bytes
from transformers_agent.task import Params

SECONDS = 20.0
"""How long one look at the workspace may take, unless the request says otherwise."""

BINARY = 8192
"""A file with a NUL in so many bytes at its start is not text."""


def mentions(params: Params) -> dict[str, Any]:
    """The places of the workspace that name these repositories.

    Params:
        folders: absolute paths of the workspace's folders.
        repos: ``[{repo_id, repo_type, revisions: [commit hashes], refs: [names]}]``.
        limit: the most mentions to answer; each repository has one before another has its second. Of one
            file there are at most ``MOST`` of a repository.
        seconds: how long to look, optional.

    Returns:
        ``{mentions: [{repo_id, repo_type, path, line, character, text, revision}], files_read, skipped,
        truncated}``, by repository in the order asked for, then by path and line. ``line`` and ``character``
        are 0-based, the latter in UTF-16 units; ``revision`` is the commit hash or ref that is named with it,
        or ``None``. ``files_read`` counts what changed since the last call, ``skipped`` what is too large or
        cannot be read.
    """
    repos: list[dict[str, Any]] = list(params["repos"])
    look = _Look(params, [str(repo["repo_id"]) for repo in repos])
    found: dict[str, list[tuple[str, Place]]] = defaultdict(list)
    cut = False
    for path, by_id in look.places():
        for lower, at in by_id.items():
            cut = cut or len(at) == MOST
            found[lower].extend((path, place) for place in at)
    limit = int(params.get("limit", 1000))
    ranked: list[tuple[int, int, dict[str, Any]]] = []
    for position, repo in enumerate(repos):
        of_this_type = [
            (path, place)
            for path, place in found.get(str(repo["repo_id"]).lower(), ())
            if place.repo_type is None or repo.get("repo_type") in (None, "", place.repo_type)
        ]
        for rank, (path, place) in enumerate(of_this_type):
            ranked.append((rank, position, _mention(repo, path, place)))
    chosen = ranked
    if len(ranked) > limit:
        chosen = sorted(ranked, key=lambda each: each[:2])[:limit]
        chosen.sort(key=lambda each: (each[1], each[0]))
    return {
        "mentions": [mention for _, _, mention in chosen],
        **look.counts(),
        "truncated": look.walk.truncated or cut or len(ranked) > limit,
    }


def _mention(repo: dict[str, Any], path: str, place: Place) -> dict[str, Any]:
    return {
        "repo_id": repo["repo_id"],
        "repo_type": repo.get("repo_type"),
        "path": path,
        "line": place.line,
        "character": place.character,
        "text": place.text,
        "revision": pinned(place, list(repo.get("revisions", ())), list(repo.get("refs", ()))),
    }


def named(params: Params) -> dict[str, Any]:
    """Which of these repositories some file of the workspace names, of whatever type they are.

    Params:
        folders: absolute paths of the workspace's folders.
        repo_ids: ids, thousands of them if need be.
        seconds: how long to look, optional.

    Returns:
        ``{used: [ids], files_read, skipped, truncated}``. With ``truncated`` more of them may be used.
    """
    repo_ids = [str(repo_id) for repo_id in params["repo_ids"]]
    look = _Look(params, repo_ids)
    used = look.names()
    return {
        "used": [repo_id for repo_id in repo_ids if repo_id.lower() in used],
        **look.counts(),
        "truncated": look.walk.truncated,
    }


class _Entry:
    """A file as last read."""

    __slots__ = ("absent", "modified", "places", "present", "settled", "size", "tokens")

    def __init__(self, file: File, content: bytes | None) -> None:
        self.modified = file.modified
        self.size = file.size
        self.settled = content is not None and time.time_ns() - file.modified > SETTLED
        """Whether a change of the same size after this would show in its time. That a file can be read again
        does not."""
        # One string of bytes for all of them takes a tenth of what a set does.
        self.tokens = b"" if content is None else b"\n".join(tokens(content, unquoted=file.unquoted))
        self.places: dict[str, list[Place]] = {}
        """What is known of exact places, by id in lower case; an empty list: none."""
        self.present: set[str] = set()
        self.absent: set[str] = set()
        """Ids in lower case that are, or are not, named here although the tokens fit."""

    def describes(self, file: File) -> bool:
        """Whether the file is still what was read."""
        return self.settled and (self.modified, self.size) == (file.modified, file.size)


_entries: dict[str, _Entry] = {}
"""What earlier requests read, by path."""


class _Current(NamedTuple):
    file: File
    entry: _Entry
    content: bytes | None
    """When it was read just now."""


class _Look:
    """One look at the workspace, for ids."""

    def __init__(self, params: Params, repo_ids: list[str]) -> None:
        seconds = params.get("seconds", SECONDS)
        self.walk = Walk([str(folder) for folder in params["folders"]], seconds)
        self.files_read = 0
        self._unreadable = 0
        self._by_token: dict[bytes, list[str]] = defaultdict(list)
        for lower in {repo_id.lower() for repo_id in repo_ids}:
            for token in tokens_of(lower):
                self._by_token[token].append(lower)
        self._tokens = set(self._by_token)

    def counts(self) -> dict[str, int]:
        """``{files_read, skipped}``"""
        return {"files_read": self.files_read, "skipped": self.walk.skipped + self._unreadable}

    def names(self) -> set[str]:
        """The ids, in lower case, that some file names."""
        used: set[str] = set()
        for current in self._files():
            entry = current.entry
            possible = self._possible(entry)
            if not possible or possible <= used:
                continue
            unknown = {_key(each): each for each in possible - used - entry.present - entry.absent}
            if unknown:
                content = self._content(current)
                present = names(content, unknown, unquoted=current.file.unquoted) if content else set()
                entry.present |= present
                entry.absent |= set(unknown.values()) - present
            used |= possible & entry.present
        return used

    def places(self) -> Iterator[tuple[str, dict[str, list[Place]]]]:
        """Path → the places in there by id in lower case."""
        for current in self._files():
            entry = current.entry
            possible = self._possible(entry) - entry.absent
            unknown = {_key(each): each for each in possible - entry.places.keys()}
            if unknown:
                found: dict[str, list[Place]] = {each: [] for each in unknown.values()}
                for lower, place in places(
                    self._content(current) or b"", unknown, unquoted=current.file.unquoted
                ):
                    found[lower].append(place)
                entry.places.update(found)
            here = {each: entry.places[each] for each in possible if entry.places[each]}
            if here:
                yield current.file.path, here

    def _possible(self, entry: _Entry) -> set[str]:
        """The ids that the file's tokens fit."""
        fitting = self._tokens.intersection(entry.tokens.split(b"\n")) if entry.tokens else ()
        return {lower for token in fitting for lower in self._by_token[token]}

    def _files(self) -> Iterator[_Current]:
        """Every file, read when it changed; at the end those that are gone are forgotten."""
        seen = set()
        for file in self.walk:
            if self.walk.is_over():
                break
            seen.add(file.path)
            entry = _entries.get(file.path)
            if entry is not None and entry.describes(file):
                yield _Current(file, entry, None)
                continue
            content = self._read(file.path)
            _entries[file.path] = entry = _Entry(file, content)
            yield _Current(file, entry, content)
        if not self.walk.truncated:
            for path in _entries.keys() - seen:
                del _entries[path]

    def _content(self, current: _Current) -> bytes | None:
        return self._read(current.file.path) if current.content is None else current.content

    def _read(self, path: str) -> bytes | None:
        """The bytes of a text file, none where it is not text; ``None``: it cannot be read."""
        try:
            content = read_bytes(path, LARGEST_NOTEBOOK)
        except OSError:
            self._unreadable += 1
            return None
        self.files_read += 1
        return b"" if b"\0" in content[:BINARY] else content


def _key(lower: str) -> bytes:
    return lower.encode("utf-8", "surrogatepass")
