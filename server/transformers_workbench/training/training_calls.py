"""Where the code of a document trains: for buttons above it."""

from __future__ import annotations

from collections.abc import Sequence

from transformers_workbench.python_tokens import Token, python_tokens

NOT_OF_MODELS = frozenset({"BpeTrainer", "UnigramTrainer", "WordLevelTrainer", "WordPieceTrainer"})
"""Of the library ``tokenizers``: they are handed over, and train nothing by themselves."""


def training_lines(text: str) -> list[int]:
    """Lines, 0-based, of ``….train()`` of trainers, and of the making of those that have none here."""
    tokens = python_tokens(text)
    made: dict[str, int] = {}
    nameless: list[int] = []
    trains: list[int] = []
    trained: set[str] = set()
    for index, token in enumerate(tokens):
        if _makes_trainer(tokens, index):
            after = _after_call(tokens, index + 1)
            name = _assigned(tokens, index)
            if _is_train(tokens, after):
                trains.append(tokens[after + 1].start)
            elif name:
                made[name] = token.start
            else:
                nameless.append(token.start)
        elif _is_train(tokens, index + 1) and (token.text in made or token.text.lower().endswith("trainer")):
            trains.append(token.start)
            trained.add(token.text)
    makings = [start for name, start in made.items() if name not in trained]
    if not trains:
        makings += nameless  # Else it is most likely what is trained there, under another name.
    return sorted({text.count("\n", 0, start) for start in [*trains, *makings]})


def _makes_trainer(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    if token.kind != "name" or not token.text.endswith("Trainer") or token.text in NOT_OF_MODELS:
        return False
    defines = index > 0 and tokens[index - 1].text in {"class", "def"}
    return not defines and _text(tokens, index + 1) == "("


def _after_call(tokens: Sequence[Token], opening: int) -> int:
    """The index behind the bracket that closes; behind the last token when none does."""
    depth = 0
    for index in range(opening, len(tokens)):
        if tokens[index].kind == "mark":
            depth += (tokens[index].text in "([{") - (tokens[index].text in ")]}")
        if depth == 0:
            return index + 1
    return len(tokens)


def _is_train(tokens: Sequence[Token], index: int) -> bool:
    return [_text(tokens, index + place) for place in range(3)] == [".", "train", "("]


def _assigned(tokens: Sequence[Token], index: int) -> str:
    """The name, or the last part of it, that is given the value of a call whose last name is at ``index``."""
    while index >= 2 and tokens[index - 1].text == "." and tokens[index - 2].kind == "name":
        index -= 2
    if _text(tokens, index - 1) != "=" or index < 2 or tokens[index - 2].kind != "name":
        return ""
    # ``trainer: Trainer = …``
    if index >= 4 and tokens[index - 3].text == ":" and tokens[index - 4].kind == "name":
        return tokens[index - 4].text
    return tokens[index - 2].text


def _text(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].text if 0 <= index < len(tokens) else ""
