"""Lines and columns are counted as the editor counts them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from transformers_workbench.positions import Utf16Offsets, offset_at, position_at, split_lines

TEXTS = st.text(st.sampled_from("ab\n\r😀あ\u2028\x0c\x85"), max_size=30)


@given(TEXTS)
def test_lines_put_together_are_the_text(text: str) -> None:
    lines = split_lines(text)
    assert "".join(lines) == text
    assert all("\n" not in line[:-1] and "\r" not in line.rstrip("\r\n") for line in lines)


@given(TEXTS, st.data())
def test_a_position_leads_back_to_its_offset(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    if offset and text[offset - 1 : offset + 1] == "\r\n":
        offset -= 1  # Inside a line end there is no position.
    line, character = position_at(text, offset)
    line_text = [*split_lines(text), ""][line]
    assert len(text[:offset].encode("utf-16-le")) // 2 - character >= 0
    column = len(line_text.encode("utf-16-le")[: character * 2].decode("utf-16-le"))
    assert offset_at(text, line, column) == offset


def test_line_separators_of_unicode_end_no_line() -> None:
    assert split_lines("a\u2028b\x0cc\x85d\r\ne\rf\n") == ["a\u2028b\x0cc\x85d\r\n", "e\r", "f\n"]


@given(TEXTS)
def test_utf16_offsets(text: str) -> None:
    offsets = Utf16Offsets(text)
    expected = [len(text[:i].encode("utf-16-le")) // 2 for i in range(len(text) + 1)]
    assert offsets.all(range(len(text) + 1)) == expected
