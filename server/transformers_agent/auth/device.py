"""``auth.request_code`` and ``auth.await_code``: signing in with a browser, where the library offers it.

The code that the agent waits with is as good as a token, so it stays in this process: both requests go to the
same agent.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from transformers_agent.auth import library
from transformers_agent.auth.asking import SECONDS, connection_fault, malformed, within
from transformers_agent.auth.change import keep, received
from transformers_agent.auth.hidden import careful, remember, words_of
from transformers_agent.faults import Fault
from transformers_agent.progress import Progress
from transformers_agent.task import Params

Json = dict[str, Any]

_requested: list[Any] = []
"""What the library needs to wait; at most one."""


@careful
def request_code(params: Params) -> Json:
    """``{user_code, url, complete_url, expires_in}``: the code that the user enters at ``url``, or confirms
    at ``complete_url``, within ``expires_in`` seconds.

    Raises:
        Fault: ``device-code-unsupported``, ``hub-…``, ``missing-package``.
    """
    library.hub()
    request = library.private("request_device_code")
    if request is None:
        raise Fault("device-code-unsupported", "")
    _requested.clear()
    try:
        device = within(float(params.get("seconds") or SECONDS), request)
        remember(str(device["device_code"]))
        answer = {
            "user_code": str(device["user_code"]),
            "url": str(device["verification_uri"]),
            "complete_url": str(device["verification_uri_complete"]),
            "expires_in": int(device["expires_in"]),
        }
    except Exception as error:
        raise connection_fault(error) or malformed(words_of(error)) from None
    _requested.append(device)
    return answer


@careful
def await_code(params: Params, progress: Progress) -> Json:
    """The answer of ``auth.store``, when the user has confirmed the code that was requested last. ``name``:
    as of ``auth.store``. Progress counts the seconds of waiting.

    ``keep``: when false, the token is not stored; the answer has no ``status`` then, but the token as
    ``secret``, ``expires_at``: seconds since 1970 or ``None``, and ``refresh_token``, with which
    ``auth.renew`` gets another, or ``None``.

    Raises:
        Fault: ``device-code-denied``, ``device-code-expired``, and those of ``auth.store``.
    """
    if not _requested:
        raise Fault("device-code-expired", "no code was requested")
    device = _requested.pop()
    started, limit = time.monotonic(), int(device["expires_in"])

    def wait() -> None:
        progress(min(int(time.monotonic() - started), limit), limit, "items", str(device["user_code"]))

    try:
        answer = library.private("poll_device_token")(device, on_pending=wait)
    except Exception as error:
        raise fault_of(error) from None
    token, fields = received_token(answer)
    name, seconds = params.get("name"), float(params.get("seconds") or SECONDS)
    if not params.get("keep", True):
        return {
            **received(token, name, seconds),
            "secret": token,
            "expires_at": fields.get("expires_at"),
            "refresh_token": fields.get("refresh_token"),
        }
    return keep(token, name, seconds, **fields)


def received_token(answer: Mapping[str, Any]) -> tuple[str, Json]:
    """The token of the Hub's answer, and what is kept beside it: ``refresh_token`` and ``expires_at``, where
    it has them."""
    fields: Json = {}
    if answer.get("refresh_token"):
        fields["refresh_token"] = remember(str(answer["refresh_token"]))
    if answer.get("expires_in"):
        fields["expires_at"] = int(time.time()) + int(answer["expires_in"])
    return remember(str(answer["access_token"])), fields


def error_code_of(error: Exception) -> str:
    """OAuth's name for a refusal (RFC 6749, 5.2, and RFC 8628, 3.5); empty when it is none."""
    code = getattr(error, "error_code", None) or ""
    return str(getattr(code, "value", code))


def fault_of(error: Exception) -> Fault:
    """What went wrong between the library and the Hub's OAuth."""
    code = error_code_of(error)
    if code == "access_denied":
        return Fault("device-code-denied", words_of(error))
    if code == "expired_token":
        return Fault("device-code-expired", words_of(error))
    return connection_fault(error) or malformed(words_of(error))
