"""What of a cache may be touched. Nothing outside of its root, and nothing that only looks like a cache.

Whatever asks for a deletion names things by strings; here they become paths, or a refusal.
"""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from transformers_agent.cache.layout import repo_types
from transformers_agent.cache.root import CacheMissing, is_folder, real_root
from transformers_agent.faults import Fault, missing_package

PARTS = ("blobs", "snapshots", "refs")
"""The folders of a repository that hold what the library deletes."""


def foreign(words: str) -> Fault:
    """The refusal to touch something."""
    return Fault("cache-foreign", words)


def types() -> dict[str, str]:
    """Prefix of a repository's folder → repo type.

    Raises:
        Fault: ``missing-package``.
    """
    try:
        return dict(repo_types())
    except ImportError as error:
        raise missing_package(error, "huggingface_hub") from error


def cache_root(root: str) -> str:
    """The root's real path.

    Raises:
        Fault: ``cache-foreign`` when it is no folder, or a home folder or above one.
    """
    try:
        path = real_root(checked_root(root))
    except CacheMissing as error:
        raise foreign(root) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise foreign(str(error)) from error
    return str(checked_root(path))


def checked_root(root: str) -> Path:
    """The root without ``~``; it need not exist.

    Raises:
        Fault: ``cache-foreign``.
    """
    try:
        path = Path(root).expanduser()
        home = Path.home().resolve()
    except RuntimeError as error:  # There is no home.
        raise foreign(str(error)) from error
    if not root or not path.is_absolute() or home.is_relative_to(path):
        raise foreign(root)
    return path


def repo_folder(root: str, name: str) -> str:
    """The path of a repository's folder in a root, whether or not it is there.

    Raises:
        Fault: ``cache-foreign`` when the name is no repository's, or it or a part of it is a link.
    """
    prefix, separator, rest = name.partition("--")
    if not separator or not rest or prefix not in types() or not _is_plain(name):
        raise foreign(f"{root}: {name!r}")
    path = os.path.join(root, name)
    if os.path.lexists(path) and not is_folder(path):
        raise foreign(path)
    for part in PARTS:
        if os.path.islink(os.path.join(path, part)):
            raise foreign(os.path.join(path, part))
    return path


def repo_of(name: str) -> tuple[str, str]:
    """The repo type and id of a repository's folder, as the library reads its name."""
    prefix, _, rest = name.partition("--")
    return types()[prefix], rest.replace("--", "/")


def snapshot_folder(folder: str, revision: str) -> str:
    """The path of a revision's folder, whether or not it is there.

    Raises:
        Fault: ``cache-foreign``.
    """
    if not _is_plain(revision):
        raise foreign(f"{folder}: {revision!r}")
    path = os.path.join(folder, "snapshots", revision)
    if os.path.islink(path):
        raise foreign(path)
    return path


def snapshot_file(snapshot: str, file: str) -> str:
    """The path of a file in a revision's folder.

    Raises:
        Fault: ``cache-foreign`` also when a link leads there.
    """
    parts = PurePosixPath(file).parts
    if not parts or not all(_is_plain(part) for part in parts):
        raise foreign(f"{snapshot}: {file!r}")
    path = os.path.join(snapshot, *parts)
    check_within(snapshot, path)
    return path


def blob_file(folder: str, file: str) -> str:
    """The path of a repository's own unfinished download.

    Raises:
        Fault: ``cache-foreign``.
    """
    path = os.path.join(folder, "blobs", file)
    if not _is_plain(file) or not file.endswith(".incomplete") or os.path.islink(path):
        raise foreign(f"{folder}: {file!r}")
    return path


def check_within(folder: str, *paths: str) -> None:
    """Refuses what lies outside of a real folder, by its own path or by a link on the way to it.

    Raises:
        Fault: ``cache-foreign``.
    """
    parents = {os.path.dirname(path): path for path in paths}
    for path in paths:
        if os.path.normpath(path) != path:
            raise foreign(path)
    for parent, path in parents.items():
        # The last step may be a link: it is removed, not followed.
        is_elsewhere = os.path.lexists(parent) and os.path.realpath(parent) != parent
        if is_elsewhere or not Path(parent).is_relative_to(folder):
            raise foreign(path)


def _is_plain(name: str) -> bool:
    """Whether this is one name, on every system."""
    separators = "/\0\\:" if os.name == "nt" else "/\0"
    return bool(name) and name not in (".", "..") and not any(sign in name for sign in separators)
