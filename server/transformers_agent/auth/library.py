"""The parts of the installed huggingface_hub that know of tokens."""

from __future__ import annotations

import configparser
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from transformers_agent.auth.hidden import remember
from transformers_agent.faults import Fault, missing_package


def hub() -> Any:
    """The package.

    Raises:
        Fault: ``missing-package``.
    """
    try:
        import huggingface_hub
    except ImportError as error:
        raise missing_package(error, "huggingface_hub") from error
    return huggingface_hub


def private(name: str) -> Any:
    """A function of ``huggingface_hub.utils._auth`` or ``huggingface_hub._login``; ``None`` in a version
    that has none of this name."""
    import huggingface_hub._login as login
    import huggingface_hub.utils._auth as auth

    return getattr(auth, name, None) or getattr(login, name, None)


def clean(token: str | None) -> str | None:
    """As the library cleans one: no line ends, no spaces around it, ``None`` when nothing is left."""
    cleaned = (token or "").replace("\r", "").replace("\n", "").strip() or None
    return remember(cleaned) if cleaned else None


def effective_token() -> str | None:
    """The token that the library uses.

    Raises:
        Exception: whatever it raises, ``PermissionError`` and its ``OIDCError`` for two.
    """
    token: str | None = hub().get_token()
    return clean(token)


def stored_tokens() -> dict[str, dict[str, str]]:
    """Name → fields (``hf_token``; ``refresh_token`` and ``expires_at`` where a version keeps them)."""
    read_whole = private("_read_stored_tokens_full")
    if read_whole is not None:
        found: dict[str, dict[str, str]] = read_whole()
    else:
        hub()
        from huggingface_hub.utils import get_stored_tokens

        found = {name: {"hf_token": token} for name, token in get_stored_tokens().items()}
    for fields in found.values():
        for field in ("hf_token", "refresh_token"):
            if fields.get(field):
                remember(fields[field])
    return found


def token_of(name: str) -> str:
    """The stored token of this name.

    Raises:
        Fault: ``token-unknown``, ``token-store-damaged``.
    """
    token = clean(stored_tokens().get(name, {}).get("hf_token"))
    if token is None and (damage := damage_of_store()):
        raise Fault("token-store-damaged", damage)
    if token is None:
        raise Fault("token-unknown", name, values={"name": name})
    return token


def token_file() -> str:
    hub()
    from huggingface_hub import constants

    return str(constants.HF_TOKEN_PATH)


def stored_file() -> str:
    hub()
    from huggingface_hub import constants

    return str(constants.HF_STORED_TOKENS_PATH)


def endpoint() -> str:
    hub()
    from huggingface_hub import constants

    return str(constants.ENDPOINT)


def damage_of_store() -> str | None:
    """Why the library cannot read its list of tokens; ``None`` when it can.

    The library says only in its log that it could not, and goes on as if there were none: the next token it
    stores would take the place of all.
    """
    path = stored_file()
    try:
        configparser.ConfigParser(interpolation=None).read(path, encoding="utf-8")
        if not Path(path).is_file() or os.access(path, os.R_OK):
            return None
        return f"{path}: permission denied"
    except OSError as error:
        return f"{path}: {error.strerror}"
    except configparser.Error as error:
        # Its own words quote the line, which may be a token.
        return f"{path}: {type(error).__name__}"
    except UnicodeDecodeError:
        return f"{path}: not UTF-8"


def names_of(token: str | None, stored: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The names under which a token is stored."""
    return [name for name, fields in stored.items() if token and clean(fields.get("hf_token")) == token]
