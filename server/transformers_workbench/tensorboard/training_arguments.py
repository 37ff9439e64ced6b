"""Where the code of a document would write event files. It reads words and brackets, so code that is being
typed is understood as far as it goes; nothing is run, and what is not a constant is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs

from transformers_workbench.python_tokens import Token, python_tokens

TRAINING = re.compile(r"(?:Seq2Seq)?TrainingArguments|\w+(?:TrainingArguments|Config)")
ENVIRONMENT = "TENSORBOARD_LOGGING_DIR"
DEFAULT_OUTPUT = "trainer_output"


@attrs.frozen
class Writing:
    """A call that makes event files in ``folder``, a path as it is in the code. ``line``: 0-based."""

    folder: str
    line: int


def writings(text: str) -> list[Writing]:
    """The calls of a document that write event files, in order."""
    tokens = python_tokens(text)
    constants = _constants(tokens)
    everywhere = _environment(tokens, constants)
    found = []
    for index, token in enumerate(tokens[:-1]):
        defined = index > 0 and tokens[index - 1].text in {"class", "def"}
        if token.kind != "name" or tokens[index + 1].text != "(" or defined:
            continue
        folder = _folder_of(token.text, _Call(tokens, index + 2, constants), everywhere)
        if folder:
            found.append(Writing(folder, text.count("\n", 0, token.start)))
    return found


def _folder_of(name: str, call: _Call, everywhere: str | None) -> str | None:
    if name == "SummaryWriter":
        return (
            call.text("log_dir", 0, "runs") if not call.given("logdir") else call.text("logdir", None, None)
        )
    if name == "TensorBoardLogger":
        return call.text("save_dir", 0, None)
    if not TRAINING.fullmatch(name):
        return None
    named = name.endswith("TrainingArguments")
    if not named and not call.given("output_dir"):
        return None  # Another kind of configuration.
    logging = call.text("logging_dir", None, None)
    if logging or everywhere:
        return logging or everywhere
    if call.given("logging_dir"):
        return None
    output = call.text("output_dir", 0 if named else None, DEFAULT_OUTPUT)
    return f"{output.rstrip('/')}/runs" if output else None


class _Call:
    """The arguments of a call that begin at a token."""

    def __init__(self, tokens: list[Token], start: int, constants: dict[str, str]) -> None:
        self._constants = constants
        self._named: dict[str, list[Token]] = {}
        self._positional: list[list[Token]] = []
        self._unpacks = False
        for argument in _arguments(tokens, start):
            if len(argument) > 1 and argument[0].kind == "name" and argument[1].text == "=":
                self._named[argument[0].text] = argument[2:]
            elif argument[0].text == "*":
                self._unpacks = True
            else:
                self._positional.append(argument)

    def given(self, name: str) -> bool:
        return name in self._named

    def text(self, name: str, position: int | None, default: str | None) -> str | None:
        """The constant text of an argument; ``None``: it is something else."""
        value = self._named.get(name)
        if value is None and position is not None and len(self._positional) > position:
            value = self._positional[position]
        if value is None:
            return None if self._unpacks else default
        return constant(value, self._constants)


def _arguments(tokens: list[Token], start: int) -> Iterator[list[Token]]:
    depth = 0
    argument: list[Token] = []
    for token in tokens[start:]:
        if token.text in {"(", "[", "{"}:
            depth += 1
        elif token.text in {")", "]", "}"}:
            if depth == 0:
                break
            depth -= 1
        elif token.text == "," and depth == 0:
            if argument:
                yield argument
            argument = []
            continue
        argument.append(token)
    if argument:
        yield argument


def constant(value: list[Token], constants: dict[str, str]) -> str | None:
    """The text of an expression: a string, a name of one, ``Path(…)``, ``os.path.join(…)``, or with ``/``."""
    parts: list[str] = []
    for token in value:
        if token.kind == "string":
            text = string_value(token.text)
            if text is None:
                return None
            parts.append(text)
        elif token.text in constants:
            parts.append(constants[token.text])
        elif token.text not in {"Path", "os", "path", "join", "str", ".", "(", ")", ",", "/", "pathlib"}:
            return None
    joined = any(token.text in {"/", ","} for token in value)
    return ("/" if joined else "").join(parts) or None


def string_value(literal: str) -> str | None:
    """The value of a literal; ``None``: it is put together when it runs, or is bytes."""
    quote = min(index for index, letter in enumerate(literal) if letter in "\"'")
    prefix, body = literal[:quote].lower(), literal[quote:]
    if "f" in prefix or "b" in prefix or "t" in prefix:
        return None
    width = 3 if len(body) >= 6 and body[:3] in {'"""', "'''"} else 1
    inner = body[width:-width]
    return inner if "r" in prefix else re.sub(r"\\([\\'\"])", r"\1", inner)


def _constants(tokens: list[Token]) -> dict[str, str]:
    """Names that are given one string, and always the same."""
    found: dict[str, str | None] = {}
    for index in range(len(tokens) - 2):
        name, mark, value = tokens[index : index + 3]
        if name.kind != "name" or mark.text != "=" or value.kind != "string":
            continue
        if index and tokens[index - 1].text in {"(", ",", "."}:
            continue
        text = string_value(value.text)
        found[name.text] = text if found.get(name.text, text) == text else None
    return {name: text for name, text in found.items() if text is not None}


def _environment(tokens: list[Token], constants: dict[str, str]) -> str | None:
    """What ``os.environ["TENSORBOARD_LOGGING_DIR"]`` is set to."""
    for index, token in enumerate(tokens):
        if token.kind == "string" and string_value(token.text) == ENVIRONMENT:
            after = [each.text for each in tokens[index + 1 : index + 3]]
            if after == ["]", "="]:
                return constant(tokens[index + 3 : index + 4], constants)
            if after[:1] == [","]:
                return constant(tokens[index + 2 : index + 3], constants)
    return None
