"""What an error of a log or a terminal says of access to the Hub: which repository, and which of the states
of ``auth.access``.

The libraries' sentences are recognized, from huggingface_hub 0.20 and transformers 4.40 on; the Hub's own
words, which they repeat, tell more than the class of the exception.
"""

from __future__ import annotations

import re
from typing import Any

import attrs

from transformers_workbench.auth.error_text import episode, excerpt_of, plain_lines
from transformers_workbench.auth.named_in_errors import Named, named_in

Json = dict[str, Any]


@attrs.frozen
class Explained:
    """``answer`` has the shape of the agent's answer to ``auth.access``; ``excerpt`` is the line."""

    answer: Json
    excerpt: str


@attrs.frozen
class _Sign:
    """A sentence that tells a state. ``message``: the Hub's words are in it."""

    pattern: re.Pattern[str]
    state: str
    detail: str = ""
    is_of_the_hub: bool = True
    """Whether it cannot be about anything else."""


def _sign(pattern: str, state: str, detail: str = "", is_of_the_hub: bool = True) -> _Sign:
    return _Sign(re.compile(pattern, re.IGNORECASE), state, detail, is_of_the_hub)


# The first that is found in the error decides: the more telling ones first.
_SIGNS = (
    _sign(
        r"please enable access to public gated repositories in your fine-grained token settings[^.\n]*\.?",
        "scope-missing",
    ),
    _sign(r"fine-grained token.{0,80}(?:permission|scope|access)[^.\n]*\.?", "scope-missing", "", False),
    _sign(r"user access token [^\n]{0,100}is expired|token (?:has|is) expired", "invalid-token", "expired"),
    _sign(r"invalid credentials in authorization header", "invalid-token"),
    _sign(r"invalid user token\.?|invalid token passed!?|invalid username or password\.?", "invalid-token"),
    _sign(r"your request to access [^\n]{0,300}has been rejected[^\n]*", "pending-or-denied", "denied"),
    _sign(r"your request to access [^\n]{0,300}is awaiting[^\n]*", "pending-or-denied", "pending"),
    _sign(r"your request to access [^\n]{0,300}has been reset[^\n]*", "not-requested", "reset"),
    _sign(
        r"you are not in the authorized list|is a gated dataset on the hub\. visit", "not-requested", "", True
    ),
    _sign(r"revision not found for url|invalid rev id|revisionnotfounderror", "missing", "revision"),
    _sign(r"is not a valid git identifier \(branch name", "missing", "revision"),
    _sign(r"access to this resource is disabled|disabledrepoerror", "missing", "disabled"),
    _sign(
        r"gatedrepoerror|(?:cannot|trying to) access (?:a )?gated repo|is a gated (?:repo|dataset)"
        r"|(?:access to|repo) (?:model|dataset|space) \S{1,200} is (?:restricted|gated)\b",
        "gated",
    ),
    _sign(
        r"repository not found for url|repositorynotfounderror|is not a valid model identifier listed on"
        r"|datasetnotfounderror|doesn't exist on the hub or cannot be accessed",
        "missing",
        "repository",
    ),
    _sign(
        r"hfvalidationerror|repo id must (?:be in the form|use alphanumeric)"
        r"|cannot have -- or \.\. in repo_id",
        "missing",
        "name",
    ),
    _sign(r"certificate_verify_failed|sslerror|sslcertverificationerror", "offline", "hub-tls", False),
    _sign(r"(?:read|connect)timeout|timed out|timeouterror", "offline", "hub-timeout", False),
    _sign(
        r"localentrynotfounderror|offlinemodeisenabled|offline mode is enabled"
        r"|outgoing traffic has been disabled"
        r"|we couldn't connect to|connectionerror|connecterror|newconnectionerror|nameresolutionerror"
        r"|max retries exceeded"
        r"|(?:server error|50\d server error|429 client error|client error '429)[^\n]{0,200}",
        "offline",
        "hub-unreachable",
        False,
    ),
    _sign(r"403 client error|client error '403|403 forbidden", "forbidden", "", False),
    _sign(r"401 client error|client error '401|401 unauthorized", "no-token", "", False),
    _sign(r"does not appear to have a file named|entry not found for url", "missing", "file"),
)
_ANY = re.compile("|".join(f"(?:{sign.pattern.pattern})" for sign in _SIGNS), re.IGNORECASE)
_FROM_A_HUB = re.compile(
    r"hugging ?face|hf\.co|hf_hub|/resolve/|/api/(?:models|datasets|spaces|whoami)"
    r"|localentrynotfound|offlinemode|couldn't connect to",
    re.IGNORECASE,
)
_REFUSED = re.compile(r"\b401\b|must be authenticated|log in|unauthorized", re.IGNORECASE)
_ALLOWED_TO_ASK = re.compile(r"\b40[34]\b", re.IGNORECASE)
_LONGEST_LINE = 4_000
_NEXT = {
    "no-token": "sign-in",
    "invalid-token": "sign-in",
    "not-requested": "request",
    "pending-or-denied": "requests",
    "scope-missing": "token-settings",
    "offline": "retry",
}


def explain(text: str) -> Explained | None:
    """What the last error in ``text`` that is about access means; ``None``: there is none."""
    lines = [line[:_LONGEST_LINE] for line in plain_lines(text)]
    last = len(lines) - 1
    while last >= 0:
        if _ANY.search(lines[last]) is None:
            last -= 1
            continue
        first, end = episode(lines, last)
        found = _explained(lines[first:end])
        if found is not None:
            return found
        last = min(last, first) - 1
    return None


def _explained(lines: list[str]) -> Explained | None:
    whole = "\n".join(lines)
    is_of_the_hub = _FROM_A_HUB.search(whole) is not None
    for sign in _SIGNS:
        if not (sign.is_of_the_hub or is_of_the_hub):
            continue
        matches = list(sign.pattern.finditer(whole))
        if matches:
            named = named_in(whole)
            state, detail, signed_in = _decided(sign, whole)
            if named.repo_id or state in ("invalid-token", "offline"):
                line = lines[whole.count("\n", 0, matches[-1].start())]
                message = _message(state, detail, matches[-1][0], line)
                return Explained(_answer(named, state, detail, message, signed_in), excerpt_of(line))
    return None


def _decided(sign: _Sign, whole: str) -> tuple[str, str, bool]:
    """State, detail, and whether a token was used, of which the text tells only so much."""
    is_refused, is_known = _REFUSED.search(whole) is not None, _ALLOWED_TO_ASK.search(whole) is not None
    if sign.state == "gated":
        return ("no-token", "", False) if is_refused else ("not-requested", "", True)
    if sign.state == "forbidden":
        return "scope-missing", "", True
    return sign.state, sign.detail, is_known and not is_refused


def _message(state: str, detail: str, matched: str, line: str) -> str:
    if detail == "file":
        named = re.search(r"file named ([\w./-]{1,200}\w)|/resolve/[^/\s]+/([^\s?]{1,200}\w)", line)
        return (named[1] or named[2]) if named else ""
    if state in ("invalid-token", "scope-missing") and not re.match(
        r"\W*\d{3}|client", matched, re.IGNORECASE
    ):
        return excerpt_of(matched)
    return excerpt_of(line)


def _answer(named: Named, state: str, detail: str, message: str, signed_in: bool) -> Json:
    page = f"{named.endpoint}/{named.path}".rstrip("/")
    step = _NEXT.get(state)
    if state == "missing" and detail == "repository":
        step = "switch" if signed_in else "sign-in"
    url = page
    if step in ("sign-in", "token-settings") and state != "missing":
        url = f"{named.endpoint}/settings/tokens"
    elif step == "requests":
        url = f"{named.endpoint}/settings/gated-repos"
    return {
        "state": state,
        "repo_id": named.repo_id,
        "repo_type": named.repo_type,
        "revision": named.revision,
        "page": page,
        "url": url,
        "next": step,
        "detail": detail,
        "message": message,
        "shown": "" if signed_in else None,
        "endpoint": named.endpoint,
    }
