"""What ``chat_template.check`` finds out about a template."""

from __future__ import annotations

from typing import Any

import pytest

from agent_process import AgentProcess


def check(agent: AgentProcess, template: str, **more: Any) -> dict[str, Any]:
    """What the agent says of a template."""
    result: dict[str, Any] = agent.result("chat_template.check", {"template": template, **more})
    return result


@pytest.mark.parametrize(
    ("template", "shape", "default", "choices"),
    [
        ("{% if x %}{% endif %}", "boolean", None, []),
        ("{% if x is defined and x is false %}{% endif %}", "boolean", None, []),
        ("{% if not x %}{% endif %}", "boolean", None, []),
        ("{% if x is defined and x == true %}{% endif %}", "boolean", None, []),
        ("{% set x = x | default(false) %}", "boolean", False, []),
        ("{{ x }}", "text", None, []),
        ("{% if x == 'fast' %}{% elif x == 'slow' %}{% endif %}", "text", None, ["fast", "slow"]),
        ("{% if x in ['a', 'b'] %}{% endif %}", "text", None, ["a", "b"]),
        ("{% if not x is defined %}{% set x = '26 Jul 2024' %}{% endif %}{{ x }}", "text", "26 Jul 2024", []),
        ("{% if x is not defined %}{% set x = true %}{% endif %}", "boolean", True, []),
        ("{% set y = x if x is defined and x else 'high' %}{{ y }}", "text", "high", []),
        ("{% set y = x or 'high' %}", "text", "high", []),
        ("{% for y in x %}{% endfor %}", "json", None, []),
        ("{{ x.y }}", "json", None, []),
        ("{{ x['y'] }}", "json", None, []),
        (
            "{% if x is defined %}{% set tools = x %}{% endif %}{% for t in tools %}{% endfor %}",
            "json",
            None,
            [],
        ),
    ],
)
def test_variable(template: str, shape: str, default: Any, choices: list[str], agent: AgentProcess) -> None:
    expected = [{"name": "x", "shape": shape, "default": default, "choices": choices}]
    assert check(agent, template)["variables"] == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ messages }}{{ tools }}{{ documents }}{{ add_generation_prompt }}{{ bos_token }}{{ eos_token }}",
        "{{ raise_exception }}{{ namespace() }}{{ strftime_now('%Y') }}{{ range(1) }}",
        "{% for m in messages %}{{ loop.index }}{% set content = m.content %}{{ content }}{% endfor %}",
        "{% for m in messages %}{% if m %}{% set content = 1 %}{% endif %}{{ content }}{% endfor %}",
        "{% macro show(thing) %}{{ thing }}{{ caller() }}{{ varargs }}{% endmacro %}",
    ],
)
def test_what_is_supplied_is_no_variable(template: str, agent: AgentProcess) -> None:
    assert check(agent, template)["variables"] == []


def test_special_tokens_of_this_tokenizer_are_supplied(agent: AgentProcess) -> None:
    template = "{{ image_token }}"
    assert [variable["name"] for variable in check(agent, template)["variables"]] == ["image_token"]
    assert check(agent, template, special_tokens={"image_token": "<image>"})["variables"] == []


def test_generation(agent: AgentProcess, templates: dict[str, str]) -> None:
    assert not check(agent, "{# {% generation %} #}")["tracks_generation"]
    assert check(agent, "{%- generation -%}x{%- endgeneration -%}")["tracks_generation"]
    for name, template in templates.items():
        assert check(agent, template)["tracks_generation"] == ("endgeneration" in template), name


def test_enable_thinking_is_found_in_qwen3(agent: AgentProcess, templates: dict[str, str]) -> None:
    [variable] = check(agent, templates["qwen3"])["variables"]
    assert (variable["name"], variable["shape"]) == ("enable_thinking", "boolean")


def test_names_are_described_by_the_installed_docstrings(agent: AgentProcess) -> None:
    described = agent.result("chat_template.describe", {})
    assert "conversation" not in described["variables"]
    assert {"messages", "tools", "documents", "add_generation_prompt"} <= set(described["variables"])
    assert "generation prompt" not in described["filters"]["tojson"]
    assert "ensure_ascii" in described["filters"]["tojson"]
    assert described["tests"]["defined"].startswith("Return true if the variable is defined")
