"""Whatever is sent to an agent, it is answered in time and the agent goes on."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from agent_process import AgentProcess

MESSAGES = [{"role": "user", "content": "Hello"}]
DEADLINE = 1.0
MEMORY = 1 << 29

ENDLESS = "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}"


def render(agent: AgentProcess, template: str, **more: Any) -> dict[str, Any]:
    """The answer to a rendering; fails when it is late."""
    start = time.monotonic()
    params = {"template": template, "messages": MESSAGES, **more}
    answer = agent.request("chat_template.render", params, DEADLINE, MEMORY)
    assert time.monotonic() - start < DEADLINE + 0.5
    return answer


def expect_alive(agent: AgentProcess) -> None:
    """An ordinary request is answered as ever."""
    assert render(agent, "{{ messages[0].content }}!")["result"]["text"] == "Hello!"


@pytest.mark.parametrize(
    ("reason", "template"),
    [
        ("template-timeout", ENDLESS),
        ("template-timeout", "{% macro m() %}" + ENDLESS + "{% endmacro %}{{ m() }}"),
        ("template-memory", "{{ 'a' * 10**10 }}"),
        (
            "template-memory",
            "{% set a = messages[0].content * 10**7 %}{% for i in range(99) %}{{ a }}{% endfor %}",
        ),
        ("template-security", "{{ ''.__class__.__mro__[1].__subclasses__() }}"),
        ("template-security", "{{ messages.__class__ }}{{ (messages|list).append(1) }}{{ ''.__class__.x }}"),
        ("template-too-deep", "{% if 1 %}" * 10_000 + "{% endif %}" * 10_000),
        ("template-too-deep", "{% if 1 %}" * 120 + "{% endif %}" * 120),
        ("template-too-deep", "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}"),
        ("template-too-deep", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"),
    ],
)
def test_hostile_template(reason: str, template: str, agent: AgentProcess) -> None:
    agent.result("warm_up", {"lane": "template"})
    assert render(agent, template)["error"]["reason"] == reason
    expect_alive(agent)


def test_time_out_names_the_line(agent: AgentProcess) -> None:
    error = render(agent, "one\n{% for i in range(99999) %}\n{{ range(99999) | sum }}{% endfor %}")["error"]
    assert (error["reason"], error["line"]) == ("template-timeout", 3)


def test_huge_template(agent: AgentProcess) -> None:
    # Large is not hostile: it may take as long as a busy machine needs.
    params = {"template": "x" * 5_000_000 + "{{ messages[0].content }}", "messages": MESSAGES}
    text = agent.request("chat_template.render", params, 60.0, MEMORY)["result"]["text"]
    assert len(text) == 5_000_005
    expect_alive(agent)


@pytest.mark.parametrize(
    "messages",
    [
        None,
        1,
        True,
        "Hello",
        {},
        {"role": "user"},
        [None],
        [[]],
        [1],
        ["a"],
        [{}],
        [[MESSAGES]],
        {"a": [[[{}]]]},
    ],
)
def test_messages_of_any_shape(messages: Any, agent: AgentProcess) -> None:
    template = "{% for m in messages %}{{ m.role + m.content }}{% endfor %}"
    answer = agent.request("chat_template.render", {"template": template, "messages": messages})
    # Older libraries hand anything to the template, which then fails.
    reasons = ("conversation-invalid", "template-undefined", "template-runtime")
    assert "result" in answer or answer["error"]["reason"] in reasons
    agent.request("chat_template.annotate", {"template": template, "messages": messages, "text": ""})
    expect_alive(agent)


@pytest.mark.parametrize("template", [None, 5, [], {"default": 5}, {"default": None}, {}])
def test_template_of_any_type(template: Any, agent: AgentProcess) -> None:
    params = {"template": template, "messages": MESSAGES, "text": ""}
    assert agent.error("chat_template.render", params)["reason"] == "conversation-invalid"
    agent.request("chat_template.annotate", params)
    expect_alive(agent)


def test_lone_surrogates_and_not_a_number(agent: AgentProcess) -> None:
    messages = [{"role": "\udfff", "content": "\ud83d"}, {"role": "user", "content": float("nan")}]
    template = "\ud800 {{ messages[0].role }}{{ messages[0].content }}{{ messages[1].content }}"
    params = {"template": template, "messages": messages}
    assert agent.result("chat_template.render", params)["text"] == "\ud800 \udfff\ud83dnan"
    expect_alive(agent)


@pytest.mark.parametrize(
    "line",
    [
        b"garbage",
        b"[]",
        b"5",
        b"{}",
        b'{"id": 1}',
        b'{"id": 1, "method": "no.such"}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_not_a_request(line: bytes, agent: AgentProcess) -> None:
    assert agent.send(line)["error"]["reason"] == "agent-failure"
    expect_alive(agent)


def test_too_deep_request_keeps_its_id(agent: AgentProcess) -> None:
    line = b'{"id":77,"method":"chat_template.render","params":{"messages":' + b"[" * 100_000
    assert agent.send(line)["id"] == 77


def test_deadlines_never_leak_into_the_next_request(agent: AgentProcess) -> None:
    """Deadlines that expire about when the work is done: each answer is one or the other, and it goes on."""
    template = "{% for i in range(3000) %}{% endfor %}done"
    for step in range(150):
        params = {"template": template, "messages": MESSAGES}
        answer = agent.request("chat_template.render", params, 0.0005 + step * 0.00002, MEMORY)
        assert "result" in answer or answer["error"]["reason"] in ("template-timeout", "agent-failure")
        unhurried = agent.request("chat_template.render", params)
        assert unhurried["result"]["text"] == "done"


def test_end_of_input_ends_the_agent() -> None:
    with AgentProcess() as process:
        assert process.close() == 0


def test_answers_are_json_lines_whatever_is_printed(tmp_path: Any) -> None:
    """A library that prints while it is imported does not get into the answers."""
    package = tmp_path / "jinja2"
    package.mkdir()
    (package / "__init__.py").write_text(
        "import os\nprint('noise')\nos.system('echo noise')\nraise ImportError('no')\n"
    )
    with AgentProcess({"PYTHONPATH": str(tmp_path)}) as process:
        answer = process.request("warm_up", {"lane": "template"})
        assert json.dumps(answer)
        assert answer["error"]["reason"] == "missing-package"
