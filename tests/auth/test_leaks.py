"""Which strings are taken for tokens, where they are, and what is shown of them."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planted import LENGTH, PREFIXES, signed_token, token
from transformers_workbench.auth.git_state import UNKNOWN
from transformers_workbench.auth.leak_ranges import Ranges
from transformers_workbench.auth.leak_words import leak_message
from transformers_workbench.auth.leaks import find_leaks
from transformers_workbench.auth.remedies import remedy_for
from transformers_workbench.check.report import Lines
from transformers_workbench.positions import offset_at, position_at
from transformers_workbench.wording import ENGLISH

TOKENS = st.builds(
    token,
    st.integers(min_value=0, max_value=2**64),
    st.sampled_from(PREFIXES),
    st.sampled_from([string.ascii_letters, string.ascii_letters + string.digits]),
)
SEPARATORS = st.sampled_from([" ", "\n", '"', "'", "=", ": ", "\r\n", "(", "\\n", "\\u001b[31m", "%3D", "あ"])
CLOSERS = st.sampled_from([" ", "\n", '"', "'", ")", "\\n", "\r", "@", "\u2028", "あ", "\\"])
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="_")).filter(lambda text: "hf" not in text)


@given(st.lists(st.tuples(TEXTS, SEPARATORS, TOKENS, CLOSERS), min_size=1, max_size=4))
def test_every_planted_token_is_found_exactly(pieces: list[tuple[str, str, str, str]]) -> None:
    text, expected = "", []
    for before, separator, planted, closer in pieces:
        text += before + separator
        expected.append((len(text), len(text) + len(planted)))
        text += planted + closer
    assert [(leak.start, leak.end) for leak in find_leaks(text)] == expected


@given(st.text())
def test_other_texts_have_none(text: str) -> None:
    assert find_leaks(text) == []


@given(
    st.text(string.ascii_letters + string.digits + "_- \n\"'=", max_size=300).map(lambda text: f"hf_{text}")
)
def test_a_prefix_alone_is_no_token(text: str) -> None:
    bodies = [text[leak.start : leak.end] for leak in find_leaks(text)]
    assert all(len(body) in (LENGTH + 3, LENGTH + 8) for body in bodies)


@given(TEXTS, TOKENS)
def test_nothing_shows_more_than_four_characters(before: str, planted: str) -> None:
    text = f"{before} '{planted}'"
    (leak,) = find_leaks(text)
    prefix = planted[: planted.rindex("_") + 1]
    assert leak.shown == f"{prefix}…{planted[-4:]}"
    said = repr(leak) + leak_message(leak, UNKNOWN, ENGLISH) + repr(remedy_for(text, leak, "python"))
    assert planted[-5:] not in said


@pytest.mark.parametrize("kind", ["oauth", "jwt"])
def test_tokens_of_a_login_are_signed_documents(kind: str) -> None:
    planted = signed_token(kind)
    (leak,) = find_leaks(f"Bearer {planted}\n")
    assert (leak.end - leak.start, leak.shown) == (len(planted), f"hf_…{planted[-4:]}")


@pytest.mark.parametrize(
    "placeholder",
    [
        "hf_" + "x" * LENGTH,
        "hf_" + "X" * LENGTH,
        "hf_" + "xX" * (LENGTH // 2),
        "hf_your_token_here",
        "hf_...",
        "hf_…",
        "<token>",
        "hf_<token>",
        "hf_" + "*" * LENGTH,
        "hf_" + (string.ascii_letters + string.digits)[:LENGTH],
        "hf_" + string.ascii_uppercase + string.ascii_lowercase[:8],
        "hf_" + "1234567890" * 3 + "aBcD",
        "hf_" + "AbCdEf1234" * 3 + "AbCd",
        "hf_" + "ThisIsNotARealTokenJustAnExample" + "Ab",
        "hf_" + "PutYourSecretAccessTokenRightHere" + "Z",
        "hf_" + "ExampleKJhgRTyuIOplMNbvCXzaSDfgHJk",
        "hf_" + "0123456789abcdef" * 2 + "ab",
        "hf_" + "kq3vz7wm1pxr9ct5bn8jd2hf6gl4sy0eua",  # Never capital: a digest, not a token.
        "self.hf_" + "config_from_pretrained_attention_mask",
        "hf_device_map_with_a_long_name_of_a_module",
    ],
)
def test_placeholders_are_not_flagged(placeholder: str) -> None:
    assert find_leaks(f'token = "{placeholder}"') == []


@given(st.text(st.sampled_from("a😀\r\n\u2028\x0c")), st.data())
def test_lines_are_those_of_the_editor(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    if text[offset - 1 : offset + 1] != "\r\n":
        place = Ranges(text)(offset, offset).start
        assert (place.line, place.character) == position_at(text, offset)
        line, column = Lines(text).place(offset)
        assert offset_at(text, line - 1, column - 1) == offset


def test_a_longer_or_shorter_word_is_another_thing() -> None:
    planted = token(1)
    for other in (planted[:-1], planted + "A", planted + "_", f"my_{planted}", f"x{planted}"):
        assert find_leaks(f"a {other} b") == []


def test_where_a_token_stands() -> None:
    planted = token(2)
    places = {
        f'login(token="{planted}")': ("value", f'"{planted}"'),
        f"login(token=f'{planted}')": ("value", f"f'{planted}'"),
        f'{{"Authorization": "Bearer {planted}"}}': ("part", f'"Bearer {planted}"'),
        f"HF_TOKEN={planted}": ("value", None),
        f"token: {planted} # mine": ("value", None),
        f"I pasted {planted} here": ("bare", None),
        f"it's {planted} here": ("bare", None),
    }
    for text, (place, literal) in places.items():
        (leak,) = find_leaks(text)
        found = text[leak.literal.start : leak.literal.end] if leak.literal is not None else None
        assert (leak.place, found) == (place, literal), text
