"""From what the user chose to the template's text: which files hold one, and which of them wins.

The order is that of the installed library's tokenizer: ``chat_template.jinja`` with
``additional_chat_templates/*.jinja``, then ``tokenizer_config.json``; then the files only a processor
reads. Once the tokenizer has loaded, the library's own choice is compared with it (see ``ladder``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import attrs

from transformers_workbench.chat_template.embedded import BrokenJson, Embedded, find_embedded
from transformers_workbench.chat_template.linked_files import root_for
from transformers_workbench.documents import (
    DocumentText,
    OpenBuffer,
    path_of,
    read_document,
    template_text,
    uri_of,
)
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.protocol import EMBEDDED_SCHEME, DocumentSource, FolderSource

TEMPLATE_FILE = "chat_template.jinja"
TEMPLATE_FOLDER = "additional_chat_templates"
TOKENIZER_CONFIGURATION = "tokenizer_config.json"
PROCESSOR_FILES = ("processor_config.json", "chat_template.json")
TOKENIZER_FILES = ("tokenizer_config.json", "tokenizer.json", "tokenizer.model", "vocab.json", "vocab.txt")
DEFAULT = "default"
Read = Callable[[Path], DocumentText]
"""Reads a file that was found in a model folder."""


@attrs.frozen
class Template:
    """One chat template and where its text stands."""

    name: str
    text: str
    """As the library would get it."""
    document: DocumentText
    """The jinja file, or the JSON document it is embedded in."""
    embedded: Embedded | None = None
    """Where in the JSON document."""


@attrs.frozen
class Place:
    """A file that holds chat templates."""

    label: str
    uri: str
    templates: tuple[Template, ...]
    reader: str = "tokenizer"
    """``tokenizer`` or ``processor``: which of the library's classes reads it."""
    problem: WorkbenchError | None = None
    """Why its templates could not be read; it still stands in the ladder."""


@attrs.frozen
class Resolved:
    """A source, resolved: the templates of the winning place, and everything that was looked at."""

    title: str
    templates: tuple[Template, ...]
    folder: Path | None
    """The model folder: where the tokenizer is."""
    find_places: Callable[[], tuple[Place, ...]]
    direct: bool = False
    """The user chose this very document, whatever the model folder would use."""

    @property
    def places(self) -> tuple[Place, ...]:
        """All places with a template, the winning first. Reads files: not for a keystroke's path."""
        return self.find_places()

    def is_own(self, template: Template) -> bool:
        """Whether the model's tokenizer has this very template without being told."""
        if self.folder is None or template not in self.templates:
            return False
        if not self.direct:
            return True
        path, winner = path_of(host_of(template.document.uri)), self.folder / TEMPLATE_FILE
        return path == winner or (path.name == TOKENIZER_CONFIGURATION and not _is_file(winner))

    def choose(self, name: str | None, tools: Any) -> Template:
        """The template the library would use: a named one, or its own choice among several.

        Raises:
            WorkbenchError: ``template-name``, ``template-missing``.
        """
        if not self.templates:
            raise WorkbenchError("template-missing")
        by_name = {template.name: template for template in self.templates}
        if name is not None and name in by_name:
            return by_name[name]
        if name is None and len(by_name) == 1:
            return self.templates[0]
        if name is None and tools is not None and "tool_use" in by_name:
            return by_name["tool_use"]
        if name is None and DEFAULT in by_name:
            return by_name[DEFAULT]
        raise WorkbenchError("template-name", name=name or DEFAULT, names=", ".join(sorted(by_name)))


def embedded_address(uri: str) -> tuple[str, str]:
    """The JSON document's URI and the pointer that a ``transformers-template:`` URI names.

    Raises:
        WorkbenchError: ``embedded-missing``, when it names none.
    """
    try:
        address = json.loads(unquote(urlsplit(uri).query))
        return str(address["uri"]), str(address["pointer"])
    except (ValueError, KeyError, TypeError):
        raise WorkbenchError("embedded-missing", path=uri, pointer="") from None


def host_of(uri: str) -> str:
    """The document on disk behind a URI: of an embedded template, the JSON it is in."""
    return embedded_address(uri)[0] if uri.startswith(EMBEDDED_SCHEME + ":") else uri


def embedded_in(document: DocumentText) -> list[Template]:
    """The templates of a JSON document.

    Raises:
        WorkbenchError: ``json-broken``, with the line and column where reading stopped.
    """
    try:
        found = find_embedded(document.text)
    except BrokenJson as error:
        before = document.text[: error.offset]
        raise WorkbenchError(
            "json-broken",
            path=path_of(document.uri).name,
            message=str(error),
            line=before.count("\n") + 1,
            column=len(before) - (before.rfind("\n") + 1),
        ) from None
    return [Template(embedded.name, embedded.text, document, embedded) for embedded in found]


def resolve_document(
    source: DocumentSource, open_buffer: OpenBuffer, workspaces: Sequence[Path] = ()
) -> Resolved:
    """Resolves a jinja file, a configuration, or an embedded template opened by itself. It may be a link to
    anywhere; what is found beside it may not (see ``linked_files``).

    Raises:
        WorkbenchError: the document cannot be read.
    """
    if source.uri.startswith(EMBEDDED_SCHEME + ":"):
        host, pointer = embedded_address(source.uri)
        path = path_of(host)
        buffer = open_buffer(source.uri)
        if buffer is not None:
            document = DocumentText(source.uri, buffer.text, buffer.version)
            template = Template(DEFAULT, buffer.text, document)
        else:
            template = find_pointer(read_document(host, open_buffer), pointer)
        title = f"{path.parent.name}/{path.name}{pointer.removeprefix('/chat_template')}"
        templates: tuple[Template, ...] = (attrs.evolve(template, name=DEFAULT),)
        beside = partial(_places, path.parent, open_buffer, workspaces)
        return Resolved(title, templates, path.parent, beside, direct=True)
    document = read_document(source.uri, open_buffer)
    path = path_of(source.uri)
    if path.suffix == ".json":
        templates = tuple(embedded_in(document))
        folder: Path | None = path.parent
    else:
        templates = (Template(DEFAULT, template_text(document), document),)
        folder = path.parent.parent if path.parent.name == TEMPLATE_FOLDER else path.parent
    if folder is not None and not is_model_folder(folder):
        folder = None
    places = partial(_places, folder, open_buffer, workspaces) if folder is not None else tuple
    title = f"{folder.name}/{path.name}" if folder is not None else path.name
    return Resolved(title, templates, folder, places, direct=True)


def find_pointer(document: DocumentText, pointer: str) -> Template:
    """The template at a JSON pointer.

    Raises:
        WorkbenchError: ``embedded-missing``, ``json-broken``.
    """
    for template in embedded_in(document):
        if template.embedded is not None and template.embedded.pointer == pointer:
            return template
    raise WorkbenchError("embedded-missing", path=path_of(document.uri).name, pointer=pointer)


def resolve_folder(
    source: FolderSource,
    open_buffer: OpenBuffer,
    title: str | None = None,
    workspaces: Sequence[Path] = (),
) -> Resolved:
    """Resolves a model folder, in which links are not followed everywhere (see ``linked_files``).

    Raises:
        WorkbenchError: ``file-missing``, ``file-unreadable``, or what reading the winner raises.
    """
    folder = path_of(source.uri)
    try:
        next(folder.iterdir(), None)
    except (FileNotFoundError, NotADirectoryError):
        raise WorkbenchError("file-missing", path=str(folder)) from None
    except OSError as error:
        raise WorkbenchError("file-unreadable", path=str(folder), message=error.strerror) from None
    places = _places(folder, open_buffer, workspaces)
    if places and places[0].problem is not None:
        raise places[0].problem
    templates = places[0].templates if places else ()
    return Resolved(title or folder.name, templates, folder, lambda: places)


def is_model_folder(folder: Path) -> bool:
    """Whether a tokenizer could be loaded from here."""
    return any(_is_file(folder / name) for name in TOKENIZER_FILES)


def _places(folder: Path, open_buffer: OpenBuffer, workspaces: Sequence[Path] = ()) -> tuple[Place, ...]:
    def read(path: Path) -> DocumentText:
        return read_document(uri_of(path), open_buffer, within=root_for(path, folder, workspaces))

    places = [
        _jinja_place(folder, open_buffer, read),
        _json_place(folder, TOKENIZER_CONFIGURATION, "tokenizer", open_buffer, read),
    ]
    places += [_json_place(folder, name, "processor", open_buffer, read) for name in PROCESSOR_FILES]
    return tuple(place for place in places if place is not None)


def _jinja_place(folder: Path, open_buffer: OpenBuffer, read: Read) -> Place | None:
    files = [(DEFAULT, folder / TEMPLATE_FILE)]
    files += [(path.stem, path) for path in sorted((folder / TEMPLATE_FOLDER).glob("*.jinja"))]
    files = [(name, path) for name, path in files if _exists(path, open_buffer)]
    if not files:
        return None
    label, uri = files[0][1].relative_to(folder).as_posix(), uri_of(files[0][1])
    try:
        documents = [(name, read(path)) for name, path in files]
    except WorkbenchError as error:
        return Place(label, uri, (), problem=error)
    templates = tuple(Template(name, template_text(document), document) for name, document in documents)
    return Place(label, uri, templates)


def _json_place(folder: Path, name: str, reader: str, open_buffer: OpenBuffer, read: Read) -> Place | None:
    uri = uri_of(folder / name)
    if not _exists(folder / name, open_buffer):
        return None
    try:
        templates = tuple(embedded_in(read(folder / name)))
    except WorkbenchError as error:
        return Place(name, uri, (), reader, error)
    return Place(name, uri, templates, reader) if templates else None


def _exists(path: Path, open_buffer: OpenBuffer) -> bool:
    return _is_file(path) or open_buffer(uri_of(path)) is not None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False  # Python before 3.12 raises for a folder that may not be searched.
