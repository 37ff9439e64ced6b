"""Files that are there to hold credentials: they are never data, and nothing of them is shown.

A name decides only where it is a well-known one; ``tokens.jsonl`` and ``token_classification.csv`` are data.
For the rest the beginning of the file does: a key, the answer of a provider, or hardly anything but a secret.
A data file in which a row mentions a token stays data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

from transformers_agent.regular_files import read_head
from transformers_workbench.auth.secret_rules import is_secret, named_secrets_in, secrets_in

SMALL = 16 * 2**10
"""Bytes. What holds credentials and nothing else is not larger."""
SHARE = 0.2
"""Of the text: what a file has of secrets that is there for them."""

_PROVIDERS = (
    "hf|hugging[-_ ]?face(?:[-_ ]?hub)?|api|access|auth|oauth2?|refresh|bearer|github|gh|gitlab|openai"
    "|anthropic|wandb|comet|neptune|clearml|kaggle|slack|discord|telegram|gcp|gcloud|aws|azure|mlflow|replicate|pypi|npm"
    "|docker|personal[-_]access"
)
_TEXT = r"(?:\.(?:json|txt|ya?ml|toml|ini|cfg))"
_ROWS = r"(?:\.(?:jsonl|ndjson|csv|tsv))"
"""Of tables: there a plural, or one word alone, is as likely the name of data (``hf_tokens.jsonl``)."""
_NAMES = (
    r"\.env(?:[._-].+)?|.+\.env|[._]netrc|\.npmrc|\.pypirc|\.pgpass|\.my\.cnf|\.git-credentials|\.htpasswd",
    r"\.(?:boto|s3cfg|dockercfg|yarnrc|vault-token)|kaggle\.json|stored_tokens",
    r"id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?(?:[._-].+)?",
    r".+\.(?:pem|key|ppk|p12|pfx|jks|keystore|kdbx|gpg|ovpn|keytab)",
    rf"(?:{_PROVIDERS})[-_ ]?(?:api[-_ ]?)?(?:tokens?|keys?|secrets?){_TEXT}?",
    rf"(?:.+[-_. ])?(?:{_PROVIDERS})[-_ ]?(?:api[-_ ]?)?(?:token|key|secret)(?:{_TEXT}|{_ROWS})",
    r"\.?token(?:\.(?:txt|ya?ml|toml))?",
    rf"(?:.+[-_. ])?credentials?(?:{_TEXT}|{_ROWS})?",
    rf"(?:.+[-_. ])?client_secrets?(?:(?:[-_.].*)?\.json|{_ROWS})|secrets?\.(?:json|ya?ml|toml|ini|txt)",
    rf"service[-_ ]?account(?:.*\.json|{_ROWS})|.+[-_]service[-_ ]?account\.json",
    r"(?:.+_)?access_?keys\.csv|rootkey\.csv|oauth_creds\.json|.*firebase-adminsdk.*\.json",
)
"""Of files that programs and providers write, and that people keep secrets in by habit."""
_NAME = re.compile("|".join(_NAMES), re.IGNORECASE)
_FOLDERS = frozenset(
    {".ssh", ".aws", ".gnupg", ".azure", ".oci", ".kaggle", ".git-credentials", ".password-store"}
)
_PLACES = re.compile(
    r"(?:^|/)(?:\.kube/config|\.docker/config\.json|\.config/(?:gcloud|gh|hub|rclone|wandb)/.+|\.cache/huggingface/"
    r"(?:token|stored_tokens)|\.huggingface/token)$",
    re.IGNORECASE,
)
_PEM = re.compile(r"\s*-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----")
_ANSWER = frozenset(
    {
        *("private_key", "client_secret", "refresh_token", "access_token", "id_token"),
        *("secret_access_key", "secretaccesskey", "sessiontoken"),
    }
)
"""Members of what providers hand out as a file: a service account, a client of OAuth, a session."""
_WHOLE = re.compile(r"[\"'\s=:,;]")


def holds_credentials(path: Path) -> bool:
    """Whether a file is there to hold credentials, by its name, or where it leads, or else by its beginning.
    One that cannot be read is told by its name alone."""
    if is_named_for_credentials(path):
        return True
    try:
        resolved = path.resolve()
        if resolved != path and is_named_for_credentials(resolved):
            return True
        head = read_head(path, SMALL + 1)
    except (OSError, ValueError, RuntimeError):
        return False
    return is_credentials(head)


def is_named_for_credentials(path: PurePath) -> bool:
    """By its name, or by the folder that programs keep such files in."""
    return (
        _NAME.fullmatch(path.name) is not None
        or not _FOLDERS.isdisjoint(part.lower() for part in path.parts[:-1])
        or _PLACES.search(path.as_posix()) is not None
    )


def is_credentials(head: bytes) -> bool:
    """By the beginning of a file, with one byte more than ``SMALL`` where it is larger."""
    if b"\0" in head:
        return False
    text = head.decode("utf-8-sig", "replace")
    if _PEM.match(text):
        return True
    if len(head) > SMALL:
        return False
    return _is_answer(text) or _share_of_secrets(text) >= SHARE


def _is_answer(text: str) -> bool:
    """One object that a provider handed out, or that a program keeps its tokens in."""
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError):
        return False
    if not isinstance(value, dict):
        return False
    return any(
        (name in _ANSWER and len(given) >= 16 and " " not in given.strip())
        or (name == "private_key" and "PRIVATE KEY" in given)
        or is_secret(name, given, variable=True)
        or any(found.end - found.start >= 0.8 * len(given) for found in secrets_in(given))
        for name, given in _texts(value)
    )


def _texts(value: dict[str, Any], depth: int = 0) -> Iterator[tuple[str, str]]:
    """Members that are texts, of the object and of objects in it; lists are rows, and so data."""
    for name, given in value.items():
        if isinstance(given, str):
            yield name.lower(), given
        elif isinstance(given, dict) and depth < 3:
            yield from _texts(given, depth + 1)


def _share_of_secrets(text: str) -> float:
    """How much of it are secrets that stand alone, and not inside a sentence."""
    covered = [False] * len(text)
    # ``"password": "…"`` may be a column; one object of such is judged for itself.
    assigned = (each for each in named_secrets_in(text) if text[: each.start].rstrip("\"'").endswith("="))
    for found in (*secrets_in(text), *assigned):
        before, after = text[found.start - 1 : found.start], text[found.end : found.end + 1]
        if (
            (not before or _WHOLE.match(before))
            and (not after or _WHOLE.match(after))
            and not _in_a_sentence(text, found.start, found.end)
        ):
            covered[found.start : found.end] = [True] * (found.end - found.start)
    length = sum(not character.isspace() for character in text)
    return sum(covered) / length if length else 0.0


def _in_a_sentence(text: str, start: int, end: int) -> bool:
    """Words of a text on both sides, or on one: ``log in with … first``."""
    return bool(re.search(r"[A-Za-z] $", text[max(0, start - 2) : start])) or bool(
        re.match(r" [A-Za-z]", text[end : end + 2])
    )
