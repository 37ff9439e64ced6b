"""Typed custom requests on a pygls server.

pygls turns the params of methods it does not know into named tuples, which renames keys such as
``class`` of a tool schema, and never answers params that do not decode. So the protocol class leaves
params of our methods as the plain JSON they are, and ``method`` decodes them into the contract's types.
"""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, get_args

from cattrs import Converter
from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter
from pygls.protocol.json_rpc import JsonRPCNotification, JsonRPCRequestMessage

from transformers_workbench.errors import WorkbenchError
from transformers_workbench.protocol import Method, methods
from transformers_workbench.reasons import REASONS
from transformers_workbench.wording import Wording

logger = logging.getLogger(__name__)
PREFIX = "transformers/"
converter: Converter = default_converter()  # type: ignore[no-untyped-call]

T = TypeVar("T")


class WorkbenchProtocol(LanguageServerProtocol):
    """Decodes messages, and nothing inside of them that happens to look like one.

    pygls hands every JSON object of a message to ``structure_message``, innermost first: a tool call in a
    conversation that quotes JSON-RPC would arrive as a message. So objects stay plain while the text is
    parsed, and the whole is decoded when it is handled; the params of our own methods not at all.
    """

    def structure_message(self, data: dict[str, Any]) -> Any:
        return data

    def handle_message(self, message: Any) -> None:
        super().handle_message(self._structured(message) if isinstance(message, dict) else message)

    def _structured(self, data: dict[str, Any]) -> Any:
        name = data.get("method")
        if isinstance(name, str) and name.startswith(PREFIX):
            params = data.get("params")
            if "id" in data:
                return JsonRPCRequestMessage(data["id"], name, data["jsonrpc"], params)
            return JsonRPCNotification(name, data["jsonrpc"], params)
        return super().structure_message(data)


def decode(params: Any, expected: type[T]) -> T:
    """Params of the contract from plain JSON.

    Raises:
        JsonRpcInvalidParams: they are not of that shape.
    """
    try:
        decoded: T = converter.structure(params if params is not None else {}, expected)
    except Exception as error:
        raise JsonRpcInvalidParams(f"not {expected.__name__}: {error!r}"[:500]) from None
    return decoded


async def prepare_contract() -> None:
    """Builds the decoders and encoders of the contract ahead of the first request that needs them: together
    they take a tenth of a second, which would be the first keystroke's."""
    for contract in methods().values():
        for expected in (contract.params, contract.result):
            if expected is not None:
                converter.get_structure_hook(expected)
                for each in get_args(expected) or (expected,):
                    converter.get_unstructure_hook(each)
                await asyncio.sleep(0)


def method(
    server: LanguageServer, contract: Method, say: Callable[[], Wording]
) -> Callable[[Callable[[Any], Awaitable[Any]]], Callable[[Any], Awaitable[Any]]]:
    """Registers an async handler of a contract's method; it gets decoded params and returns its result.

    A ``WorkbenchError`` becomes an error answer that carries reason, sentence and advice.
    """

    def register(handler: Callable[[Any], Awaitable[Any]]) -> Callable[[Any], Awaitable[Any]]:
        @functools.wraps(handler)
        async def answer(params: Any) -> Any:
            decoded = decode(params, contract.params) if contract.params is not None else None
            try:
                return await handler(decoded)
            except WorkbenchError as error:
                raise _answer_for(error, say()) from None
            except (JsonRpcException, asyncio.CancelledError):
                raise
            except Exception:
                # pygls would log the params beside the traceback, and those are the user's text.
                logger.exception("%s failed", contract.name)
                raise JsonRpcException("internal error", lsp.ErrorCodes.InternalError.value) from None

        server.feature(contract.name)(answer)
        return answer

    return register


def _answer_for(error: WorkbenchError, say: Wording) -> JsonRpcException:
    if error.reason == "superseded":
        return JsonRpcException("superseded", lsp.LSPErrorCodes.RequestCancelled.value)
    reason = REASONS[error.reason]
    return JsonRpcException(
        say(reason.message, **error.values),
        lsp.LSPErrorCodes.RequestFailed.value,
        {
            "reason": error.reason,
            "advice": say(reason.advice, **error.values),
            "action": error.action,
            "install": list(error.install),
        },
    )
