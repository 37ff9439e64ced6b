"""The stretches of a rendered text that a template marks with ``{% generation %}``."""

from __future__ import annotations

from typing import Any

from transformers_agent.chat_template.library import Library, StandIn


class GenerationRecorder(StandIn):
    """Stands in for a tokenizer that is asked for an assistant mask.

    The library asks the encoding for the first and for the last token of every stretch, which is how the
    stretches can be had from ``apply_chat_template`` itself, without a tokenizer.
    """

    def __init__(self, library: Library, like: StandIn) -> None:
        super().__init__(library.tokenizer_class, like.chat_template, like.special_tokens_map)
        self.text: str | None = None
        self.stretches: list[tuple[int, int]] = []

    def __call__(self, text: str, **options: Any) -> _Encoding:
        self.text = text
        return _Encoding(self.stretches)


class _Encoding(dict[str, Any]):
    """An encoding of just one token, in which every character is."""

    def __init__(self, stretches: list[tuple[int, int]]) -> None:
        super().__init__(input_ids=[0])
        self._stretches = stretches
        self._start: int | None = None

    def char_to_token(self, sequence: int, character: int) -> int:
        """Called with the first and with the last character of each stretch in turn."""
        if self._start is None:
            self._start = character
        else:
            self._stretches.append((self._start, character + 1))
            self._start = None
        return 0
