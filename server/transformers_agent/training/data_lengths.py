"""How long rows are for a model, and whether anything of the answer is left to learn from.

The installed tokenizer counts, and conversations go through its own ``apply_chat_template``. Where the
template marks what the assistant says (``{% generation %}``), its mask says what carries loss; elsewhere the
answer begins where the prompt ends that the same template makes of the messages before it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import transformers_agent.tokenizer.load as tokenizers
from transformers_agent.faults import Fault
from transformers_agent.training.data_findings import Findings

GENERATION = re.compile(r"\{%-?\s*generation\s*-?%\}")
"""What ``apply_chat_template`` itself looks for before it makes a mask."""
NO_LIMIT = 10**9
"""``model_max_length`` of a tokenizer that knows none is far above."""
ROLES = {"human": "user", "user": "user", "gpt": "assistant", "chatgpt": "assistant", "model": "assistant"}
"""How ShareGPT's data names who speaks."""


class Measure:
    """Counts the tokens of rows; without a tokenizer their characters."""

    def __init__(self, model: str, max_length: int, findings: Findings) -> None:
        self._findings = findings
        self._tokenizer = _tokenizer_of(model, findings)
        own = int(getattr(self._tokenizer, "model_max_length", 0) or 0)
        self.max_length = max_length or (own if 0 < own < NO_LIMIT else 0)
        template = getattr(self._tokenizer, "chat_template", None)
        self._has_template = bool(template)
        self._has_mask = isinstance(template, str) and bool(GENERATION.search(template))

    @property
    def in_tokens(self) -> bool:
        return self._tokenizer is not None

    def text(self, text: str) -> int:
        """The length of a text with the special tokens that training gives it."""
        if self._tokenizer is None:
            return len(text)
        return len(self._tokenizer(text, truncation=False, verbose=False)["input_ids"])

    def pair(self, prompt: str, answer: str) -> tuple[int, bool]:
        """The length of both, and whether there is an answer left that can be learned."""
        before = self.text(prompt)
        length = before + self.bare(answer)
        return length, bool(answer.strip()) and not (self._cuts and before >= self.max_length)

    def bare(self, text: str) -> int:
        """The length of a text without special tokens."""
        if self._tokenizer is None:
            return len(text)
        return len(self._tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])

    def conversation(self, value: list[Any], row: int) -> tuple[int, bool]:
        """The length of a conversation, and whether anything of it can be learned."""
        messages = [_message(each) for each in value]
        answers = [index for index, each in enumerate(messages) if _answers(each)]
        if self._tokenizer is None or not self._has_template:
            if self._tokenizer is not None:
                self._findings.add("warning", "no-chat-template")
            lengths = [self.bare(_text(each)) for each in messages]
            first = sum(lengths[: answers[0]]) if answers else 0
            return sum(lengths), bool(answers) and not (self._cuts and first >= self.max_length)
        try:
            return self._with_template(messages, answers)
        except Exception as error:
            print(f"row {row}: {error!r}", file=sys.stderr)
            self._findings.add(
                "error", "template-refuses", row, message=str(error)[:200] or type(error).__name__
            )
            return sum(self.bare(_text(each)) for each in messages), bool(answers)

    @property
    def _cuts(self) -> bool:
        """Characters say nothing about what is cut off in tokens."""
        return self.in_tokens and self.max_length > 0

    def _with_template(self, messages: list[dict[str, Any]], answers: list[int]) -> tuple[int, bool]:
        if self._has_mask:
            encoded = self._tokenizer.apply_chat_template(
                messages, tokenize=True, return_dict=True, return_assistant_tokens_mask=True
            )
            mask = encoded["assistant_masks"]
            return len(mask), any(mask[: self.max_length or None])
        length = self._tokens(messages, prompt=False)
        if not answers:
            return length, False
        if not self._cuts or length <= self.max_length:
            return length, True
        before = self._tokens(messages[: answers[0]], prompt=True) if answers[0] else 0
        return length, before < self.max_length

    def _tokens(self, messages: list[dict[str, Any]], *, prompt: bool) -> int:
        encoded = self._tokenizer.apply_chat_template(
            messages, tokenize=True, return_dict=True, add_generation_prompt=prompt
        )
        return len(encoded["input_ids"])


def _message(value: Any) -> dict[str, Any]:
    """A message with role and content, also of one as ShareGPT writes it."""
    if not isinstance(value, dict):
        return {"role": "", "content": str(value)}
    if "role" in value:
        return value
    speaker = str(value.get("from", ""))
    return {"role": ROLES.get(speaker, speaker), "content": value.get("value")}


def _text(message: dict[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return "" if content is None else str(content)


def _answers(message: dict[str, Any]) -> bool:
    """Whether the assistant says or calls something in it."""
    return message.get("role") == "assistant" and bool(_text(message).strip() or message.get("tool_calls"))


def _tokenizer_of(model: str, findings: Findings) -> Any:
    """The tokenizer of a folder, or of a repository in the cache; ``None``, with a finding: there is none."""
    if not model:
        return None
    folder = Path(model)
    try:
        if not folder.is_dir():
            from transformers_agent.cache.models import snapshot

            folder = Path(snapshot({"repo_id": model})["folder"])
        return tokenizers.load(folder)
    except Fault as fault:
        findings.add("info", "no-tokenizer", model=model, message=fault.message[:200])
        return None
