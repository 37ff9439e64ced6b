"""An agent stays within its memory, answers included, and every text it tells of a failure is short."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent_process import AgentProcess
from transformers_agent.texts import LARGEST, bounded, words_of

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux refuses memory")

MEBIBYTE = 2**20
LIMIT = 256 * MEBIBYTE
SLACK = 64 * MEBIBYTE
MESSAGES = [{"role": "user", "content": "Hello"}]

FREE = "messages[0].content[:0]"
"""Nothing, that no compiler knows to be nothing: what is made with it is made when the template runs."""
HOSTILE = {
    "a made message": "{{ raise_exception(('x' ~ " + FREE + ") * (100 * 2**20)) }}",
    "a made name": "{{ messages[('x' ~ " + FREE + ") * (80 * 2**20)].x }}",
    "a made text of escapes": "{{ ('\\u0000' ~ " + FREE + ") * (40 * 2**20) }}",
    "a message of nearly the limit": "{{ raise_exception('x' * (200 * 2**20)) }}",
    "a message over the limit": "{{ raise_exception('x' * 10**9) }}",
    "a name of a megabyte": "{{ " + "n" * 2**20 + ".x }}",
    "a key of a megabyte": "{{ messages['" + "k" * 2**20 + "'].x }}",
    "a key that is made": "{{ messages[0]['k' * 10**8].x }}",
    "a text of the limit": "{{ 'x' * (200 * 2**20) }}",
    "a text of escapes": "{{ '\\u0000' * (100 * 2**20) }}",
    "a short text of escapes": "{{ '\\u0000' * (30 * 2**20) }}",
    "a text of wide characters": "{{ '😀' * (40 * 2**20) }}",
    "a list without end": "{% set x = range(99999) | list %}{{ (x * 999) | length }}",
    "a list that is told": "{{ range(99999) | list * 99 }}",
    "a growing text": (
        "{% set n = namespace(x='a') %}{% for i in range(64) %}{% set n.x = n.x + n.x %}{% endfor %}"
    ),
    "many small texts": (
        "{% set n = namespace(x=[]) %}{% for i in range(99999) %}{% for j in range(99) %}"
        "{% set n.x = [n.x, i ~ j] %}{% endfor %}{% endfor %}"
    ),
}


def peak(agent: AgentProcess) -> int:
    """The most bytes the process ever had resident."""
    status = Path(f"/proc/{agent.process.pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))


@pytest.fixture(scope="module")
def warm() -> Iterator[tuple[AgentProcess, int]]:
    """An agent that has its libraries, and the memory it has with them."""
    with AgentProcess() as agent:
        agent.result("warm_up", {"lane": "template"})
        params = {"template": "{{ messages[0].content }}", "messages": MESSAGES}
        agent.result("chat_template.render", params)
        yield agent, peak(agent)


def texts_in(value: Any) -> Iterator[str]:
    """Every text in an answer."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each)


@pytest.mark.parametrize("method", ["chat_template.render", "chat_template.annotate", "chat_template.check"])
@pytest.mark.parametrize("name", HOSTILE)
def test_one_process_for_all_of_them(warm: tuple[AgentProcess, int], name: str, method: str) -> None:
    agent, before = warm
    params = {"template": HOSTILE[name], "messages": MESSAGES}
    answer = agent.request(method, params, 10.0, LIMIT)
    if "error" in answer:
        assert all(len(text) <= LARGEST for text in texts_in(answer["error"]))
    problem = (answer.get("result") or {}).get("problem")
    assert all(len(text) <= LARGEST for text in texts_in(problem))
    used = peak(agent) - before
    assert used <= LIMIT + SLACK, f"{used >> 20} MiB"
    good = {"template": "{{ messages[0].content }}", "messages": MESSAGES}
    assert agent.request("chat_template.render", good, 10.0, LIMIT)["result"]["text"] == "Hello"


def test_an_answer_that_is_too_long_is_refused_with_a_reason(warm: tuple[AgentProcess, int]) -> None:
    agent, _ = warm
    for made in ("('\\u0000' ~ " + FREE + ") * (30 * 2**20)", "('x' ~ " + FREE + ") * (150 * 2**20)"):
        params = {"template": "{{ " + made + " }}", "messages": MESSAGES}
        answer = agent.request("chat_template.render", params, 120.0, 2**30)
        assert answer["error"]["reason"] == "template-memory"


def test_what_a_library_says_is_shortened_in_the_middle() -> None:
    assert bounded("short") == "short"
    text = bounded("a" * 10_000 + "😀" * 10_000)
    assert len(text) == LARGEST and text[0] == "a" and text[-1] == "😀" and text.count("…") == 1
    assert bounded("abcdefghij", 5) == "ab…ij"


class Speechless(Exception):
    def __str__(self) -> str:
        raise MemoryError


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ValueError("why"), "why"),
        (KeyError("key"), "'key'"),
        (ValueError(), "ValueError"),
        (ValueError("a", 1), "('a', 1)"),
        (Speechless("x"), "Speechless"),
    ],
)
def test_what_an_exception_says(error: Exception, words: str) -> None:
    assert words_of(error) == words
