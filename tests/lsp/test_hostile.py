"""Hostile templates cost one agent and nobody's time."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from language_client import PATIENCE, LanguageClient, hover_params, language_server, render_params

RENDER = "transformers/chatTemplate/render"
DEADLINE = 2.0
"""Seconds: the default of ``transformers.chatTemplate.renderDeadline``."""
ESCAPE = "{{ ''.__class__.__mro__[1].__subclasses__() }}"
ENDLESS = "{% for a in range(99999) %}{% for b in range(99999) %}{% set c = a + b %}{% endfor %}{% endfor %}"
UNINTERRUPTIBLE = "{{ (messages | length) ** (9 ** 9) }}"
HOSTILE = {
    "endless loop": (ENDLESS, {"template-timeout"}),
    "work inside C": (UNINTERRUPTIBLE, {"template-timeout"}),
    "work while compiling": ("{{ 9 ** (9 ** 9) }}", {"template-timeout"}),
    "a list without end": (
        "{% set x = range(99999) | list %}{{ (x * 99999) | length }}",
        {"template-memory"},
    ),
    "too much memory": ("{{ 'a' * 10**10 }}", {"template-memory", "template-runtime"}),
    "growing memory": (
        "{% set n = namespace(x='a') %}{% for i in range(64) %}{% set n.x = n.x + n.x %}{% endfor %}",
        {"template-memory"},
    ),
    "sandbox escape": (ESCAPE, {"template-security"}),
    "nested ifs": (
        "{% if 1 %}" * 10_000 + "{% endif %}" * 10_000,
        {"template-too-deep", "template-timeout", "template-memory", "agent-crashed", "template-syntax"},
    ),
    "nested parentheses": (
        "{{ " + "(" * 50_000 + "}}",
        {"template-too-deep", "template-syntax", "agent-crashed"},
    ),
    "deep recursion": (
        "{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}",
        {"template-too-deep", "template-timeout"},
    ),
}


async def known_names(client: LanguageClient) -> None:
    """Returns when hovers are answered: the server asks for the descriptions once it is ready."""
    uri = "untitled:names.jinja"
    client.open(uri, "{{ tools }}")
    await client.eventually("textDocument/hover", hover_params(uri, 0, 4))


@pytest_asyncio.fixture
async def client() -> AsyncIterator[LanguageClient]:
    # A limit that is reached long before the deadline, also where every processor is busy.
    async with language_server(settings={"memoryLimitMebibytes": 256}) as client:
        await client.until(lambda method, params: params.get("health") == "ok")
        await known_names(client)
        yield client


@pytest.mark.parametrize("name", HOSTILE)
async def test_contained_while_the_server_answers_others(
    client: LanguageClient, tmp_path: Path, name: str
) -> None:
    template, reasons = HOSTILE[name]
    uri = (tmp_path / "hostile.jinja").as_uri()
    client.open(uri, template)
    other = (tmp_path / "other.jinja").as_uri()
    client.open(other, "{{ tools }}")
    hover = hover_params(other, 0, 4)
    _, rendering = client.start(RENDER, render_params(uri))
    begun = time.perf_counter()
    pauses = []
    while not rendering.done():
        asked = time.perf_counter()
        hovered = await client.request("textDocument/hover", hover)
        assert "tools" in hovered["contents"]["value"]
        pauses.append(time.perf_counter() - asked)
    took = time.perf_counter() - begun
    failed = await rendering
    assert failed["kind"] == "failed"
    assert failed["problem"]["reason"] in reasons, failed["problem"]
    assert failed["problem"]["advice"]
    # `npm run bench` holds the exact limits (2.5 s, 100 ms); here only what no busy machine may excuse.
    assert took <= 2 * DEADLINE, took
    assert not pauses or statistics.median(pauses) <= DEADLINE / 10, pauses
    good = (tmp_path / "good.jinja").as_uri()
    client.open(good, "{{ messages | length }}")
    assert (await client.request(RENDER, render_params(good, panel="q")))["text"] == "3"


async def test_a_loop_is_answered_with_the_line_it_was_in(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "loop.jinja").as_uri()
    client.open(uri, "a\nb\n" + ENDLESS)
    failed = await client.request(RENDER, render_params(uri))
    assert failed["problem"]["reason"] == "template-timeout"
    assert failed["problem"]["line"] == 2


async def test_a_template_of_5_mb_is_answered_and_holds_up_nobody(
    client: LanguageClient, tmp_path: Path
) -> None:
    uri = (tmp_path / "huge.jinja").as_uri()
    client.open(uri, "{{ messages | length }} text\n" * 180_000)
    # Others are answered meanwhile, and it is answered itself, in the end by its deadline.
    other = (tmp_path / "other.jinja").as_uri()
    client.open(other, "{{ messages | length }}")
    _, answer = client.start(RENDER, render_params(uri))
    assert await client.request("textDocument/hover", hover_params(other, 0, 5)) is not None
    result = await asyncio.wait_for(answer, PATIENCE)
    assert result["kind"] == "rendered" or result["problem"]["reason"] == "template-timeout"


async def test_one_panels_endless_loop_does_not_cost_a_loaded_tokenizer(
    client: LanguageClient, tmp_path: Path, chat_model: Path
) -> None:
    source = {"kind": "folder", "uri": chat_model.as_uri()}
    await client.request("transformers/chatTemplate/inspect", {"source": source})
    await client.until(lambda method, _: method.endswith("tokenizerChanged"))
    uri = (tmp_path / "hostile.jinja").as_uri()
    client.open(uri, UNINTERRUPTIBLE)
    failed = await client.request(RENDER, render_params(uri))
    assert failed["kind"] == "failed"
    inspection = await client.request("transformers/chatTemplate/inspect", {"source": source})
    assert inspection["tokenizer"]["state"] == "ready"


async def test_requests_of_many_panels_at_once(client: LanguageClient, tmp_path: Path) -> None:
    uri = (tmp_path / "a.jinja").as_uri()
    client.open(uri, "{{ messages | length }}")
    answers = [client.start(RENDER, render_params(uri, panel=str(number)))[1] for number in range(30)]
    assert [answer["text"] for answer in await asyncio.gather(*answers)] == ["3"] * 30
