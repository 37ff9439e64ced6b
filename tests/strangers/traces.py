"""What a hostile repository has left behind, or got hold of: each is a sentence, and there should be none."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from hostile_repositories import SECRET, Canary
from marked_processes import Seen

LONGEST_LISTING = 20_000
LARGEST = 16 * 2**20
"""Bytes of what is searched: none of the large files here is written by what is tested."""


class Untouched:
    """Two folders as they were before anybody opened the repository. ``state``: where the workbench was told
    to keep what is its own."""

    def __init__(self, folder: Path, canary: Canary, state: Path | None = None) -> None:
        self._folder = folder
        self._canary = canary
        self._state = state
        self._names = names_below(folder)
        self._outside = names_below(canary.folder)

    def changes(self) -> Iterator[str]:
        """What is there now, and was not, and the other way round."""
        for folder, before in ((self._folder, self._names), (self._canary.folder, self._outside)):
            now = names_below(folder)
            differing = sorted(str(each) for each in now ^ before if not self._is_own(each))
            if differing:
                yield f"files came or went: {differing[:5]}"
        if self._canary.secret.read_text(encoding="utf-8") != f"{SECRET}\n":
            yield "a file outside of the repository was changed"

    def _is_own(self, path: Path) -> bool:
        return path == self._canary.file or (self._state is not None and path.is_relative_to(self._state))


def names_below(folder: Path) -> set[Path]:
    """All paths below a folder, links not followed; no more than are of use."""
    found: set[Path] = set()
    waiting = [folder]
    while waiting and len(found) < LONGEST_LISTING:
        where = waiting.pop()
        try:
            with os.scandir(where) as entries:
                for entry in entries:
                    found.add(Path(entry.path))
                    if entry.is_dir(follow_symlinks=False) and len(entry.path) < 1000:
                        waiting.append(Path(entry.path))
        except OSError:
            continue
    return found


def executed(canary: Canary) -> Iterator[str]:
    """Payloads that fired, and the process that is gone."""
    fired = sorted(set(canary.fired()))
    if fired:
        yield f"executed: {fired}"
    if not canary.victim_lives():
        yield "a process of the user's was ended"


def with_token(token: str, folders: Iterable[Path]) -> Iterator[str]:
    """Files that hold the token."""
    for folder in folders:
        for path in names_below(folder):
            if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
                continue
            if token.encode() in path.read_bytes():
                yield f"the token is in {path}"


def of_processes(seen: Iterable[Seen], folder: Path, agent: str) -> Iterator[str]:
    """Programs of the repository, and processes that were handed the token. ``agent``: in the words of those
    that ask the Hub or answer about the account, and so may have it."""
    for each in seen:
        if each.executes(folder):
            yield f"a program of the repository was started: {each.words[:4]}"
        if each.has_token and each.words and agent not in " ".join(each.words):
            yield f"the token was handed to {each.words[:4]}"
