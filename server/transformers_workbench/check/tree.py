"""The files below the paths that ``check`` is given, and their texts.

What ``.gitignore`` excludes is passed over: inside of a repository git itself says what that is. A file that
is named is looked at in any case.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Iterator
from pathlib import Path

from transformers_agent.regular_files import NotRegular, TooLarge, read_bytes, read_head
from transformers_agent.walk import walk
from transformers_workbench.auth.git_state import listed_by_git

LARGEST = 20 * 2**20
"""Bytes. A notebook carries its pictures; what is larger, nobody wrote."""
PASSED_OVER = frozenset(
    [
        ".git",
        ".hg",
        ".svn",
        "node_modules",
        ".venv",
        "venv",
        "site-packages",
        "__pycache__",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".ipynb_checkpoints",
        ".tox",
        ".nox",
    ]
)
"""Folders in which nobody writes by hand; asked only where there is no git."""
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HEAD = 8192
"""Bytes in which a zero says that this is no text; git looks at as many."""


class Unread(Exception):
    """A file or folder could not be looked at; the message says why."""


class Tree:
    """The files below some paths, each once. ``unread`` collects the folders that could not be listed."""

    def __init__(self, paths: list[Path]) -> None:
        self._paths = paths
        self._seen: set[str] = set()
        self.unread: list[tuple[Path, str]] = []

    def __iter__(self) -> Iterator[Path]:
        for path in self._paths:
            is_folder = path.is_dir()
            root = os.path.realpath(path)
            for file in self._below(path) if is_folder else [path]:
                real = os.path.realpath(file)
                # An index of git's can name files below what is a link by now.
                if real not in self._seen and (not is_folder or _is_inside(real, root)):
                    self._seen.add(real)
                    yield file

    def _below(self, folder: Path) -> Iterator[Path]:
        names = listed_by_git(folder)
        if names is None:
            yield from self._walk(folder)
            return
        for name in names:
            path = folder / name
            if path.is_symlink():
                continue  # What it points to is listed itself, or lies elsewhere.
            if path.is_dir():  # A repository inside of this one, or a submodule that was never fetched.
                yield from self._below(path) if (path / ".git").exists() else self._walk(path)
            elif path.exists():
                yield path

    def _walk(self, top: Path) -> Iterator[Path]:
        def note(error: OSError) -> None:
            self.unread.append((Path(error.filename), error.strerror or str(error)))

        for folder, folders, files in walk(top, onerror=note):
            folders[:] = sorted(name for name in folders if name not in PASSED_OVER)
            if folder != str(top) and "pyvenv.cfg" in files:
                folders.clear()  # A virtual environment, whatever it is called.
                continue
            for name in sorted(files):
                path = Path(folder, name)
                if not path.is_symlink():
                    yield path


def _is_inside(real: str, root: str) -> bool:
    return real.startswith(root.rstrip(os.sep) + os.sep)


def text_of(path: Path) -> str | None:
    """The text of a file; ``None`` when it is none (a picture, a model, a socket).

    Line ends are kept. Bytes that are not UTF-8 become replacement characters: a token is ASCII.

    Raises:
        Unread: it is too large or cannot be read.
    """
    try:
        content = read_bytes(path, LARGEST)
    except NotRegular:
        return None
    except TooLarge as error:
        if b"\0" in read_head(path, _HEAD):
            return None
        raise Unread(f"{error.size >> 20} MiB") from None
    except OSError as error:
        raise Unread(error.strerror or str(error)) from None
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if encoding is None and b"\0" in content[:_HEAD]:
        return None
    return content.decode(encoding or "utf-8", "replace")
