"""Whose text a stretch of a rendered prompt is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Span:
    """``start``..``end`` of the text, code points. ``message`` is set for the part ``message`` only."""

    start: int
    end: int
    part: str
    message: int | None = None

    def to_json(self, messages: list[Any]) -> dict[str, Any]:
        """As ``chat_template.annotate`` answers it."""
        message = messages[self.message] if self.message is not None else None
        role = message.get("role") if isinstance(message, Mapping) else None
        return {
            "start": self.start,
            "end": self.end,
            "part": self.part,
            "message": self.message,
            "role": role if isinstance(role, str) else None,
        }


def spans_of(
    text: str, stretches: list[tuple[int, int, int]], messages: list[Any], prompt_start: int
) -> list[Span]:
    """Spans that follow each other from the start to the end of ``text``.

    ``stretches``: see ``read_marks``. What is behind ``prompt_start`` is the generation prompt.
    """
    spans = [
        Span(start, min(end, prompt_start), "message" if about >= 0 else "frame", _message(about))
        for start, end, about in stretches
        if start < prompt_start
    ]
    seen = {span.message for span in spans}
    for index, message in enumerate(messages):
        if index not in seen:
            spans = _with_preamble(text, spans, index, _content(message))
    if prompt_start < len(text):
        spans.append(Span(prompt_start, len(text), "prompt"))
    return _joined(spans)


def _message(about: int) -> int | None:
    """The message's index; ``None`` for ``FRAME`` and ``PROMPT``."""
    return about if about >= 0 else None


def _content(message: Any) -> str:
    """A message's text, if it is just one."""
    content = message.get("content") if isinstance(message, Mapping) else None
    if isinstance(content, list) and len(content) == 1 and isinstance(content[0], Mapping):
        content = content[0].get("text")
    return content.strip() if isinstance(content, str) else ""


def _with_preamble(text: str, spans: list[Span], index: int, content: str) -> list[Span]:
    """The spans with one for a message that was written ahead of the loop, as system messages are.

    Only when there is no doubt: its content is there once, before the first message's turn.
    """
    first = next((number for number, span in enumerate(spans) if span.part == "message"), len(spans))
    ahead = [span for span in spans[:first] if span.part == "frame"]
    found = [span for span in ahead if content and text[span.start : span.end].count(content) == 1]
    if len(found) != 1 or any(text[span.start : span.end].count(content) > 1 for span in ahead):
        return spans
    frame = found[0]
    start = text.index(content, frame.start, frame.end)
    position = spans.index(frame)
    pieces = [
        Span(frame.start, start, "frame"),
        Span(start, start + len(content), "message", index),
        Span(start + len(content), frame.end, "frame"),
    ]
    return [*spans[:position], *pieces, *spans[position + 1 :]]


def _joined(spans: list[Span]) -> list[Span]:
    """Without empty spans, and with one where neighbours belong together."""
    joined: list[Span] = []
    for span in spans:
        if span.start == span.end:
            continue
        last = joined[-1] if joined else None
        if last is not None and (last.part, last.message) == (span.part, span.message):
            joined[-1] = Span(last.start, span.end, span.part, span.message)
        else:
            joined.append(span)
    return joined
