"""The one way to open files that somebody else may have made.

A cloned repository can hold a pipe, a device, or a link to one, under any name: opening a pipe waits forever,
``/dev/zero`` has no end, a tape rewinds when it is opened, and ``/dev/stdin`` is this process's own input. So
a file is examined before it is opened, opened without waiting, examined again, and never read past a limit,
whatever its size claims to be.

Runs in the server and in the agent: standard library only.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from os import PathLike

LIMIT = 64 * 2**20
"""More than any configuration, template, or tokenizer that is known."""

_CHUNK = 2**16
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NOINHERIT", 0)
)
_PROCESSES = "/proc/"
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)

_KINDS = {
    stat.S_IFDIR: "folder",
    stat.S_IFIFO: "pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFCHR: "device",
    stat.S_IFBLK: "device",
}


class NotRegular(OSError):
    """It is a folder, pipe, socket, device, or what the system tells of a process. ``kind`` says which."""

    def __init__(self, path: str | PathLike[str], kind: str) -> None:
        super().__init__(errno.EINVAL, f"It is a {kind}, not a regular file", os.fspath(path))
        self.kind = kind


class TooLarge(OSError):
    """There is more in it than ``limit`` bytes. ``size`` is how much there is at least."""

    def __init__(self, path: str | PathLike[str], limit: int, size: int = 0) -> None:
        super().__init__(errno.EFBIG, f"It is larger than {limit >> 20:,} MiB", os.fspath(path))
        self.limit = limit
        self.size = max(size, limit + 1)


class OutsideRoot(OSError):
    """A link leads out of the folder that the file was found in."""

    def __init__(self, path: str | PathLike[str]) -> None:
        super().__init__(errno.EACCES, "It is a link to a file outside its folder", os.fspath(path))


def check_regular(
    path: str | PathLike[str], limit: int | None = None, *, within: str | PathLike[str] | None = None
) -> os.stat_result:
    """What the system says about a file, without opening it.

    Raises:
        NotRegular, TooLarge, OutsideRoot: see there.
        OSError: there is no such file, or it cannot be examined.
    """
    found = _stat(path if within is None else _inside(path, within))
    _require_regular(found, path)
    if limit is not None and found.st_size > limit:
        raise TooLarge(path, limit, found.st_size)
    return found


def open_regular(path: str | PathLike[str], *, within: str | PathLike[str] | None = None) -> BinaryIO:
    """A regular file, opened for reading bytes.

    ``within``, here and below, is the folder under which the file was found, if no link may lead out of it.

    Raises:
        NotRegular, OutsideRoot: see there.
        OSError: it cannot be opened.
    """
    return os.fdopen(_open(path, within), "rb")


def read_bytes(
    path: str | PathLike[str], limit: int = LIMIT, *, within: str | PathLike[str] | None = None
) -> bytes:
    """The whole of a file.

    Raises:
        NotRegular, TooLarge, OutsideRoot: see there.
        OSError: it cannot be read.
    """
    descriptor = _open(path, within)
    try:
        size = os.fstat(descriptor).st_size
        if size > limit:
            raise TooLarge(path, limit, size)
        content = _read(descriptor, limit + 1, size + 1)
    finally:
        os.close(descriptor)
    if len(content) > limit:
        raise TooLarge(path, limit)
    return content


def read_head(path: str | PathLike[str], size: int, *, within: str | PathLike[str] | None = None) -> bytes:
    """The first ``size`` bytes of a file, or all of a shorter one.

    Raises:
        NotRegular, OutsideRoot: see there.
        OSError: it cannot be read.
    """
    descriptor = _open(path, within)
    try:
        return _read(descriptor, size, size)
    finally:
        os.close(descriptor)


def read_tail(path: str | PathLike[str], size: int, *, within: str | PathLike[str] | None = None) -> bytes:
    """The last ``size`` bytes of a file, or all of a shorter one.

    Raises:
        NotRegular, OutsideRoot: see there.
        OSError: it cannot be read.
    """
    descriptor = _open(path, within)
    try:
        os.lseek(descriptor, max(0, os.fstat(descriptor).st_size - size), os.SEEK_SET)
        return _read(descriptor, size, size)
    finally:
        os.close(descriptor)


def read_text(
    path: str | PathLike[str],
    limit: int = LIMIT,
    *,
    encoding: str = "utf-8",
    errors: str = "strict",
    within: str | PathLike[str] | None = None,
) -> str:
    r"""The whole of a text file; every end of a line is ``\n``, as Python's own text files have it.

    Raises:
        NotRegular, TooLarge, OutsideRoot: see there.
        OSError: it cannot be read.
        UnicodeDecodeError: it is not in that encoding.
    """
    text = read_bytes(path, limit, within=within).decode(encoding, errors)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def read_json(
    path: str | PathLike[str],
    limit: int = LIMIT,
    *,
    encoding: str = "utf-8",
    within: str | PathLike[str] | None = None,
) -> Any:
    """What a JSON file holds.

    Raises:
        NotRegular, TooLarge, OutsideRoot: see there.
        OSError: it cannot be read.
        ValueError: it is not JSON, not in that encoding, or nested too deeply.
    """
    import json

    text = read_text(path, limit, encoding=encoding, within=within)
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("It is nested too deeply") from None


def _open(path: str | PathLike[str], within: str | PathLike[str] | None) -> int:
    place, flags = (path, _FLAGS) if within is None else (_inside(path, within), _FLAGS | _NO_LINK)
    # Asking first: opening alone has effects on some devices.
    _require_regular(_stat(place), path)
    descriptor = os.open(place, flags)
    try:
        # Asking again: the name may mean something else by now.
        _require_regular(os.fstat(descriptor), path)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def _stat(path: str | PathLike[str]) -> os.stat_result:
    try:
        return os.stat(path)
    except ValueError as error:  # a name out of a file can hold what no name of a file can
        raise OSError(errno.EINVAL, str(error), os.fspath(path)) from None


def _require_regular(found: os.stat_result, path: str | PathLike[str]) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise NotRegular(path, _KINDS.get(stat.S_IFMT(found.st_mode), "special file"))
    if found.st_size == 0 and not os.fspath(path).startswith(_PROCESSES) and _is_of_processes(found):
        raise NotRegular(path, "system file")


def _is_of_processes(found: os.stat_result) -> bool:
    """``/proc/self/environ`` claims to be regular: a link to it would show what this process was given."""
    if sys.platform == "win32":
        return False
    try:
        return found.st_dev == os.stat(_PROCESSES).st_dev
    except OSError:
        return False


def _inside(path: str | PathLike[str], within: str | PathLike[str]) -> str:
    """The path without links, if that is still in the folder."""
    try:
        if os.path.dirname(path) == os.fspath(within) and not os.path.islink(path):
            return os.fspath(path)  # the usual case, and many times faster
        real, root = os.path.realpath(path), os.path.realpath(within)
    except ValueError as error:
        raise OSError(errno.EINVAL, str(error), os.fspath(path)) from None
    one, other = os.path.normcase(real), os.path.normcase(root)
    if one != other and not one.startswith(other.rstrip(os.sep) + os.sep):
        raise OutsideRoot(path)
    return real


def _read(descriptor: int, most: int, first: int) -> bytes:
    """Up to ``most`` bytes. ``first`` of them are expected; room for the rest is only taken as they come."""
    pieces: list[bytes] = []
    wanted = max(1, min(most, first))
    while most > 0:
        piece = os.read(descriptor, min(wanted, most))
        if not piece:
            break
        pieces.append(piece)
        most -= len(piece)
        wanted = min(2 * len(piece), 2**24) if len(piece) >= _CHUNK else _CHUNK
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)
