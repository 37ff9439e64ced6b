"""The text of documents: the open buffer when there is one, else the file, read as transformers reads it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote, urlsplit

import attrs

from transformers_agent.regular_files import NotRegular, OutsideRoot, TooLarge, read_bytes, read_head
from transformers_workbench.errors import WorkbenchError

SIZE_LIMIT = 64 * 2**20
"""Bytes. A ``tokenizer_config.json`` with a vocabulary of added tokens has a few MiB."""


@attrs.frozen
class Buffer:
    """An open document: what the user sees, saved or not."""

    text: str
    version: int | None


OpenBuffer = Callable[[str], "Buffer | None"]
"""Finds the open buffer of a URI."""


@attrs.frozen
class DocumentText:
    """A document's text and, when it is open, the version of its buffer."""

    uri: str
    text: str
    version: int | None = None


def nothing_open(uri: str) -> Buffer | None:
    """The ``OpenBuffer`` of a process without an editor."""
    return None


def path_of(uri: str) -> Path:
    """The path a ``file:`` URI names, a drive or a share of Windows included."""
    parts = urlsplit(uri)
    path = unquote(parts.path)
    if parts.netloc:
        return Path(f"//{parts.netloc}{path}")
    # /c:/folder; urllib.request.url2pathname does the same and drags in http and ssl at start-up.
    return Path(path[1:] if os.name == "nt" and path[2:3] == ":" else path)


def uri_of(path: Path) -> str:
    """The ``file:`` URI of a path."""
    return path.absolute().as_uri()


def canonical(uri: str) -> str:
    """One spelling for the URIs of one file: editors percent-encode more than ``pathlib`` does."""
    return uri_of(path_of(uri)) if uri.startswith("file:") else uri


def read_document(uri: str, open_buffer: OpenBuffer, *, within: Path | None = None) -> DocumentText:
    """The text of a document. ``within``: the folder that no link may lead out of, if the file was only found
    there, and nobody named it.

    Raises:
        WorkbenchError: ``file-missing``, ``file-unreadable``, ``file-not-regular``, ``file-outside``,
            ``file-encoding``, ``file-too-large``.
    """
    buffer = open_buffer(uri)
    if buffer is not None:
        return DocumentText(uri, buffer.text, buffer.version)
    return DocumentText(uri, read_text(path_of(uri), within=within))


def read_text(path: Path, *, within: Path | None = None) -> str:
    """A file's text, line ends as they are, a byte order mark kept: the library keeps it too.

    Raises:
        WorkbenchError: see ``read_document``.
    """
    try:
        content = read_bytes(path, SIZE_LIMIT, within=within)
    except TooLarge as error:
        raise WorkbenchError("file-too-large", path=path.name, mebibytes=error.size >> 20) from None
    except (FileNotFoundError, NotADirectoryError):
        raise WorkbenchError("file-missing", path=str(path)) from None
    except NotRegular as error:
        raise WorkbenchError("file-not-regular", path=str(path), kind=error.kind) from None
    except OutsideRoot:
        raise WorkbenchError("file-outside", path=str(path)) from None
    except OSError as error:
        raise WorkbenchError(
            "file-unreadable", path=str(path), message=error.strerror or str(error)
        ) from None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise WorkbenchError(
            "file-encoding", path=path.name, offset=error.start, byte=f"0x{content[error.start]:02x}"
        ) from None


def template_text(document: DocumentText) -> str:
    """A jinja document as transformers reads it: line ends translated (it opens the file in text mode),
    and the byte order mark that an editor hides put back in front."""
    text = document.text.replace("\r\n", "\n").replace("\r", "\n")
    if document.version is not None and not text.startswith("\ufeff") and _file_has_mark(document.uri):
        return "\ufeff" + text
    return text


def _file_has_mark(uri: str) -> bool:
    if not uri.startswith("file:"):
        return False
    try:
        return read_head(path_of(uri), 3) == b"\xef\xbb\xbf"
    except OSError:
        return False
