"""Calls in Python text that is being typed, with those of their arguments that are a string or a name; and
which names are constants.

A call that is not closed ends where a statement begins that cannot stand inside of one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import attrs

from transformers_workbench.auth.python_tokens import Token

_STATEMENTS = frozenset(
    [
        "def",
        "class",
        "import",
        "return",
        "with",
        "while",
        "try",
        "except",
        "finally",
        "raise",
        "del",
        "assert",
        "pass",
        "global",
        "break",
        "continue",
    ]
)
"""What begins a statement and nothing else."""
_NOT_CALLED = frozenset(
    [
        "if",
        "elif",
        "while",
        "in",
        "is",
        "and",
        "or",
        "not",
        "return",
        "yield",
        "assert",
        "del",
        "lambda",
        "await",
        "else",
    ]
)
_BINDING = frozenset({"for", "as", "import", "def", "class", "del", "global", "nonlocal"})
_ASSIGNING = frozenset(["=", ":=", "+=", "-=", "*=", "/=", "%=", "@=", "&=", "|=", "^="])
_OTHER = Token("mark", "0", 0, 0)


@attrs.frozen
class Call:
    """``receiver.callee(positional…, keyword=…)``. An argument that is neither a string nor a name is
    ``None``; behind ``*something`` there are no positional ones."""

    callee: str
    receiver: str
    positional: list[Token | None]
    keywords: dict[str, Token | None]


@attrs.frozen
class Calls:
    """What a text calls. ``constants``: names that are assigned once, and a string."""

    calls: list[Call]
    constants: dict[str, Token]


@attrs.define
class _Bracket:
    callee: str = ""
    receiver: str = ""
    defines: bool = False
    argument: list[Token] = attrs.field(factory=list)
    positional: list[Token | None] = attrs.field(factory=list)
    keywords: dict[str, Token | None] = attrs.field(factory=dict)
    is_unpacked: bool = False

    def add(self, token: Token) -> None:
        if len(self.argument) < 4:
            self.argument.append(token)

    def end_argument(self) -> None:
        match self.argument:
            case []:
                return
            case [Token("name", keyword), Token("mark", "="), *value]:
                self.keywords[keyword] = _value(value)
            case [Token("mark", "*"), *_]:
                self.is_unpacked = True
            case [Token("mark", "**"), *_]:
                pass
            case value if not self.is_unpacked:
                self.positional.append(_value(value))
        self.argument = []


def _value(tokens: list[Token]) -> Token | None:
    return tokens[0] if len(tokens) == 1 and tokens[0].kind in ("string", "name") else None


def calls_of(tokens: Iterable[Token]) -> Calls:
    """The calls of a text, each when it ends."""
    reader = _Reader()
    for token in tokens:
        reader.take(token)
    reader.end_statement()
    return Calls(reader.calls, reader.constants())


class _Reader:
    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._open: list[_Bracket] = []
        self._last = [_OTHER, _OTHER, _OTHER]
        self._statement: list[Token] = []
        self._bound: Counter[str] = Counter()
        self._strings: dict[str, Token] = {}

    def take(self, token: Token) -> None:
        if token.kind == "line":
            if not self._open:
                self.end_statement()
        else:
            if self._last[-1].kind == "line" and token.kind == "name" and token.text in _STATEMENTS:
                self.end_statement()
            elif self._open and token[:2] == ("mark", "="):
                self._leave_what_is_not_closed()
            self._read(token)
        self._last = [*self._last[1:], token]

    def end_statement(self) -> None:
        while self._open:
            self._close()
        match self._statement:
            case [Token("name", name), Token("mark", "="), Token("string") as value]:
                self._strings[name] = value
            case [Token("name", name), Token("mark", ":"), *_, Token("mark", "="), Token("string") as value]:
                self._strings[name] = value
        self._statement = []

    def constants(self) -> dict[str, Token]:
        return {name: value for name, value in self._strings.items() if self._bound[name] == 1}

    def _leave_what_is_not_closed(self) -> None:
        """At the ``=`` of ``NAME = …`` that begins a line without a space before it: nobody writes a keyword
        argument there."""
        line, name = self._last[-2:]
        if line.kind == "line" and line.end == name.start and name.kind == "name":
            if self._open[-1].argument[-1:] == [name]:
                self._open[-1].argument.pop()
            self.end_statement()
            self._statement = [name]

    def _read(self, token: Token) -> None:
        if token.kind == "name" == self._last[-1].kind and self._last[-1].text in _BINDING:
            self._bound[token.text] += 1
        if token.kind == "mark" and token.text in "([{":
            self._open.append(self._bracket(token))
        elif token.kind == "mark" and token.text in ")]}":
            if self._open:
                self._close()
                self._add(_OTHER)
        elif token.kind == "mark" and token.text == "," and self._open:
            self._end_argument(self._open[-1])
        elif token.kind == "mark" and token.text == ";" and not self._open:
            self.end_statement()
        else:
            if token.kind == "mark" and token.text in _ASSIGNING:
                self._assign(token.text)
            self._add(token)

    def _add(self, token: Token) -> None:
        if self._open:
            self._open[-1].add(token)
        elif len(self._statement) < 8:
            self._statement.append(token)

    def _bracket(self, token: Token) -> _Bracket:
        before, dot, receiver = self._last[-1], self._last[-2], self._last[-3]
        if token.text != "(" or before.kind != "name" or before.text in _NOT_CALLED:
            return _Bracket()
        if dot.kind == "name" and dot.text in ("def", "class"):
            return _Bracket(defines=True)
        is_method = dot.text == "." and dot.kind == "mark"
        return _Bracket(before.text, receiver.text if is_method and receiver.kind == "name" else "")

    def _end_argument(self, bracket: _Bracket) -> None:
        if bracket.defines and bracket.argument and bracket.argument[0].kind == "name":
            self._bound[bracket.argument[0].text] += 1
        bracket.end_argument()

    def _close(self) -> None:
        bracket = self._open.pop()
        self._end_argument(bracket)
        if bracket.callee:
            self.calls.append(Call(bracket.callee, bracket.receiver, bracket.positional, bracket.keywords))

    def _assign(self, sign: str) -> None:
        """Counts the names that get a value; in doubt rather one too many."""
        if self._open:
            if sign == ":=" and self._last[-1].kind == "name":
                self._bound[self._last[-1].text] += 1
            return
        names, before = set[str](), _OTHER
        for index, token in enumerate(self._statement):
            if token[:2] == ("mark", ":") and index > 1:
                names.clear()
            elif token.kind == "name" and before[:2] != ("mark", "."):
                names.add(token.text)
            before = token
        self._bound.update(names)
