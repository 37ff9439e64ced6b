"""Only regular files are opened, without waiting, and never read past the limit."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from transformers_agent.regular_files import (
    NotRegular,
    OutsideRoot,
    TooLarge,
    check_regular,
    open_regular,
    read_bytes,
    read_head,
    read_json,
    read_tail,
    read_text,
)

posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")

READERS: dict[str, Callable[[Path], object]] = {
    "check": check_regular,
    "open": open_regular,
    "bytes": read_bytes,
    "head": lambda path: read_head(path, 10),
    "tail": lambda path: read_tail(path, 10),
    "text": read_text,
    "json": read_json,
}


def make_pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def make_link(target: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        (folder / "link").symlink_to(target)
        return folder / "link"

    return make


def make_socket(folder: Path) -> Path:
    place = Path(f"/tmp/workbench-{os.getpid()}.socket")  # the system limits how long a socket's name may be
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(place))
    (folder / "socket").symlink_to(place)
    return folder / "socket"


def make_folder(folder: Path) -> Path:
    (folder / "folder").mkdir()
    return folder / "folder"


@posix
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (make_pipe, "pipe"),
        (make_socket, "socket"),
        (make_folder, "folder"),
        (make_link("/dev/zero"), "device"),
        (make_link("/dev/tty"), "device"),
    ],
)
def test_what_is_not_regular(
    make: Callable[[Path], Path], kind: str, reader: Callable[[Path], object], tmp_path: Path
) -> None:
    path = make(tmp_path)
    try:
        with pytest.raises(NotRegular) as error:
            reader(path)
    finally:
        if kind == "socket":
            path.resolve().unlink()
    assert error.value.kind == kind
    assert error.value.filename == str(path)


@posix
@pytest.mark.parametrize("reader", READERS.values(), ids=READERS.keys())
def test_own_input(reader: Callable[[Path], object], tmp_path: Path) -> None:
    """A link to ``/dev/stdin`` takes nothing of what is sent to this process."""
    (tmp_path / "link").symlink_to("/dev/fd/0")
    theirs, ours = os.pipe()
    before = os.dup(0)
    os.dup2(theirs, 0)
    try:
        os.write(ours, b"a message")
        with pytest.raises(NotRegular):
            reader(tmp_path / "link")
        assert os.read(0, 100) == b"a message"
    finally:
        os.dup2(before, 0)
        for descriptor in (before, theirs, ours):
            os.close(descriptor)


@posix
def test_device_is_not_even_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "link").symlink_to("/dev/zero")
    opened: list[object] = []
    monkeypatch.setattr(os, "open", lambda path, *_: opened.append(path))
    with pytest.raises(NotRegular):
        read_bytes(tmp_path / "link")
    assert opened == []


@posix
def test_replaced_after_it_was_examined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe that takes the place of the file between ``stat`` and ``open`` is refused, and closed."""
    path = tmp_path / "file"
    path.write_text("text")
    really_open = os.open
    descriptors: list[int] = []

    def replace_and_open(place: Path, flags: int) -> int:
        path.unlink()
        os.mkfifo(path)
        descriptors.append(really_open(place, flags))
        return descriptors[-1]

    monkeypatch.setattr(os, "open", replace_and_open)
    with pytest.raises(NotRegular):
        read_bytes(path)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptors[0])


@posix
def test_link_put_in_place_after_it_was_examined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "root").mkdir()
    (tmp_path / "secret").write_text("secret")
    path = tmp_path / "root/file"
    path.write_text("text")
    really_open = os.open

    def replace_and_open(place: Path, flags: int) -> int:
        path.unlink()
        path.symlink_to(tmp_path / "secret")
        return really_open(place, flags)

    monkeypatch.setattr(os, "open", replace_and_open)
    with pytest.raises(OSError, match="symbolic links"):
        read_bytes(path, within=tmp_path / "root")


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 11)
    with pytest.raises(TooLarge):
        read_bytes(path, 10)
    with pytest.raises(TooLarge):
        read_text(path, 10)
    with pytest.raises(TooLarge):
        check_regular(path, 10)
    assert read_bytes(path, 11) == b"x" * 11
    assert read_head(path, 10) == b"x" * 10


def test_sparse_file_takes_no_memory(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(TooLarge):
        read_json(tmp_path / "file")


def test_file_that_grows_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The size that the system named is not trusted: each read finds more than there was before."""
    path = tmp_path / "file"
    path.write_bytes(b"x")
    really_read = os.read
    sizes: list[int] = []

    def grow_and_read(descriptor: int, size: int) -> bytes:
        with path.open("ab") as file:
            file.write(b"x" * 1000)
        sizes.append(size)
        return really_read(descriptor, size)

    monkeypatch.setattr(os, "read", grow_and_read)
    with pytest.raises(TooLarge):
        read_bytes(path, 10_000)
    assert max(sizes) <= 10_001


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux describes itself in files")
def test_files_of_the_system_have_no_size() -> None:
    assert check_regular("/proc/self/stat").st_size == 0
    assert read_text("/proc/self/stat", encoding="ascii").startswith(f"{os.getpid()} ")


@posix
def test_link_out_of_the_root(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "deep").mkdir(parents=True)
    (tmp_path / "rooted").write_text("secret")  # its name begins as the root's does
    (root / "file").symlink_to("../rooted")
    (root / "folder").symlink_to(tmp_path)
    for path in (root / "file", root / "folder/rooted"):
        with pytest.raises(OutsideRoot):
            read_text(path, within=root)
        assert read_text(path) == "secret"


@posix
def test_link_inside_the_root(tmp_path: Path) -> None:
    """As in a cache of the Hub, where a snapshot is links to ``../../blobs``."""
    repository = tmp_path / "models--a--b"
    (repository / "blobs").mkdir(parents=True)
    (repository / "blobs/1").write_text("{}")
    (repository / "snapshots/main").mkdir(parents=True)
    (repository / "snapshots/main/config.json").symlink_to("../../blobs/1")
    (tmp_path / "elsewhere").symlink_to(repository)
    for root in (repository, tmp_path, tmp_path / "elsewhere"):
        assert read_json(repository / "snapshots/main/config.json", within=root) == {}


@posix
def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    for within in (None, tmp_path):
        with pytest.raises(OSError, match="symbolic links"):
            read_bytes(tmp_path / "one", within=within)


@pytest.mark.parametrize("name", ["a\0b", "a\ud800b"])
def test_name_that_no_file_can_have(name: str, tmp_path: Path) -> None:
    for within in (None, tmp_path):
        with pytest.raises(OSError):
            read_bytes(f"{tmp_path}/{name}", within=within)


def test_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_bytes(tmp_path / "file")


def test_text(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"\xef\xbb\xbfone\r\ntwo\rthree\n")
    assert read_text(path, encoding="utf-8-sig") == "one\ntwo\nthree\n"
    assert read_text(path).startswith("\ufeffone")
    path.write_bytes(b"\xff")
    with pytest.raises(UnicodeDecodeError):
        read_text(path)
    assert read_text(path, errors="replace") == "\ufffd"


def test_json(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b'\xef\xbb\xbf{"a": 1}')
    assert read_json(path, encoding="utf-8-sig") == {"a": 1}
    for content in (b"{", b"", b"[" * 200_000, b'"\xff"'):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r".+"):
            read_json(path)


def test_head_and_tail(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"0123456789")
    assert (read_head(path, 3), read_tail(path, 3)) == (b"012", b"789")
    assert read_head(path, 100) == read_tail(path, 100) == b"0123456789"
    assert (read_head(path, 0), read_tail(path, 0)) == (b"", b"")
    with open_regular(path) as file:
        assert file.read() == b"0123456789"


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no such file system")
def test_a_link_to_what_this_process_was_given_is_refused(tmp_path: Path) -> None:
    (tmp_path / "template").symlink_to("/proc/self/environ")
    for read in READERS.values():
        with pytest.raises(NotRegular) as raised:
            read(tmp_path / "template")
        assert raised.value.kind == "system file"
    assert read_bytes("/proc/self/stat"), "asked for by ourselves"
    (tmp_path / "empty").touch()
    assert read_bytes(tmp_path / "empty") == b""
