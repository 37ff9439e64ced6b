"""One more argument for a call of a script, written as the others of the call are."""

from __future__ import annotations

import ast

import attrs

from transformers_workbench.positions import split_lines, utf16_length


@attrs.frozen
class Place:
    """Where a script says a value. ``line`` and the characters as the editor counts, from 0; ``text``: what
    stands there; ``new_text``: what would. Where nothing stands yet both characters are one."""

    line: int
    character: int
    end_character: int
    text: str
    new_text: str


class Lines:
    """The lines of a script: places of its tree, which counts bytes, as the editor counts them."""

    def __init__(self, text: str) -> None:
        self._lines = split_lines(text)

    def place(self, line: int, start: int, end: int, new_text: str) -> Place:
        """``line`` from 0, ``start`` and ``end`` in bytes."""
        whole = self.bytes_of(line)
        before, text = whole[:start].decode(), whole[start:end].decode()
        character = utf16_length(before)
        return Place(line, character, character + utf16_length(text), text, new_text)

    def replaced(self, node: ast.expr | ast.keyword, new_text: str) -> Place | None:
        """The place of an expression; ``None``: it is longer than a line."""
        if node.end_lineno != node.lineno or node.end_col_offset is None:
            return None
        return self.place(node.lineno - 1, node.col_offset, node.end_col_offset, new_text)

    def bytes_of(self, line: int) -> bytes:
        """A line without its end."""
        return self._lines[line].rstrip("\r\n").encode("utf-8", "surrogatepass")

    def text_of(self, node: ast.expr) -> str:
        """What an expression of one line looks like."""
        return self.bytes_of(node.lineno - 1)[node.col_offset : node.end_col_offset].decode()

    def end_of(self, line: int) -> str:
        """How a line ends: ``\\n``, ``\\r\\n``, ``\\r``."""
        whole = self._lines[line]
        return whole[len(whole.rstrip("\r\n")) :] or "\n"


def inserted(lines: Lines, call: ast.Call, name: str, value: str) -> Place:
    """The place of ``name=value`` behind the last argument of a call."""
    assert call.end_lineno is not None and call.end_col_offset is not None
    closing = (call.end_lineno - 1, call.end_col_offset - 1)
    words: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    if not words:
        return lines.place(*closing, closing[1], f"{name}={value}")
    last = max(words, key=lambda word: (word.end_lineno or 0, word.end_col_offset or 0))
    anchor, has_comma, has_comment = _behind(lines, last, closing)
    start = lines.bytes_of(last.lineno - 1)
    indent = start[: len(start) - len(start.lstrip())].decode()
    if last.col_offset != len(indent):
        more = f" {name}={value}," if has_comma and closing[0] != anchor[0] else f" {name}={value}"
        return lines.place(*anchor, anchor[1], more if has_comma else f",{more}")
    line_end = lines.end_of(last.lineno - 1)
    if not has_comma:
        if not has_comment:
            return lines.place(*anchor, anchor[1], f",{line_end}{indent}{name}={value}")
        # The remark belongs to what it stands behind, and no comma can be put before it and a line after it
        # at one place: so the new one goes ahead of the last, or the remark is written anew.
        if isinstance(last, ast.keyword):
            before = (last.lineno - 1, last.col_offset)
            return lines.place(*before, before[1], f"{name}={value},{line_end}{indent}")
        remark = lines.bytes_of(anchor[0])[anchor[1] :]
        more = f",{remark.decode()}{line_end}{indent}{name}={value}"
        return lines.place(*anchor, anchor[1] + len(remark), more)
    if closing[0] == anchor[0]:
        return lines.place(*anchor, anchor[1], f"{line_end}{indent}{name}={value},")
    end = len(lines.bytes_of(anchor[0]))
    return lines.place(anchor[0], end, end, f"{line_end}{indent}{name}={value},")


def _behind(
    lines: Lines, last: ast.expr | ast.keyword, closing: tuple[int, int]
) -> tuple[tuple[int, int], bool, bool]:
    """Where the last argument ends with its brackets and its comma, whether it has one, and whether a remark
    stands behind it on its line."""
    assert last.end_lineno is not None and last.end_col_offset is not None
    anchor, has_comma, has_comment = (last.end_lineno - 1, last.end_col_offset), False, False
    for line in range(anchor[0], closing[0] + 1):
        whole = lines.bytes_of(line)
        start = last.end_col_offset if line == last.end_lineno - 1 else 0
        end = closing[1] if line == closing[0] else len(whole)
        for column in range(start, end):
            letter = whole[column : column + 1]
            if letter == b"#":
                has_comment = has_comment or line == anchor[0]
                break
            if letter in (b")", b","):
                anchor, has_comma, has_comment = (line, column + 1), letter == b",", False
    return anchor, has_comma, has_comment
