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
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams, JsonRpcInvalidRequest
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter
from pygls.protocol.json_rpc import JsonRPCNotification, JsonRPCRequestMessage

from transformers_agent.texts import bounded
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.protocol import Method, methods
from transformers_workbench.reasons import REASONS
from transformers_workbench.wording import Wording

logger = logging.getLogger(__name__)
PREFIX = "transformers/"
converter: Converter = default_converter()  # type: ignore[no-untyped-call]

T = TypeVar("T")


class Pending(dict[Any, Any]):
    """What is being worked on. It can be gone through while it changes: ``shutdown`` cancels each, and what
    is cancelled takes itself out."""

    def items(self) -> Any:
        """As they are now."""
        return list(super().items())


class WorkbenchProtocol(LanguageServerProtocol):
    """Decodes messages, and nothing inside of them that happens to look like one.

    pygls hands every JSON object of a message to ``structure_message``, innermost first: a tool call in a
    conversation that quotes JSON-RPC would arrive as a message. So objects stay plain while the text is
    parsed, and the whole is decoded when it is handled; the params of our own methods not at all.
    """

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, **options)
        self._request_futures = Pending()

    def structure_message(self, data: dict[str, Any]) -> Any:
        return data

    def handle_message(self, message: Any) -> None:
        """Handles what arrived. Whatever it is, a request is answered and the server goes on."""
        try:
            structured = self._structured(message)
        except JsonRpcException as error:
            # What it says may quote the user's text, which does not go into the log.
            logger.warning("a message was not handled: %s", type(error).__name__)
            if not isinstance(message, dict) or ("method" in message) == ("id" in message):
                # Neither a notification nor an answer to a question of ours: those are never answered.
                # Plain, for an id that is null must be in it, and lsprotocol leaves what is None out.
                told = {"code": error.code, "message": error.message}
                self._send_data({"jsonrpc": self.VERSION, "id": _id_of(message), "error": told})
            return
        super().handle_message(structured)

    def _execute_handler(
        self,
        msg_id: Any,
        handler: Any,
        callback: Callable[[Any], Any],
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        """As in pygls, which keeps what came of a handler until it is answered; a notification never is, so
        its params stayed for good (2.1.1)."""

        def ended(future: Any) -> None:
            self._request_futures.pop(msg_id, None)
            callback(future)

        super()._execute_handler(msg_id, handler, ended, args, kwargs)

    def _structured(self, data: Any) -> Any:
        """The message that plain JSON stands for.

        Raises:
            JsonRpcException: it is none, or its params are not what its method takes.
        """
        if not isinstance(data, dict) or data.get("jsonrpc") != self.VERSION:
            raise JsonRpcInvalidRequest("not a JSON-RPC 2.0 message")
        if "method" not in data:
            if "id" not in data:
                raise JsonRpcInvalidRequest("neither method nor id")
            return super().structure_message(data)
        name, is_request = data["method"], "id" in data
        if not isinstance(name, str) or (is_request and _id_of(data) is None):
            raise JsonRpcInvalidRequest("method is a text, id is a text or an integer")
        if name.startswith(PREFIX):
            params = data.get("params")
            if is_request:
                return JsonRPCRequestMessage(data["id"], name, data["jsonrpc"], params)
            return JsonRPCNotification(name, data["jsonrpc"], params)
        usual = JsonRPCRequestMessage if is_request else JsonRPCNotification
        try:
            return self._converter.structure(data, self.get_message_type(name) or usual)
        except Exception as error:
            raise JsonRpcInvalidParams(f"params of {bounded(name, 100)}: {error!r}"[:500]) from None


def _id_of(message: Any) -> str | int | None:
    """The id that an answer to a message has; ``None``: it has none that can be answered to."""
    found = message.get("id") if isinstance(message, dict) else None
    return found if isinstance(found, str | int) and not isinstance(found, bool) else None


def decode(params: Any, expected: type[T]) -> T:
    """Params of the contract from plain JSON.

    Raises:
        JsonRpcInvalidParams: they are not of that shape.
    """
    if params is not None and not isinstance(params, dict):
        # Where every field has a default a list or a text would be taken for an object without any.
        raise JsonRpcInvalidParams(f"not {expected.__name__}: not an object")
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
