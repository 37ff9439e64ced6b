"""Asking the Hub about the account: within a time, and failing with a reason."""

from __future__ import annotations

import queue
import ssl
import threading
from collections.abc import Callable
from typing import Any, TypeVar

from transformers_agent.auth import library
from transformers_agent.auth.hidden import scrubbed, words_of
from transformers_agent.cache.hub_faults import HTTP_LIBRARIES
from transformers_agent.causes import chain
from transformers_agent.faults import Fault

SECONDS = 15.0
"""How long the Hub may take for one answer, unless the request says otherwise."""

Result = TypeVar("Result")


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """What ``work`` returns, in time.

    In a thread of its own: not every version of the library limits these requests, and none limits how long
    the look-up of a name takes.

    Raises:
        Fault: ``hub-timeout``, or what ``work`` raised.
        Exception: what ``work`` raised.
    """
    answers: queue.SimpleQueue[tuple[Result | None, Exception | None]] = queue.SimpleQueue()

    def answer() -> None:
        try:
            answers.put((work(), None))
        except Exception as error:
            answers.put((None, error))

    threading.Thread(target=answer, name="hub", daemon=True).start()
    try:
        result, error = answers.get(timeout=seconds)
    except queue.Empty:
        message = f"no answer from {library.endpoint()} within {seconds:g} s"
        raise Fault("hub-timeout", message) from None
    if error is not None:
        raise error
    return result  # type: ignore[return-value]


def status_of(error: BaseException) -> int | None:
    """The HTTP status that the Hub answered with; ``None`` when it did not answer."""
    for each in chain(error):
        status = getattr(getattr(each, "response", None), "status_code", None)
        if status is not None:
            return int(status)
    return None


def said(error: BaseException) -> str:
    """The Hub's own words for a refusal, else the library's."""
    for each in chain(error):
        headers = getattr(getattr(each, "response", None), "headers", None)
        if headers is not None and headers.get("X-Error-Message"):
            return scrubbed(headers["X-Error-Message"])
    for each in chain(error):
        if getattr(each, "server_message", None):
            return scrubbed(str(each.server_message))  # type: ignore[attr-defined]
    return words_of(error)


def error_code(error: BaseException) -> str:
    """The Hub's name for a refusal, ``GatedRepo`` for one; empty when it gave none."""
    for each in chain(error):
        headers = getattr(getattr(each, "response", None), "headers", None)
        if headers is not None and headers.get("X-Error-Code"):
            return str(headers["X-Error-Code"])
    return ""


def connection_fault(error: BaseException) -> Fault | None:
    """The fault for what went wrong on the way, or for an answer that is not the Hub's; ``None`` when the
    Hub understood and refused."""
    status = status_of(error)
    if isinstance(error, Fault):
        return error
    if status in (401, 403):
        return None
    if status is not None and (status >= 500 or status == 429):
        return Fault("hub-unreachable", said(error))
    if status is not None:
        return malformed(f"{status}: {said(error)}") if status != 404 else None
    reasons = [_reason(each) for each in chain(error)]
    for reason in ("hub-tls", "hub-timeout", "hub-unreachable"):  # The more telling one first.
        if reason in reasons:
            return Fault(reason, words_of(error), exception=type(error).__name__)
    if any(isinstance(each, (ValueError, KeyError, TypeError)) for each in chain(error)):
        return malformed(words_of(error))
    return None


def malformed(message: str) -> Fault:
    """What answered is not the Hub."""
    return Fault("hub-answer-malformed", message, values={"endpoint": library.endpoint()})


def _reason(error: BaseException) -> str | None:
    module = type(error).__module__.partition(".")[0]
    # requests keeps the certificate's error as an argument, not as the cause.
    if isinstance(error, ssl.SSLError) or "SSLError" in type(error).__name__ or "[SSL" in str(error):
        return "hub-tls"
    if isinstance(error, TimeoutError) or (module in HTTP_LIBRARIES and "Timeout" in type(error).__name__):
        return "hub-timeout"
    if isinstance(error, ValueError) and "JSON" in type(error).__name__:
        return None  # requests counts what it could not read among its own errors of the connection.
    connection: tuple[Any, ...] = (ConnectionError, OSError)
    return "hub-unreachable" if isinstance(error, connection) or module in HTTP_LIBRARIES else None
