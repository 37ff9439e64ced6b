"""``auth.switch``, ``auth.sign_out`` and ``auth.store``: changing the tokens, as ``hf auth`` does it."""

from __future__ import annotations

from typing import Any

from transformers_agent.auth import access, library
from transformers_agent.auth.asking import SECONDS
from transformers_agent.auth.check import answer_of, pasted
from transformers_agent.auth.hidden import careful, shown
from transformers_agent.auth.keeping import kept_whole, store_fault
from transformers_agent.auth.status import status
from transformers_agent.faults import Fault
from transformers_agent.task import Params

Json = dict[str, Any]


@careful
def switch(params: Params) -> Json:
    """``{name, status}`` after the stored token ``name`` was made the active one; ``status`` is that of
    ``auth.status``, which says what overrules it.

    Raises:
        Fault: ``token-unknown``, ``token-store-…``, ``missing-package``.
    """
    name = str(params["name"])
    library.token_of(name)
    with kept_whole():
        library.hub().auth_switch(name, add_to_git_credential=False)
    access.forget()
    return {"name": name, "status": status({})}


@careful
def sign_out(params: Params) -> Json:
    """``{name, status}`` after the stored token ``name``, or with ``None`` every one, was deleted.

    Raises:
        Fault: ``token-unknown``, ``token-store-…``, ``missing-package``.
    """
    name = params.get("name")
    if name is not None:
        library.token_of(str(name))
    with kept_whole(even_damaged=name is None):
        try:
            library.hub().logout(name)
        except OSError as error:
            # Also raised when it is done but a token of the environment is left, or when there is no git.
            if error.errno is not None and not _is_gone(name):
                raise
    access.forget()
    return {"name": name, "status": status({})}


@careful
def store(params: Params) -> Json:
    """``{name, state, because, account, shown, status}`` after the token ``secret`` was stored and made the
    active one.

    ``name``: by default the one it has on the Hub. ``state``: ``valid``, or ``unchecked`` when the Hub did
    not answer, and then ``because`` is the fault: ``{reason, message, values}``. ``account`` is the answer
    of ``auth.whoami`` or ``None``. A token that the Hub refuses is not stored.

    Raises:
        Fault: ``token-malformed``, ``token-name-invalid``, ``token-invalid``, ``token-expired``,
            ``token-store-…``, ``missing-package``.
    """
    library.hub()
    return keep(pasted(params), params.get("name"), float(params.get("seconds") or SECONDS))


def keep(token: str, name: str | None, seconds: float, **fields: Any) -> Json:
    """What ``store`` answers, after the token was checked and stored; ``fields`` are kept beside it:
    ``refresh_token``, ``expires_at``.

    Raises:
        Fault: see ``store``.
    """
    answer = received(token, name, seconds)
    _save(token, answer["name"], fields)
    access.forget()
    return {**answer, "status": status({})}


def received(token: str, name: str | None, seconds: float) -> Json:
    """What ``store`` answers, but for the status, of a token that is checked and not stored.

    Raises:
        Fault: ``token-invalid``, ``token-expired``, ``token-name-invalid``.
    """
    account, because = answer_of(token, seconds)
    return {
        "name": _checked(str(name or _name(account, token))),
        "state": "valid" if account else "unchecked",
        "because": because,
        "account": account,
        "shown": shown(token),
    }


def _save(token: str, name: str, fields: Json) -> None:
    """What the library's ``login`` does after it asked the Hub: it knows no other name than the Hub's, and
    stores nothing that it could not check."""
    save, make_active = library.private("_save_token"), library.private("_set_active_token")
    if save is None or make_active is None:
        raise Fault("agent-failure", "this huggingface_hub has no _save_token")
    with kept_whole():
        save(token=token, token_name=name, **fields)
        make_active(token_name=name, add_to_git_credential=False)


def _name(account: Json | None, token: str) -> str:
    if account is not None:
        return str(account["token"]["name"] or f"oauth-{account['account']}")
    stored, name, number = library.stored_tokens(), "unchecked", 1
    while name in stored and library.clean(stored[name].get("hf_token")) != token:
        number += 1
        name = f"unchecked-{number}"
    return name


def _checked(name: str) -> str:
    """A name that the library's file, an INI file, can hold.

    Raises:
        Fault: ``token-name-invalid``.
    """
    if not name.isprintable() or name != name.strip() or name == "DEFAULT":
        raise Fault("token-name-invalid", repr(name))
    return name


def _is_gone(name: str | None) -> bool:
    try:
        return not library.stored_tokens() if name is None else name not in library.stored_tokens()
    except OSError as error:
        raise store_fault(error) from None
