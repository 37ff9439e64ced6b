"""What a message needed is let go when it was handled, a notification's, too."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable
from typing import Any

from pygls.lsp.server import LanguageServer

from transformers_workbench.rpc import WorkbenchProtocol, converter

TIMES = 50


async def until(state: Callable[[], bool]) -> None:
    """As soon as it is so; the loop has turned in between."""

    async def turn() -> None:
        while not state():  # noqa: ASYNC110  # What is waited for tells nobody.
            await asyncio.sleep(0)

    await asyncio.wait_for(turn(), 20)


def handle(server: LanguageServer, message: Any) -> None:
    """A message as it comes off the wire."""
    server.protocol.handle_message(message)


class Params:
    """Something to hold on to."""


async def test_nothing_of_a_notification_or_a_request_stays() -> None:
    server = LanguageServer("test", "1", protocol_cls=WorkbenchProtocol, converter_factory=lambda: converter)
    kept: list[weakref.ref[Params]] = []

    async def handled(params: Any) -> Any:
        made = Params()
        kept.append(weakref.ref(made))
        return made

    server.feature("transformers/told")(handled)
    for _ in range(TIMES):
        handle(server, {"jsonrpc": "2.0", "method": "transformers/told", "params": {}})
    for number in range(TIMES):
        message = {"jsonrpc": "2.0", "id": number, "method": "transformers/told", "params": {}}
        handle(server, message)
    await until(lambda: len(kept) == 2 * TIMES and not server.protocol._request_futures)
    gc.collect()
    assert [reference() for reference in kept if reference() is not None] == []


async def test_what_pygls_does_with_documents_itself_does_not_stay_either() -> None:
    server = LanguageServer("test", "1", protocol_cls=WorkbenchProtocol, converter_factory=lambda: converter)
    heard: list[str] = []

    async def opened(params: Any) -> None:
        heard.append(params.text_document.uri)

    server.feature("textDocument/didOpen")(opened)
    handle(
        server,
        {
            "jsonrpc": "2.0",
            "id": 0,
            "method": "initialize",
            "params": {"processId": None, "rootUri": None, "capabilities": {}},
        },
    )
    for number in range(TIMES):
        document = {"uri": f"file:///{number}", "languageId": "jinja", "version": 1, "text": "x" * 1000}
        handle(
            server, {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": document}}
        )
    await until(lambda: len(heard) == TIMES and not server.protocol._request_futures)
    assert heard == [f"file:///{number}" for number in range(TIMES)]


async def test_a_server_that_shuts_down_while_requests_are_worked_on_ends_them_all() -> None:
    server = LanguageServer("test", "1", protocol_cls=WorkbenchProtocol, converter_factory=lambda: converter)
    waiting: list[asyncio.Event] = []

    async def waits(params: Any) -> Any:
        waiting.append(asyncio.Event())
        await waiting[-1].wait()

    def steps(params: Any) -> Any:
        yield waits, (params,), None

    server.feature("transformers/waits")(waits)
    server.feature("transformers/steps")(steps)
    for number in range(TIMES):
        name = "transformers/steps" if number % 2 else "transformers/waits"
        handle(server, {"jsonrpc": "2.0", "id": number, "method": name, "params": {}})
    await until(lambda: len(waiting) == TIMES)
    handle(server, {"jsonrpc": "2.0", "id": TIMES, "method": "shutdown", "params": None})
    await until(lambda: not server.protocol._request_futures)
