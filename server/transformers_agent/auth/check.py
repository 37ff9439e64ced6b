"""``auth.check``: what the Hub says of a token, also of one that is not stored."""

from __future__ import annotations

from typing import Any

from transformers_agent.auth import library
from transformers_agent.auth.account import facts_of, token_in_use
from transformers_agent.auth.asking import SECONDS
from transformers_agent.auth.hidden import careful, shown
from transformers_agent.faults import Fault
from transformers_agent.task import Params

Json = dict[str, Any]

UNANSWERED = frozenset({"hub-unreachable", "hub-timeout", "hub-tls", "hub-answer-malformed"})
"""The Hub did not say whether the token is good."""

REFUSED = {"token-missing": "missing", "token-invalid": "invalid", "token-expired": "expired"}
"""Reason of a fault → state."""

ORGANIZATION_PREFIX = "api_org"
"""The library refuses these for signing in."""


@careful
def check(params: Params) -> Json:
    """``{state, because, account, shown}`` of the token ``secret``, else of the stored ``token_name``, else
    of the one in use.

    ``state``: ``valid``, ``unchecked`` when the Hub did not answer, ``invalid``, ``expired``, or ``missing``
    when no token is in use. ``because`` says why it is not valid: ``{reason, message, values}``. ``account``
    is the answer of ``auth.whoami`` or ``None``. ``seconds``: how long the Hub may take.

    Raises:
        Fault: ``token-malformed``, ``token-unknown``, ``token-unreadable``, ``token-store-damaged``,
            ``missing-package``.
    """
    library.hub()
    token = _token(params)
    seen = shown(token) if token else ""
    try:
        account, because = answer_of(token, float(params.get("seconds") or SECONDS))
    except Fault as fault:
        if fault.reason not in REFUSED:
            raise
        return {
            "state": REFUSED[fault.reason],
            "because": _because(fault),
            "account": None,
            "shown": seen,
        }
    state = "valid" if account is not None else "unchecked"
    return {"state": state, "because": because, "account": account, "shown": seen}


def answer_of(token: str | None, seconds: float) -> tuple[Json | None, Json | None]:
    """What ``auth.whoami`` answers about a token, or why the Hub did not say.

    Raises:
        Fault: why the token is not good.
    """
    if token is None:
        raise Fault("token-missing", "")
    if token.startswith(ORGANIZATION_PREFIX):
        raise Fault("token-invalid", "a token of an organization cannot be used to sign in")
    try:
        return facts_of(token, seconds), None
    except Fault as fault:
        if fault.reason not in UNANSWERED:
            raise
        return None, _because(fault)


def pasted(params: Params) -> str:
    """The token ``secret`` of the parameters, which are without it afterwards.

    Raises:
        Fault: ``token-malformed``.
    """
    token = library.clean(str(params.pop("secret", "")))
    if token is None or not token.isascii() or not token.isprintable() or " " in token:
        raise Fault("token-malformed", shown(token or ""))
    return token


def _token(params: Params) -> str | None:
    if "secret" in params:
        return pasted(params)
    name = params.get("token_name")
    return library.token_of(str(name)) if name else token_in_use()


def _because(fault: Fault) -> Json:
    return {"reason": fault.reason, "message": fault.message, "values": fault.values}
