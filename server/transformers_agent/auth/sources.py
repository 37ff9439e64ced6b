"""Where tokens come from, and which of them the library uses."""

from __future__ import annotations

import os
from typing import NamedTuple

from transformers_agent.auth import library
from transformers_agent.auth.hidden import ENVIRONMENT, REPLACED
from transformers_agent.regular_files import read_text

EDITORS_NAME = "TRANSFORMERS_WORKBENCH_TOKEN_NAME"
"""Set by the server when ``HF_TOKEN`` is a token that the editor keeps: its name there."""


class Source(NamedTuple):
    """A place that has a token. ``kind``: ``oidc``, ``editor``, ``environment``, ``file``, ``colab``."""

    kind: str
    name: str
    """The variable, the file, or the name that the editor keeps it under."""
    token: str


def sources(effective: str | None) -> list[Source]:
    """Every place that has a token now; ``effective`` is the one the library gave."""
    found: list[Source] = []
    resource = os.environ.get("HF_OIDC_RESOURCE")
    variables = [(name, library.clean(os.environ.get(name))) for name in ENVIRONMENT]
    if resource and effective and effective not in [token for _, token in variables] and exchanges_identity():
        found.append(Source("oidc", "HF_OIDC_RESOURCE", effective))
    found += [_of_environment(name, token) for name, token in variables if token]
    if replaced := library.clean(os.environ.get(REPLACED)):
        found.append(Source("environment", "HF_TOKEN", replaced))
    path = library.token_file()
    try:
        token = library.clean(read_text(path))
    except (OSError, UnicodeDecodeError):
        token = None  # What is wrong with it is a finding.
    if token:
        found.append(Source("file", path, token))
    colab = library.private("_get_token_from_google_colab")
    if colab is not None and (token := library.clean(colab())):
        found.append(Source("colab", "HF_TOKEN", token))
    return found


def _of_environment(name: str, token: str) -> Source:
    editors = os.environ.get(EDITORS_NAME)
    if name == "HF_TOKEN" and editors is not None:
        return Source("editor", editors, token)
    return Source("environment", name, token)


def winner(effective: str | None, found: list[Source]) -> Source | None:
    """The source of the token that the library uses: by its value, so that no order is assumed."""
    return next((source for source in found if source.token == effective), None)


def exchanges_identity() -> bool:
    """Whether the installed version exchanges the identity of a CI job for a token."""
    return library.private("_get_token_from_oidc") is not None


def path_decided_by() -> str:
    """What made the token file lie where it does: a variable, or ``default``."""
    for name in ("HF_TOKEN_PATH", "HF_HOME", "XDG_CACHE_HOME"):
        if os.environ.get(name):
            return name
    return "default"
