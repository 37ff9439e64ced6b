"""Templates inside JSON documents: found where they are, and changed without touching anything else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transformers_workbench.chat_template.embedded import BrokenJson, find_embedded, replacement

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(TEXTS, children, max_size=3),
    max_leaves=8,
)
NAMED = st.lists(st.fixed_dictionaries({"name": TEXTS, "template": TEXTS}), min_size=1, max_size=3)
DOCUMENTS = st.builds(
    lambda before, template, after: {**before, "chat_template": template, **after},
    st.dictionaries(TEXTS, VALUES, max_size=3),
    TEXTS | NAMED | st.dictionaries(TEXTS, TEXTS, min_size=1, max_size=3),
    st.dictionaries(TEXTS.filter(lambda key: key != "chat_template"), VALUES, max_size=3),
)
STYLES = st.sampled_from([{}, {"indent": 2}, {"indent": "\t"}, {"separators": (",", ":")}])


def at_pointer(document: object, pointer: str) -> object:
    for part in pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        document = document[int(key)] if isinstance(document, list) else document[key]  # type: ignore[index]
    return document


@given(DOCUMENTS, STYLES, st.booleans())
def test_finds_every_template_where_its_pointer_says(
    document: dict[str, Any], style: dict[str, Any], ascii_only: bool
) -> None:
    text = json.dumps(document, ensure_ascii=ascii_only, **style)
    found = find_embedded(text)
    expected = document["chat_template"]
    assert len(found) == (1 if isinstance(expected, str) else len(expected))
    for embedded in found:
        assert at_pointer(json.loads(text), embedded.pointer) == embedded.text
        assert json.loads(text[embedded.start : embedded.end]) == embedded.text


@given(DOCUMENTS, STYLES, st.booleans(), TEXTS, st.data())
def test_an_edit_changes_that_template_and_not_one_byte_besides(
    document: dict[str, Any], style: dict[str, Any], ascii_only: bool, new: str, data: st.DataObject
) -> None:
    text = json.dumps(document, ensure_ascii=ascii_only, **style)
    chosen = data.draw(st.sampled_from(find_embedded(text)))
    edited = text[: chosen.start] + replacement(text, chosen, new) + text[chosen.end :]
    assert at_pointer(json.loads(edited), chosen.pointer) == new
    assert edited.startswith(text[: chosen.start]) and edited.endswith(text[chosen.end :])
    others = [embedded.text for embedded in find_embedded(text) if embedded.pointer != chosen.pointer]
    assert [e.text for e in find_embedded(edited) if e.pointer != chosen.pointer] == others


@given(TEXTS, st.booleans(), st.data())
def test_a_place_in_the_template_is_found_in_the_document(
    template: str, ascii_only: bool, data: st.DataObject
) -> None:
    text = json.dumps({"a": 1, "chat_template": template}, ensure_ascii=ascii_only)
    (embedded,) = find_embedded(text)
    position = data.draw(st.integers(0, len(template)))
    offset = embedded.document_offset(text, position)
    assert json.loads(text[embedded.start : offset] + '"') == template[:position]


def test_the_last_of_two_equal_keys_wins_as_json_says() -> None:
    (embedded,) = find_embedded('{"chat_template": "a", "chat_template": "b"}')
    assert embedded.text == "b"


def test_a_string_written_in_ascii_escapes_stays_so() -> None:
    text = '{"chat_template": "\\u3042"}'
    (embedded,) = find_embedded(text)
    assert replacement(text, embedded, "い") == '"\\u3044"'
    assert replacement('{"chat_template": "a"}', find_embedded('{"chat_template": "a"}')[0], "い") == '"い"'


@pytest.mark.parametrize(
    ("broken", "offset"),
    [
        ("", 0),
        ("[]", 0),
        ('{"a": }', 6),
        ('{"a": 1', 7),
        ('{"a" 1}', 5),
        ('{"chat_template": "abc', 18),
        ("{'a': 1}", 1),
        ('{"a": 1,}', 8),
        ('{"a": ' + "[" * 100_000, 6),
    ],
)
def test_broken_json_says_where_reading_stopped(broken: str, offset: int) -> None:
    with pytest.raises(BrokenJson) as caught:
        find_embedded(broken)
    assert caught.value.offset == offset


@pytest.mark.parametrize(
    "value", ["1", "null", '["a", {"name": "x"}, {"template": 3}]', '{"a": 1}', "[]", "{}"]
)
def test_what_is_no_template_is_left_out(value: str) -> None:
    assert find_embedded(f'\ufeff {{"chat_template": {value}}}') == []
