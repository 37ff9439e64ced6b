"""Hovers say what a name in a template means, in the installed library's own words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from language_client import LanguageClient, hover_params, language_server
from transformers_workbench.chat_template.hover import name_at


async def hover(client: LanguageClient, uri: str, line: int, character: int) -> str | None:
    answer: Any = await client.request("textDocument/hover", hover_params(uri, line, character))
    return None if answer is None else str(answer["contents"]["value"])


async def test_names_filters_tests_and_special_tokens(chat_model: Path) -> None:
    async with language_server() as client:
        uri = (chat_model / "chat_template.jinja").as_uri()
        client.open(
            uri, "😀{{ tools | tojson }}{% if x is defined %}{{ eos_token }}{% endif %} tools {{ y.tools }}"
        )
        source = {"kind": "folder", "uri": chat_model.as_uri()}
        await client.request("transformers/chatTemplate/inspect", {"source": source})
        await client.until(lambda method, _: method.endswith("tokenizerChanged"))
        await client.eventually("textDocument/hover", hover_params(uri, 0, 6))
        assert "list of tools" in (await hover(client, uri, 0, 6) or "")
        assert "ensure_ascii" in (await hover(client, uri, 0, 14) or "")
        assert "variable is defined" in (await hover(client, uri, 0, 34) or "")
        assert '`"<|im_end|>"`' in (await hover(client, uri, 0, 48) or "")
        assert await hover(client, uri, 0, 71) is None, "plain text"
        assert await hover(client, uri, 0, 80) is None, "an attribute"


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("{{ a }}", 3, ("a", "variables")),
        ("{{ a | b }}", 7, ("b", "filters")),
        ("{{ a is not b }}", 12, ("b", "tests")),
        ("{# a #}", 3, None),
        ("a", 0, None),
        ("{{ }} a", 6, None),
        ("{{ a }}", 7, None),
    ],
)
def test_which_names_are_names(text: str, column: int, expected: tuple[str, str] | None) -> None:
    found = name_at(text, 0, column)
    assert (None if found is None else (found.text, found.kind)) == expected
