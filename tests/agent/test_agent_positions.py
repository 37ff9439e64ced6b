"""Errors are at the right place of the template."""

from __future__ import annotations

import pytest

from agent_process import AgentProcess

MESSAGES = [{"role": "user", "content": "Hello"}]

# Each template has its fault between » and «, which are taken out before it is rendered.
CASES = [
    ("template-undefined", "{{ messages[0].»contnt«.foo }}"),
    ("template-undefined", "{{ messages[0][»'contnt'«].foo }}"),
    ("template-undefined", "line\r\n\t😀{{ messages[0].»contnt«.foo }}\r\n"),
    ("template-undefined", "one\rtwo\r{{ »nothing«.foo }}"),
    ("template-undefined", "{% macro show(x) %}\n  {{ x.»y«.z }}\n{% endmacro %}\n{{ show(1) }}"),
    ("template-undefined", "{% if messages %}{{ messages[0].x }}{% endif %}{{ messages[0].»x«.y }}"),
    ("template-undefined", "{{ a.b if a is defined }}{% set c = »a«.b %}"),
    ("template-undefined", "{{ messages |\n  map(»nothing«.name)\n  | list }}"),
    ("template-undefined", "{# {{ x.y }} #}{% raw %}{{ x.y }}{% endraw %}{{ »x«.y }}"),
    (
        "template-undefined",
        "{%- for m in messages -%}\n\n   {{- m.content -}}\n\n {{- m.»nope«() -}}{%- endfor -%}",
    ),
    ("template-undefined", "{% generation %}{{ »x«.y }}{% endgeneration %}"),
    ("template-raised", "{{ messages[0].content }}{{ »raise_exception«('no') }}"),
    ("template-raised", "{% if true %}\n  {{- »raise_exception«('no') }}\n{% endif %}"),
    ("template-security", "{{ ''.»__class__«.__mro__ }}"),
    ("template-runtime", "{{ 'x' }}{{ »1« / 0 }}"),
    ("template-runtime", "{{ messages[0].content }}\n{% »if« 1 > 'a' %}{% endif %}"),
    ("template-syntax", "{{ a »b« }}"),
    ("template-syntax", "{% »endfr« %}"),
    ("template-syntax", "{% for »%}«"),
    ("template-syntax", "{{ x | »nofilter« }}"),
    ("template-syntax", "{{ x is »notest« }}"),
    ("template-syntax", "{{ x\n  | »nofilter« }}"),
    ("template-syntax", "{{ »'«abc }}"),
    ("template-syntax", "{{ »?« }}"),
    ("template-syntax", "😀 {{ (a »}«} "),
    ("template-syntax", "one\n{% set x = »%}« two"),
    ("template-syntax", "»{#« never closed"),
    ("template-syntax", "{{ »a«"),
    ("template-syntax", "{% if x %}\n  »hello«\n"),
    ("template-syntax", "{% for m in messages %}{{ m }}{% »endif« %}"),
]


@pytest.mark.parametrize(("reason", "marked"), CASES)
def test_place(reason: str, marked: str, agent: AgentProcess) -> None:
    start, end = marked.index("»"), marked.index("«") - 1
    template = marked.replace("»", "").replace("«", "")
    before = template[:start].replace("\r\n", "\n").replace("\r", "\n")
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n") - 1
    error = agent.error("chat_template.render", {"template": template, "messages": MESSAGES})
    assert (error["reason"], error["line"], error["column"], error["end_column"]) == (
        reason,
        line,
        column,
        column + end - start,
    )
    problem = agent.result("chat_template.check", {"template": template})["problem"]
    assert problem == (error if reason == "template-syntax" else None)


def test_a_place_in_every_failing_template_of_trl(agent: AgentProcess, templates: dict[str, str]) -> None:
    """Whatever a template does not accept, the place is a token of it."""
    failures = 0
    for name, template in templates.items():
        lines = template.split("\n")
        for messages in ([{"role": "narrator", "content": [1]}], [{"content": {"a": 1}}], [{"role": 1}]):
            answer = agent.request("chat_template.render", {"template": template, "messages": messages})
            if "error" in answer:
                failures += 1
                error = answer["error"]
                found = lines[error["line"] - 1][error["column"] : error["end_column"]]
                assert found and found == found.strip(), (name, error)
    assert failures > 70


def test_messages_are_the_librarys_words(agent: AgentProcess) -> None:
    error = agent.error(
        "chat_template.render", {"template": "{{ raise_exception('Only one!') }}", "messages": MESSAGES}
    )
    assert error["message"] == "Only one!"
    error = agent.error("chat_template.render", {"template": {"a": "x"}, "messages": MESSAGES})
    assert error["reason"] == "conversation-invalid"
    assert error["message"].startswith("This model has multiple chat templates")
