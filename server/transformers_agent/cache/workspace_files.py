"""The files of a workspace in which a repository may be named.

What ripgrep would pass over is passed over too: version control, environments, caches, build outputs, and
what the ``.gitignore`` at the top of a workspace folder excludes. That is best effort: the ignore files of
folders further down, of the user and of ``.git/info`` are not read.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from transformers_agent.regular_files import read_head

MEBIBYTE = 1 << 20
LARGEST = 2 * MEBIBYTE
LARGEST_NOTEBOOK = 20 * MEBIBYTE
"""Bytes. A notebook carries its pictures."""

DEEPEST = 100
"""Folders inside each other. Nobody nests further by hand, and Python's own stack has an end."""

PASSED_OVER = frozenset(
    [
        ".git",
        ".hg",
        ".svn",
        ".jj",
        "node_modules",
        "bower_components",
        ".venv",
        "venv",
        "site-packages",
        "__pycache__",
        ".cache",
        ".tox",
        ".nox",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".hypothesis",
        ".ipynb_checkpoints",
        ".eggs",
        ".gradle",
        ".next",
        ".terraform",
        "build",
        "dist",
        "target",
        "htmlcov",
    ]
)
"""Folders in which nobody writes by hand."""

REPOSITORY_FOLDER = re.compile(r"(?:models|datasets|spaces|kernels)--.")
"""A cache inside the workspace names its repositories without using them."""

QUOTING = frozenset(
    [
        ".py",
        ".pyi",
        ".ipynb",
        ".json",
        ".jsonl",
        ".ndjson",
        ".jsonc",
        ".toml",
        ".md",
        ".markdown",
        ".mdx",
        ".rst",
        ".txt",
        ".jinja",
        ".j2",
    ]
)
"""Extensions of files in which a name alone, ``gpt2``, is quoted when it means a repository."""

UNQUOTING = frozenset(
    [
        ".yaml",
        ".yml",
        ".sh",
        ".bash",
        ".zsh",
        ".fish",
        ".ps1",
        ".bat",
        ".cmd",
        ".slurm",
        ".sbatch",
        ".cfg",
        ".ini",
        ".conf",
        ".env",
        ".mk",
        ".dockerfile",
    ]
)
"""Extensions of files in which it may also stand after ``:``, ``=`` or an option."""

UNQUOTING_NAME = re.compile(
    r"(?:dockerfile|containerfile|modelfile)(?:\..+)?|.+\.dockerfile|(?:gnu)?makefile|justfile|\.env(?:\..+)?",
    re.IGNORECASE,
)


class File(NamedTuple):
    """A file to look into. ``modified`` in nanoseconds since the epoch, ``size`` in bytes."""

    path: str
    modified: int
    size: int
    unquoted: bool
    """Whether it may hold names without quotes."""


class Walk:
    """The files below the workspace's folders, each once, in the order of their paths.

    ``skipped`` counts the files that are too large and the files and folders that cannot be read;
    ``truncated`` says that the time ended first.
    """

    def __init__(
        self, folders: list[str], seconds: float | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._folders = [os.path.abspath(os.path.expanduser(folder)) for folder in folders]
        self._clock = clock
        self._end = None if seconds is None else clock() + seconds
        self._real = {os.path.realpath(folder) for folder in self._folders}
        self.skipped = 0
        self.truncated = False

    def __iter__(self) -> Iterator[File]:
        done: list[str] = []
        for folder in sorted(set(self._folders)):
            # A workspace folder inside another one was walked with it.
            if not any(_is_inside(folder, other) for other in done):
                yield from self._below(folder, "", Ignored.at_the_top_of(folder))
                done.append(folder)

    def is_over(self) -> bool:
        """Whether the time has ended."""
        if self._end is not None and self._clock() > self._end:
            self.truncated = True
        return self.truncated

    def _below(self, folder: str, inside: str, ignored: Ignored) -> Iterator[File]:
        """``inside``: the folder's path in the workspace folder, empty or with a ``/`` at its end."""
        if self.is_over():
            return
        if inside.count("/") > DEEPEST:
            self.skipped += 1
            return
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=_name)
        except OSError:
            self.skipped += 1
            return
        if inside and any(entry.name == "pyvenv.cfg" for entry in entries):
            return  # A virtual environment, whatever it is called.
        for entry in entries:
            try:
                if entry.is_dir():
                    if self._is_walked(entry, inside, ignored):
                        yield from self._below(entry.path, f"{inside}{entry.name}/", ignored)
                    continue
                file = self._file(entry, inside, ignored)
            except OSError:
                self.skipped += 1
                continue
            if file is not None:
                yield file

    def _is_walked(self, entry: os.DirEntry[str], inside: str, ignored: Ignored) -> bool:
        name = entry.name
        if name in PASSED_OVER or name.endswith(".egg-info") or REPOSITORY_FOLDER.match(name):
            return False
        if ignored and ignored.excludes(inside, name, folder=True):
            return False
        # Through a link there is what is walked anyway, or what does not belong to the workspace.
        return not entry.is_symlink()

    def _leads_out(self, link: str) -> bool:
        target = os.path.realpath(link)
        return not any(_is_inside(target, each) for each in self._real)

    def _file(self, entry: os.DirEntry[str], inside: str, ignored: Ignored) -> File | None:
        name = entry.name
        extension = os.path.splitext(name)[1].lower()
        unquoted = extension in UNQUOTING or UNQUOTING_NAME.fullmatch(name) is not None
        if not unquoted and extension not in QUOTING:
            return None
        # Not committed, because of its secrets, but used: an .env often says which model is loaded.
        if ignored and not name.startswith(".env") and ignored.excludes(inside, name, folder=False):
            return None
        if not entry.is_file() or (entry.is_symlink() and self._leads_out(entry.path)):
            return None
        facts = entry.stat()
        if facts.st_size > (LARGEST_NOTEBOOK if extension == ".ipynb" else LARGEST):
            self.skipped += 1
            return None
        return File(entry.path, facts.st_mtime_ns, facts.st_size, unquoted)


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def _is_inside(path: str, folder: str) -> bool:
    """Whether ``path`` is the folder or lies below it."""
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


class Ignored:
    """The patterns of one ``.gitignore``. The last one that fits decides."""

    def __init__(self, text: str) -> None:
        self._patterns = [rule for line in text.splitlines() if (rule := _rule(line)) is not None]

    @classmethod
    def at_the_top_of(cls, folder: str) -> Ignored:
        """Those of the folder's own file; none when it has none that can be read."""
        try:
            content = read_head(os.path.join(folder, ".gitignore"), MEBIBYTE, within=folder)
            return cls(content.decode("utf-8", "replace"))
        except OSError:
            return cls("")

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def excludes(self, inside: str, name: str, *, folder: bool) -> bool:
        """Whether the entry ``name`` of the folder ``inside`` (empty, or with a ``/`` at its end) is
        ignored."""
        for rule in reversed(self._patterns):
            if (folder or not rule.only_folders) and rule.pattern.fullmatch(
                inside + name if rule.anchored else name
            ):
                return not rule.negated
        return False


class _Rule(NamedTuple):
    pattern: re.Pattern[str]
    anchored: bool
    """It is about the path from the top; otherwise about the name, wherever it is."""
    only_folders: bool
    negated: bool


def _rule(line: str) -> _Rule | None:
    line = line.lstrip("\ufeff")
    while line.endswith(" ") and not line.endswith("\\ "):
        line = line[:-1]
    if not line or line.startswith("#"):
        return None
    negated = line.startswith("!")
    glob = line[1:] if negated else line
    only_folders = glob.endswith("/")
    glob = glob.rstrip("/")
    anchored = "/" in glob
    glob = glob.lstrip("/")
    if not glob:
        return None
    try:
        return _Rule(re.compile(_expression(glob), re.DOTALL), anchored, only_folders, negated)
    except re.error:
        return None


_PIECE = re.compile(r"\*\*/|/\*\*\Z|\*+|\?|\[[!^]?\]?[^\]/]*\]|\\.|.", re.DOTALL)


def _expression(glob: str) -> str:
    """The regular expression of a pattern of gitignore(5)."""
    parts = []
    for piece in _PIECE.findall(glob):
        if piece == "**/":
            parts.append("(?:.*/)?")
        elif piece == "/**":
            parts.append("/.*")
        elif piece[0] == "*":
            parts.append("[^/]*")
        elif piece == "?":
            parts.append("[^/]")
        elif piece[0] == "[" and len(piece) > 1:
            negation = "^/" if piece[1] in "!^" else ""
            members = piece[2 if negation else 1 : -1].replace("[", r"\[").replace("]", r"\]")
            parts.append(f"[{negation}{members}]")
        else:
            parts.append(re.escape(piece[1:] if piece[0] == "\\" and len(piece) > 1 else piece))
    return "".join(parts)
