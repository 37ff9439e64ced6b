"""Chat templates inside JSON documents: where they are, what they say, and the edit that changes one.

Works on the document's text, so that everything outside of the edited string stays byte for byte. Values
are read by the standard library's own JSON decoder; only the walk between them is ours.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from json.decoder import JSONDecodeError, JSONDecoder
from typing import Any

import attrs

_WHITESPACE = re.compile(r"[ \t\n\r]*")
_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)", re.S
)


class BrokenJson(ValueError):
    """The document is no JSON; ``offset`` (code points) is where reading stopped."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


@attrs.frozen
class Embedded:
    """A template inside a JSON document. Offsets are in code points of the document's text."""

    pointer: str
    """JSON pointer (RFC 6901) to the template's text."""
    name: str
    text: str
    start: int
    """Of the string's opening quote."""
    end: int
    """Behind its closing quote."""
    key_start: int
    """Of the property the template belongs to: where a code lens goes."""

    def document_offset(self, document: str, position: int) -> int:
        """Where the template's code point ``position`` stands in the document."""
        cursor, seen = self.start + 1, 0
        for escape in _ESCAPE.finditer(document, cursor, self.end - 1):
            plain = escape.start() - cursor
            if seen + plain >= position:
                break
            seen += plain + 1
            cursor = escape.end()
            if seen >= position:
                return cursor
        return cursor + (position - seen)


def find_embedded(document: str) -> list[Embedded]:
    """The chat templates of a ``tokenizer_config.json``, ``processor_config.json`` or ``chat_template.json``.

    ``chat_template`` may be a string, a list of ``{"name", "template"}`` or an object of named
    templates; anything else in it is left out.

    Raises:
        BrokenJson: the document cannot be read.
    """
    start = 1 if document.startswith("\ufeff") else 0
    found: list[Embedded] = []
    for key, key_start, value_start, value in _members(document, start):
        if key == "chat_template":
            found = list(_templates(document, key_start, value_start, value))
    return found


def _templates(document: str, key_start: int, start: int, value: Any) -> Iterator[Embedded]:
    root = "/chat_template"
    if isinstance(value, str):
        yield Embedded(root, "default", value, start, _value_end(document, start), key_start)
    elif isinstance(value, dict):
        for key, member_start, text_start, text in _members(document, start):
            if isinstance(text, str):
                pointer = f"{root}/{_escape_pointer(key)}"
                yield Embedded(pointer, key, text, text_start, _value_end(document, text_start), member_start)
    elif isinstance(value, list):
        for index, (item_start, item) in enumerate(_items(document, start)):
            if not isinstance(item, dict) or not isinstance(item.get("template"), str):
                continue
            name = item.get("name")
            for key, member_start, text_start, text in _members(document, item_start):
                if key == "template":
                    yield Embedded(
                        f"{root}/{index}/template",
                        name if isinstance(name, str) else str(index),
                        text,
                        text_start,
                        _value_end(document, text_start),
                        member_start,
                    )


def replacement(document: str, embedded: Embedded, text: str) -> str:
    """The JSON string to put in place of the template's.

    Like ``save_pretrained``, which writes with ``ensure_ascii=False``; but a document whose string was
    written in pure ASCII with escapes stays so.
    """
    before = document[embedded.start : embedded.end]
    ascii_only = before.isascii() and not embedded.text.isascii()
    return json.dumps(text, ensure_ascii=ascii_only or _has_lone_surrogate(text))


def _has_lone_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _escape_pointer(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _skip(document: str, position: int) -> int:
    match = _WHITESPACE.match(document, position)
    return match.end() if match else position


def _value_end(document: str, start: int) -> int:
    return _decode(document, start)[1]


def _decode(document: str, start: int) -> tuple[Any, int]:
    try:
        return JSONDecoder(strict=True).raw_decode(document, start)
    except JSONDecodeError as error:
        raise BrokenJson(error.msg, error.pos) from None
    except RecursionError:
        raise BrokenJson("Nested too deeply", start) from None
    except ValueError:  # Python refuses to convert it.
        raise BrokenJson("A number with too many digits", start) from None


def _members(document: str, start: int) -> Iterator[tuple[str, int, int, Any]]:
    """The members of the object at ``start``: key, offset of the key, offset of the value, value."""
    position = _skip(document, start)
    if document[position : position + 1] != "{":
        raise BrokenJson("Expecting an object", position)
    position = _skip(document, position + 1)
    if document[position : position + 1] == "}":
        return
    while True:
        if document[position : position + 1] != '"':
            raise BrokenJson("Expecting property name enclosed in double quotes", position)
        key_start = position
        key, position = _decode(document, position)
        position = _skip(document, position)
        if document[position : position + 1] != ":":
            raise BrokenJson("Expecting ':' delimiter", position)
        value_start = _skip(document, position + 1)
        value, position = _decode(document, value_start)
        yield key, key_start, value_start, value
        position = _skip(document, position)
        delimiter = document[position : position + 1]
        if delimiter == "}":
            return
        if delimiter != ",":
            raise BrokenJson("Expecting ',' delimiter", position)
        position = _skip(document, position + 1)


def _items(document: str, start: int) -> Iterator[tuple[int, Any]]:
    """The items of the (already decoded, so well-formed) array at ``start``: offset and value."""
    position = _skip(document, start + 1)
    while document[position] != "]":
        value, end = _decode(document, position)
        yield position, value
        position = _skip(document, end)
        if document[position] == ",":
            position = _skip(document, position + 1)
