"""What the columns of a data file hold, and which of them is the text and which the label."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

DISTINCT = 1000
"""More values than this are not told apart: nobody has so many classes."""
EXAMPLES = 3
EXAMPLE_LENGTH = 80
MESSAGE_NAMES = ("messages", "conversations", "conversation", "chat", "dialogue")
TEXT_NAMES = (
    "text",
    "sentence",
    "review",
    "prompt",
    "content",
    "instruction",
    "question",
    "sentence1",
    "premise",
    "document",
    "tweet",
    "comment",
    "body",
    "input",
    "title",
)
"""Names of columns in the data sets that are used most, such as IMDB (text), SST-2 (sentence) and MNLI
(premise), and in TRL's own formats (prompt, completion, messages)."""
LABEL_NAMES = (
    "label",
    "labels",
    "target",
    "class",
    "category",
    "sentiment",
    "emotion",
    "intent",
    "stars",
    "rating",
    "score",
    "ner_tags",
    "tags",
)
ANSWER_NAMES = ("completion", "response", "output", "answer", "summary", "translation", "chosen")
INTEGER = re.compile(r"[+-]?\d{1,18}")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|nan|[+-]?inf", re.IGNORECASE)


def kind_of(value: Any, *, typed: bool) -> str:
    """The kind of a value, as ``DataColumn.kind``; without ``typed`` a text may stand for a number."""
    if value is None or (value == "" and not typed):
        return "empty"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "text" if typed else _kind_of_text(value.strip())
    if isinstance(value, dict):
        return "object"
    if isinstance(value, list | tuple):
        return "messages" if is_conversation(value) else "list"
    return "text"


def _kind_of_text(text: str) -> str:
    if len(text) > 40:
        return "text"
    if INTEGER.fullmatch(text):
        return "integer"
    if NUMBER.fullmatch(text):
        return "number"
    return "boolean" if text.lower() in {"true", "false"} else "text"


def is_conversation(value: Iterable[Any]) -> bool:
    """Whether it is a list of messages: objects with a role and a content, or as ShareGPT has them."""
    each = list(value)
    return bool(each) and all(
        isinstance(message, dict) and ({"role"} <= message.keys() or {"from", "value"} <= message.keys())
        for message in each
    )


def shown(value: Any) -> str:
    """A value as a short text on one line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    line = " ".join(text[: EXAMPLE_LENGTH * 4].split())
    return line if len(line) <= EXAMPLE_LENGTH else f"{line[:EXAMPLE_LENGTH]}…"


@dataclass
class Column:
    """One column while its values come by."""

    name: str
    typed: bool
    kinds: Counter[str] = field(default_factory=Counter)
    values: Counter[tuple[str, str]] | None = field(default_factory=Counter)
    """``(kind, text)`` of scalars → rows; ``None``: there are too many."""
    examples: list[str] = field(default_factory=list)
    characters: int = 0

    def add(self, value: Any) -> None:
        """One more row's value."""
        kind = kind_of(value, typed=self.typed)
        self.kinds[kind] += 1
        if kind == "empty":
            return
        if isinstance(value, str):
            self.characters += len(value)
        if len(self.examples) < EXAMPLES and (text := shown(value)) not in self.examples:
            self.examples.append(text)
        if kind in {"list", "object", "messages"}:
            self.values = None
        if self.values is not None:
            text = str(value)
            self.values[(kind if self.typed else "", text if len(text) <= 1000 else f"{hash(text)}")] += 1
            if len(self.values) > DISTINCT:
                self.values = None

    @property
    def kind(self) -> str:
        """The one kind of all values; whole numbers are numbers, and what is mixed is text."""
        found = set(self.kinds) - {"empty"}
        if not found:
            return "empty"
        if found == {"integer", "number"}:
            return "number"
        if found == {"messages", "list"}:
            return "messages"  # A conversation without a message is an empty list.
        return next(iter(found)) if len(found) == 1 else "text"

    @property
    def is_mixed(self) -> bool:
        """Values of kinds that no table can hold in one column."""
        found = set(self.kinds) - {"empty"}
        return self.typed and len(found) > 1 and found not in ({"integer", "number"}, {"messages", "list"})

    @property
    def has_classes(self) -> bool:
        """Whether its values come again and again, or are so few that they might; numbers are never texts."""
        if self.kind != "text":
            return True
        return self.values is not None and len(self.values) <= max(20, sum(self.values.values()) / 5)

    @property
    def mean_length(self) -> float:
        """Characters of a text."""
        return self.characters / max(1, self.kinds["text"])

    def to_json(self) -> dict[str, Any]:
        """As ``DataColumn``."""
        distinct = None if self.values is None or self.kind in {"list", "object"} else len(self.values)
        return {"name": self.name, "kind": self.kind, "distinct": distinct, "examples": self.examples}


def guess_text(columns: list[Column]) -> str:
    """The column that is learned from: a conversation, else a usual name, else the longest texts."""
    conversations = [column.name for column in columns if column.kind == "messages"]
    if conversations:
        return _named(conversations, MESSAGE_NAMES) or conversations[0]
    texts = [column for column in columns if column.kind == "text"]
    found = _named([column.name for column in texts], TEXT_NAMES)
    if found or not texts:
        return found
    return max(texts, key=lambda column: column.mean_length).name


def guess_label(columns: list[Column], text: str) -> str:
    """The column of what is to be learned: a usual name, else one of few values that come again and again.
    Beside a prompt it is the answer. Empty: there is none."""
    others = [column for column in columns if column.name != text and column.kind != "empty"]
    if any(column.name == text and column.kind == "messages" for column in columns):
        return ""
    names = [column.name for column in others]
    found = _named(names, LABEL_NAMES) or _named(names, ANSWER_NAMES)
    if found:
        return found
    repeating = [
        column.name
        for column in others
        if column.values is not None
        and column.kind in {"integer", "boolean", "text"}
        and 2 <= len(column.values) <= 20
        and sum(column.values.values()) >= 5 * len(column.values)
    ]
    return repeating[-1] if repeating else ""


def _named(names: list[str], wanted: tuple[str, ...]) -> str:
    by_lower = {name.strip().lower(): name for name in reversed(names)}
    return next((by_lower[name] for name in wanted if name in by_lower), "")
