"""Whatever a client sends: a request is answered, with its id, and the server goes on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from language_client import PATIENCE, LanguageClient, language_server

INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS = -32600, -32601, -32602


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def client() -> AsyncIterator[LanguageClient]:
    async with language_server(interpreter=None) as client:
        yield client


def send(client: LanguageClient, body: bytes) -> None:
    """Sends bytes as a message, whatever they are."""
    assert client.process.stdin is not None
    client.process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))


async def answer_to(client: LanguageClient, message: dict[str, Any]) -> dict[str, Any]:
    """The answer that has the id of a message; the client of the tests knows only ids of its own."""
    already = len(client.wire)
    send(client, json.dumps({"jsonrpc": "2.0", **message}).encode())

    async def answered() -> dict[str, Any]:
        while True:
            for body in client.wire[already:]:
                seen: dict[str, Any] = json.loads(body)
                if "method" not in seen and seen.get("id") == message.get("id"):
                    return seen
            await expect_alive(client)

    return await asyncio.wait_for(answered(), PATIENCE)


async def expect_alive(client: LanguageClient) -> None:
    """The server answers what it always answers."""
    client.open("untitled:alive.jinja", "{{ messages }}")
    hover = {"textDocument": {"uri": "untitled:alive.jinja"}, "position": {"line": 0, "character": 5}}
    await client.request("textDocument/hover", hover)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("identifier", [90_001, "ninety", 0, ""])
@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("textDocument/hover", {"textDocument": 5}, INVALID_PARAMS),
        ("textDocument/hover", {}, INVALID_PARAMS),
        ("textDocument/hover", None, INVALID_PARAMS),
        ("textDocument/hover", [1, 2], INVALID_PARAMS),
        ("textDocument/completion", {"position": "here"}, INVALID_PARAMS),
        ("textDocument/codeAction", {"range": {"start": {"line": {}}}}, INVALID_PARAMS),
        ("transformers/chatTemplate/render", {"source": 5}, INVALID_PARAMS),
        ("transformers/chatTemplate/render", [None], INVALID_PARAMS),
        ("no/such/method", {"a": [1]}, METHOD_NOT_FOUND),
        (7, {}, INVALID_REQUEST),
        (None, {}, INVALID_REQUEST),
    ],
)
async def test_params_of_a_wrong_shape(
    client: LanguageClient, identifier: int | str, method: Any, params: Any, code: int
) -> None:
    answer = await answer_to(client, {"id": identifier, "method": method, "params": params})
    assert (answer["id"], answer["error"]["code"]) == (identifier, code)
    assert len(answer["error"]["message"]) <= 1000
    await expect_alive(client)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize("identifier", [None, 1.5, True, [], {"id": 1}])
async def test_an_id_that_is_none(client: LanguageClient, identifier: Any) -> None:
    send(client, json.dumps({"jsonrpc": "2.0", "id": identifier, "method": "textDocument/hover"}).encode())
    await expect_alive(client)
    answers = [json.loads(body) for body in client.wire]
    refused = [each for each in answers if "method" not in each and each.get("id", 0) is None]
    assert refused and refused[-1]["error"]["code"] == INVALID_REQUEST


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "body",
    [
        b"garbage",
        b"\xff\xfe",
        b"[]",
        b'[{"jsonrpc": "2.0", "id": 3, "method": "shutdown"}]',
        b"5",
        b"null",
        b"{}",
        b'{"jsonrpc": "2.0"}',
        b'{"jsonrpc": "1.0", "id": 8, "method": "textDocument/hover"}',
        b'{"id": 9, "method": "transformers/chatTemplate/render"}',
        b'{"jsonrpc": "2.0", "id": 999, "result": 5}',
        b'{"jsonrpc": "2.0", "id": 999, "error": 5}',
        b'{"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": []}}',
        b'{"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": {}}}',
        b'{"jsonrpc": "2.0", "method": "$/cancelRequest"}',
        b'{"jsonrpc": "2.0", "method": "exit-not"}',
        b"[" * 100_000,
    ],
)
async def test_garbage_does_not_end_the_server(client: LanguageClient, body: bytes) -> None:
    send(client, body)
    await expect_alive(client)
