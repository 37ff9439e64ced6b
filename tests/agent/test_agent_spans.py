"""Whose text a stretch is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_process import AgentProcess
from conversations import assistant, system, user
from test_agent_fidelity import SPECIAL_TOKENS, expect_partition

MAINSTREAM = [
    "qwen3",
    "qwen2_5",
    "llama3",
    "llama3_1",
    "gemma",
    "gemma3",
    "phi3",
    "cohere2",
    "deepseekv3",
    "lfm2",
]

CHAT = [user("Alpha question"), assistant("Beta answer"), user("Gamma question"), assistant("Delta answer")]


def annotate(agent: AgentProcess, params: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The text of a prompt and what it consists of."""
    text = agent.result("chat_template.render", params)["text"]
    notes: dict[str, Any] = agent.result("chat_template.annotate", {**params, "text": text})
    return text, notes


@pytest.mark.parametrize("name", MAINSTREAM)
def test_content_is_within_its_message(name: str, agent: AgentProcess, templates: dict[str, str]) -> None:
    params = {"template": templates[name], "messages": CHAT, "special_tokens": SPECIAL_TOKENS}
    text, notes = annotate(agent, params)
    spans = {span["message"]: span for span in notes["spans"] if span["part"] == "message"}
    for index, message in enumerate(CHAT):
        span = spans[index]
        assert message["content"] in text[span["start"] : span["end"]]
        assert span["role"] == message["role"]


@pytest.mark.parametrize("name", [*MAINSTREAM, "phi3_5", "glm4moe", "gptoss", "muse_glimmer"])
def test_generation_prompt_is_a_part(name: str, agent: AgentProcess, templates: dict[str, str]) -> None:
    params = {
        "template": templates[name],
        "messages": CHAT[:3],
        "special_tokens": SPECIAL_TOKENS,
        "add_generation_prompt": True,
    }
    text, notes = annotate(agent, params)
    last = notes["spans"][-1]
    assert last["part"] == "prompt"
    assert "Gamma" not in text[last["start"] :]


@pytest.mark.parametrize("name", ["qwen3", "llama3_1", "cohere2", "gptoss", "gemma4"])
def test_system_message_ahead_of_the_loop(name: str, agent: AgentProcess, templates: dict[str, str]) -> None:
    messages = [system("Omega rules"), *CHAT]
    params = {"template": templates[name], "messages": messages, "special_tokens": SPECIAL_TOKENS}
    text, notes = annotate(agent, params)
    [span] = [span for span in notes["spans"] if span["message"] == 0]
    assert "Omega rules" in text[span["start"] : span["end"]]


def test_no_boundaries_when_a_mark_would_change_the_text(agent: AgentProcess) -> None:
    template = (
        "{% set body %}{% for message in messages %}{{ message.content }}{% endfor %}{% endset %}"
        "{{ body | length }}{{ body }}"
    )
    text, notes = annotate(agent, {"template": template, "messages": CHAT})
    assert text.startswith("51Alpha")
    assert notes["spans"] is None


def test_loop_over_indices_and_copies(agent: AgentProcess) -> None:
    template = (
        "{% set turns = namespace(all=[]) %}"
        "{% for message in messages %}{% set turns.all = turns.all + [dict(message)] %}{% endfor %}"
        "{% for i in range(turns.all | length) %}{% set turn = turns.all[i] %}"
        "[{{ turn.content }}]{% endfor %}"
    )
    text, notes = annotate(agent, {"template": template, "messages": CHAT})
    found = [text[span["start"] : span["end"]] for span in notes["spans"]]
    assert found == [f"[{message['content']}]" for message in CHAT]


def test_breaks_and_inner_loops(agent: AgentProcess) -> None:
    template = (
        "{% for message in messages %}"
        "{% for other in messages %}{% if other.role == 'assistant' %}{% break %}{% endif %}{% endfor %}"
        "{% if message.role == 'system' %}{% continue %}{% endif %}<{{ message.content }}>"
        "{% endfor %}end"
    )
    text, notes = annotate(agent, {"template": template, "messages": CHAT})
    found = [(text[span["start"] : span["end"]], span["message"]) for span in notes["spans"]]
    assert found == [(f"<{message['content']}>", index) for index, message in enumerate(CHAT)] + [
        ("end", None)
    ]


def test_generation_is_none_for_a_continued_message(agent: AgentProcess, templates: dict[str, str]) -> None:
    params = {
        "template": templates["qwen3_training"],
        "messages": CHAT,
        "special_tokens": SPECIAL_TOKENS,
        "continue_final_message": True,
    }
    _, notes = annotate(agent, params)
    assert notes["generation"] is None
    assert notes["spans"] is not None


CONTENT = st.text(max_size=12) | st.sampled_from([" ", "\n", "<|im_end|>", "\U0010f800", "a", "</think>"])
MESSAGES = st.lists(
    st.fixed_dictionaries({"role": st.sampled_from(["user", "assistant", "system"]), "content": CONTENT}),
    min_size=1,
    max_size=5,
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(messages=MESSAGES, name=st.sampled_from([*MAINSTREAM, "gemma4_v5", "gptoss"]), prompt=st.booleans())
def test_spans_partition_the_text(
    messages: list[dict[str, str]],
    name: str,
    prompt: bool,
    agent: AgentProcess,
    templates: dict[str, str],
) -> None:
    params = {
        "template": templates[name],
        "messages": messages,
        "special_tokens": SPECIAL_TOKENS,
        "add_generation_prompt": prompt,
    }
    answer = agent.request("chat_template.render", params)
    if "error" in answer:
        return
    text = answer["result"]["text"]
    spans = agent.result("chat_template.annotate", {**params, "text": text})["spans"]
    expect_partition(text, spans, name)
    if spans is not None:
        shown = [span["message"] for span in spans if span["part"] == "message"]
        assert all(
            messages[index]["role"] == span["role"]
            for index, span in zip(shown, _of_messages(spans), strict=True)
        )


def _of_messages(spans: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [span for span in spans if span["part"] == "message"]
