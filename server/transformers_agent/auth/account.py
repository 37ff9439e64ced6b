"""``auth.whoami``: whose token it is and what it may do, as the Hub says."""

from __future__ import annotations

from typing import Any

from transformers_agent.auth import library
from transformers_agent.auth.asking import (
    SECONDS,
    connection_fault,
    malformed,
    said,
    status_of,
    within,
)
from transformers_agent.auth.hidden import careful, shown
from transformers_agent.faults import Fault
from transformers_agent.task import Params

Json = dict[str, Any]


@careful
def whoami(params: Params) -> Json:
    """``{state: "valid", account, kind, full_name, organizations, shown, token}`` of the token in use, or
    of the stored ``token_name``.

    ``kind``: ``user`` or ``org``. ``token``: ``{name, role, scopes, can_read_gated, expires_at}``; ``role``
    is ``read``, ``write``, ``fineGrained`` or ``None`` when the Hub does not say; ``scopes`` is
    ``[{kind, name, permissions}]``, ``kind`` being ``global`` for those without an entity.
    ``seconds``: how long the Hub may take.

    Raises:
        Fault: ``token-missing``, ``token-unknown``, ``token-invalid``, ``token-expired``, ``hub-timeout``,
            ``hub-tls``, ``hub-unreachable``, ``hub-answer-malformed``, ``missing-package``.
    """
    name = params.get("token_name")
    token = library.token_of(str(name)) if name else token_in_use()
    if token is None:
        raise Fault("token-missing", "")
    return facts_of(token, float(params.get("seconds") or SECONDS))


def token_in_use() -> str | None:
    """The token that the library uses.

    Raises:
        Fault: ``token-unreadable``.
    """
    try:
        return library.effective_token()
    except OSError as error:
        raise Fault("token-unreadable", f"{library.token_file()}: {error.strerror or error}") from None


def facts_of(token: str, seconds: float) -> Json:
    """What ``whoami`` answers about this token.

    Raises:
        Fault: see ``whoami``.
    """
    api = library.hub().HfApi()
    try:
        answer = within(seconds, lambda: api.whoami(token=token))
        return _facts(answer, token)
    except Fault:
        raise
    except Exception as error:
        raise whoami_fault(error) from None


def whoami_fault(error: Exception) -> Fault:
    """The fault of a ``whoami`` that failed."""
    if status_of(error) in (401, 403):
        words = said(error)
        return Fault("token-expired" if "expired" in words.lower() else "token-invalid", words)
    # Every Hub has this address: a 404 here comes from something else.
    return connection_fault(error) or malformed(said(error))


def _facts(answer: Any, token: str) -> Json:
    if not isinstance(answer, dict) or not isinstance(answer.get("name"), str):
        raise malformed("no account in the answer")
    access = (answer.get("auth") or {}).get("accessToken") or {}
    grained = access.get("fineGrained") or {}
    return {
        "state": "valid",
        "account": answer["name"],
        "kind": str(answer.get("type") or "user"),
        "full_name": answer.get("fullname") or "",
        "organizations": [str(each["name"]) for each in answer.get("orgs") or []],
        "shown": shown(token),
        "token": {
            "name": access.get("displayName"),
            "role": access.get("role"),
            "scopes": _scopes(grained),
            "can_read_gated": grained.get("canReadGatedRepos") if grained else None,
            "expires_at": access.get("expiresAt"),
        },
    }


def _scopes(grained: Json) -> list[Json]:
    everywhere = [str(each) for each in grained.get("global") or []]
    scopes = [{"kind": "global", "name": "", "permissions": everywhere}] if everywhere else []
    for scope in grained.get("scoped") or []:
        entity = scope.get("entity") or {}
        permissions = [str(each) for each in scope.get("permissions") or []]
        scopes.append(
            {"kind": str(entity.get("type")), "name": str(entity.get("name")), "permissions": permissions}
        )
    return scopes
