"""Tokens made while the tests run: none stands in a source, where `check` would rightly find it."""

from __future__ import annotations

import random
import string

PREFIXES = ("hf_", "api_org_")
LENGTH = 34


def token(seed: int = 0, prefix: str = "hf_", alphabet: str = string.ascii_letters) -> str:
    """What the Hub's generator might have made."""
    return prefix + "".join(random.Random(seed).choices(alphabet, k=LENGTH))


def signed_token(kind: str = "oauth") -> str:
    """The shape of what an OAuth login gets: a signed JSON document behind a prefix."""
    parts = [random.Random(seed).choices(string.ascii_letters + "_-", k=40) for seed in range(3)]
    return f"hf_{kind}_ey" + ".".join("".join(part) for part in parts)
