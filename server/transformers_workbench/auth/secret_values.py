"""Values that stand where a secret is expected: which are one, and which are references or examples."""

from __future__ import annotations

import re

_REFERENCE = re.compile(
    r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|\$(?:\{|\(|\w).*|%\w+%|\{\{.*\}\}|\$\{\{.*|@.+|(?:env|file|op|vault|secret|ssm|arn)[:=].*",
    re.DOTALL,
)
"""The value is elsewhere: in a variable, perhaps only named, in a file, with a keeper of secrets."""
_PATH = re.compile(
    r"(?:~|\.{1,2})?[/\\].*|[A-Za-z]:[/\\].*|[^\s:]+\.(?:json|ya?ml|toml|txt|pem|key|env|ini|cfg)"
)
_STAND_IN = re.compile(
    r"(?:x+|\*+|\.+|-+|_+|0+|[+-]?\d{1,5}(?:\.\d+)?|empty|none|null|nil|n/?a|no|yes|true|false|on|off|auto|default"
    r"|dummy|fake|test(?:ing)?|todo|tbd|local(?:host)?|unused|change[-_]?(?:me|it)|placeholder|redacted|hidden"
    r"|secret|password|pass|token|key|api[-_]?key|ollama|lm-studio|vllm|env(?:ironment)?|anonymous|optional|foo"
    r"|bar|not[-_ ]?(?:needed|used|set|required)|(?:sk-)?no[-_]?(?:key|token|auth)[\w-]*|token-abc123"
    r"|<.*>|\[.*\]|\{.*\})",
    re.IGNORECASE | re.DOTALL,
)
_EXAMPLE = re.compile(
    r"your[-_ ]|<|>|x{5}|\*{3}|\.{3}|…|example|placeholder|redacted|changeme|replace[-_]?me|notreal"
    r"|insert[-_]",
    re.IGNORECASE,
)
_REPEATED = re.compile(r"(.)\1{7}", re.DOTALL)
_SECRET = re.compile(r"[A-Za-z0-9_+/=.~:-]+")
_DIGEST = re.compile(r"[0-9a-fA-F]+|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def is_placeholder(body: str, *, is_url: bool = False) -> bool:
    """Whether what would be the secret of a rule is only an example of one. ``is_url``: a password in an
    address, which people choose."""
    if not body:
        return False
    if is_url:
        return is_no_secret(body) or _EXAMPLE.search(body) is not None
    return len(set(body)) < 6 or _REPEATED.search(body) is not None or _EXAMPLE.search(body) is not None


def is_no_secret(value: str) -> bool:
    """Whether a value tells where the secret is, or that there is none, whatever name it is given under."""
    value = value.strip().strip("\"'")
    return (
        not value
        or any(pattern.fullmatch(value) for pattern in (_REFERENCE, _PATH, _STAND_IN))
        or _EXAMPLE.search(value) is not None
    )


def looks_secret(value: str, least: int = 20) -> bool:
    """Whether a value may be one under a name that often means something else: letters and digits in one
    word, and neither a digest nor a number."""
    return (
        len(value) >= least
        and _SECRET.fullmatch(value) is not None
        and _DIGEST.fullmatch(value) is None
        and any(character.isdigit() for character in value)
        and any(character.isalpha() for character in value)
    )
