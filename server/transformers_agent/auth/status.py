"""``auth.status`` and ``auth.list``: what is known of the tokens without asking the Hub."""

from __future__ import annotations

from typing import Any

from transformers_agent.auth import files, library
from transformers_agent.auth.hidden import careful, shown, words_of
from transformers_agent.auth.sources import Source, path_decided_by, sources, winner
from transformers_agent.task import Params

Json = dict[str, Any]


@careful
def status(params: Params) -> Json:
    """``{token, overruled, active_name, stored, files, decided_by, endpoint, implicit, has_device_code,
    library, findings}``.

    ``token`` is what the library uses: ``{shown, source: {kind, name}, token_name}``, or ``None``;
    ``overruled`` are other tokens that lose to it: ``[{kind, name, shown, token_name}]``; ``active_name`` and
    ``stored`` are those of ``auth.list``. ``decided_by``: the variable that says where the files are.
    ``implicit``: whether the library sends the token without being asked to. ``has_device_code``: whether
    it can sign in with a browser. ``findings``: see
    ``files.findings``; and ``library`` when the library itself fails to say which token it uses.

    Raises:
        Fault: ``missing-package``.
    """
    hub = library.hub()
    from huggingface_hub import constants

    problems: list[Json] = []
    try:
        effective = library.effective_token()
    except Exception as error:  # A file it may not read, an identity it cannot exchange.
        effective = None
        problems.append({"kind": "library", "path": "", "mode": None, "message": words_of(error)})
    found = sources(effective)
    used = winner(effective, found)
    kept = library.stored_tokens()
    entries = _entries(kept, effective)
    return {
        "token": None if effective is None else {**_token(effective, kept), "source": _place(used)},
        "overruled": [
            {"kind": each.kind, "name": each.name, **_token(each.token, kept)}
            for each in found
            if effective is not None and each.token != effective
        ],
        "active_name": _active(entries),
        "stored": entries,
        "files": files.files(),
        "decided_by": path_decided_by(),
        "endpoint": library.endpoint(),
        "implicit": not getattr(constants, "HF_HUB_DISABLE_IMPLICIT_TOKEN", False),
        "has_device_code": library.private("request_device_code") is not None,
        "library": str(hub.__version__),
        "findings": files.findings() + problems,
    }


@careful
def list_stored(params: Params) -> Json:
    """``{active_name, stored: [{name, shown, is_active, expires_at}]}``, as ``hf auth list`` has it: active
    is what equals the token in use. ``expires_at``: seconds since 1970, where the library keeps it.

    Raises:
        Fault: ``missing-package``.
    """
    library.hub()
    try:
        effective = library.effective_token()
    except Exception:  # ``auth.status`` says why.
        effective = None
    entries = _entries(library.stored_tokens(), effective)
    return {"active_name": _active(entries), "stored": entries}


def _entries(kept: dict[str, dict[str, str]], effective: str | None) -> list[Json]:
    active = library.names_of(effective, kept)
    return [
        {
            "name": name,
            "shown": shown(library.clean(fields.get("hf_token")) or ""),
            "is_active": name in active,
            "expires_at": _seconds(fields.get("expires_at")),
        }
        for name, fields in kept.items()
    ]


def _active(entries: list[Json]) -> str | None:
    return next((str(entry["name"]) for entry in entries if entry["is_active"]), None)


def _token(token: str, kept: dict[str, dict[str, str]]) -> Json:
    names = library.names_of(token, kept)
    return {"shown": shown(token), "token_name": names[0] if names else None}


def _place(source: Source | None) -> Json:
    return {"kind": source.kind, "name": source.name} if source else {"kind": "unknown", "name": ""}


def _seconds(text: str | None) -> int | None:
    return int(text) if text is not None and text.isdecimal() else None
