"""The agent renders and tokenizes what a real tokenizer does, for every template of TRL's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent_process import AgentProcess
from conversations import CONVERSATIONS
from library import Oracle

SPECIAL_TOKENS = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}


@pytest.mark.parametrize("conversation_name", CONVERSATIONS)
def test_text_tokens_and_mask(
    conversation_name: str,
    agent: AgentProcess,
    oracle: Oracle,
    templates: dict[str, str],
    model_folder: Path,
) -> None:
    conversation = CONVERSATIONS[conversation_name]
    for name, template in templates.items():
        expect_same(name, template, conversation, agent, oracle, model_folder)


def expect_same(
    name: str,
    template: str,
    conversation: dict[str, Any],
    agent: AgentProcess,
    oracle: Oracle,
    model_folder: Path,
) -> None:
    """Compares one rendering, its tokens and its mask with the real tokenizer's."""
    tracks_generation = "{% generation %}" in template or "{%- generation" in template
    with_mask = tracks_generation and not conversation.get("continue_final_message")
    expected = oracle.ask(
        "apply",
        folder=str(model_folder),
        template=template,
        conversation=conversation,
        with_mask=with_mask,
    )
    params = {"template": template, "special_tokens": SPECIAL_TOKENS, **conversation}
    answer = agent.request("chat_template.render", params)
    if "exception" in expected:
        error = answer["error"]
        assert (error["exception"], error["message"]) == (expected["exception"], expected["message"]), name
        return
    text = answer["result"]["text"]
    assert text == expected["text"], name
    notes = agent.result("chat_template.annotate", {**params, "text": text})
    expect_partition(text, notes["spans"], name)
    tokens = agent.result(
        "tokenizer.encode",
        {"folder": str(model_folder), "text": text, "generation": notes["generation"]},
    )
    assert tokens["ids"] == expected["ids"], name
    assert len(tokens["starts"]) == len(tokens["ends"]) == len(tokens["pieces"]) == len(tokens["ids"])
    if with_mask:
        assert tokens["loss"] == [index for index, inside in enumerate(expected["mask"]) if inside], name
    else:
        assert tokens["loss"] is None


def expect_partition(text: str, spans: list[dict[str, Any]] | None, name: str = "") -> None:
    """Spans follow each other from the start of the text to its end, and none is empty."""
    if spans is None:
        return
    position = 0
    for span in spans:
        assert span["start"] == position, name
        assert span["end"] > span["start"], name
        assert (span["message"] is not None) == (span["part"] == "message"), name
        position = span["end"]
    assert position == len(text), name
