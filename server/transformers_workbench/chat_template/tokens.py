"""Tokens of a rendered text: exact from the library's tokenizer, provisional from ``tokenizer.json``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any, Literal

import attrs

from transformers_workbench.chat_template.tokenizers import Tokenizers
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.lane import Lane
from transformers_workbench.positions import Utf16Offsets
from transformers_workbench.protocol import MessageSpan

ENCODE_DEADLINE = 20.0
"""Seconds: a slow tokenizer and a long document."""


@attrs.frozen
class Tokens:
    """Tokens as columns; offsets in code points, ``None`` where a slow tokenizer gives none."""

    state: Literal["exact", "provisional"]
    ids: list[int]
    starts: list[int] | None
    ends: list[int] | None
    pieces: list[str]
    special: list[int]
    loss: list[int] | None


class Encoder:
    """Encodes texts with the tokenizer of a model folder."""

    def __init__(self, tokenizer_lane: Lane, inspection: Lane, tokenizers: Tokenizers) -> None:
        self._tokenizer_lane = tokenizer_lane
        self._inspection = inspection
        self._tokenizers = tokenizers

    async def encode(
        self, folder: Path | None, text: str, generation: list[list[int]] | None, wait: bool = False
    ) -> Tokens:
        """The tokens of a rendered text; ``generation``: stretches that carry loss.

        Raises:
            WorkbenchError: ``tokenizer-missing``, ``tokenizer-loading``, or why it failed.
        """
        if folder is None:
            raise WorkbenchError("tokenizer-missing")
        entry = await self._tokenizers.loaded(folder) if wait else self._tokenizers.entry(folder)
        if entry.error is not None:
            raise entry.error
        if entry.state == "ready":
            params = {"folder": str(folder), "text": text, "generation": generation}
            answer = await self._tokenizer_lane.request("tokenizer.encode", params, deadline=ENCODE_DEADLINE)
            return _tokens("exact", answer)
        file = folder / "tokenizer.json"
        if not file.is_file():
            raise WorkbenchError("tokenizer-loading")
        params = {"file": str(file), "text": text}
        answer = await self._inspection.request(
            "tokenizer.encode_provisional", params, deadline=ENCODE_DEADLINE
        )
        return _tokens("provisional", answer)


def _tokens(state: Literal["exact", "provisional"], answer: dict[str, Any]) -> Tokens:
    return Tokens(
        state,
        answer["ids"],
        answer["starts"],
        answer["ends"],
        answer["pieces"],
        answer["special"],
        answer.get("loss"),
    )


def span_of_tokens(spans: list[dict[str, Any]], starts: list[int]) -> list[int]:
    """The index of the span each token starts in. Spans and starts ascend."""
    found, index = [], 0
    for start in starts:
        while index + 1 < len(spans) and spans[index]["end"] <= start:
            index += 1
        found.append(index)
    return found


def spans_with_counts(
    spans: list[dict[str, Any]] | None, starts: list[int] | None, offsets: Utf16Offsets
) -> list[MessageSpan]:
    """The spans for the editor, each with how many tokens start in it."""
    if not spans:
        return []
    counts = Counter(span_of_tokens(spans, starts)) if starts is not None else None
    return [
        MessageSpan(
            start=offsets(span["start"]),
            end=offsets(span["end"]),
            part=span["part"],
            message=span["message"],
            role=span["role"],
            tokens=None if counts is None else counts[index],
        )
        for index, span in enumerate(spans)
    ]
