"""What an answer of ``auth.access`` means and what to do next, in the user's language."""

from __future__ import annotations

from typing import Any

from transformers_workbench.reasons import REASONS
from transformers_workbench.wording import Wording

Json = dict[str, Any]

READABLE = frozenset({"public", "granted"})


def access_words(answer: Json, say: Wording) -> str:
    """A sentence or two."""
    repository, page, url = answer["repo_id"], answer["page"], answer["url"]
    state, detail, message = answer["state"], answer["detail"], answer["message"]
    if state == "public":
        return say("{repository} is public: everybody may read it.", repository=repository)
    if state == "granted":
        return say("{repository} may be read with this token.", repository=repository)
    if state == "no-token":
        return say(
            "{repository} is gated and no token is in use. Ask for access at {page}, then sign in.",
            repository=repository,
            page=page,
        )
    if state == "invalid-token" and detail == "expired":
        return say("The token has expired. Make a new one at {url} and sign in again.", url=url)
    if state == "invalid-token":
        return say(
            "The Hub does not accept the token: {message} Sign in again ({url}).", message=message, url=url
        )
    if state == "not-requested":
        return say(
            "{repository} is gated, and this account has no request for access. Ask for it at {page}.",
            repository=repository,
            page=page,
        )
    if state == "pending-or-denied" and detail == "denied":
        return say(
            "The authors of {repository} denied this account's request. Your requests: {url}",
            repository=repository,
            url=url,
        )
    if state == "pending-or-denied":
        return say(
            "The authors of {repository} have not answered this account's request yet. Your requests: {url}",
            repository=repository,
            url=url,
        )
    if state == "scope-missing":
        return say(
            "The token lacks the scope for {repository}: {message} Change the token at {url}.",
            repository=repository,
            message=message,
            url=url,
        )
    if state == "missing":
        return _missing(answer, say)
    reason = REASONS[detail if detail in REASONS else "hub-unreachable"]
    values = {"message": message, "endpoint": answer["endpoint"]}
    return f"{say(reason.message, **values)} {say(reason.advice, **values)}"


def _missing(answer: Json, say: Wording) -> str:
    repository = answer["repo_id"]
    if answer["detail"] == "revision":
        return say(
            "{repository} has no revision {revision}.", repository=repository, revision=answer["revision"]
        )
    if answer["detail"] == "name":
        return say("{repository} cannot be the name of a repository.", repository=repository)
    if answer["detail"] == "file":
        return say("{repository} has no file {file}.", repository=repository, file=answer["message"])
    if answer["detail"] == "disabled":
        return say("Hugging Face has disabled access to {repository}.", repository=repository)
    if answer["shown"] is None:
        return say(
            "{repository} does not exist, or is private: then sign in to read it.", repository=repository
        )
    return say(
        "{repository} does not exist, or is private and not for this token's account: check the name, or "
        "switch to another token.",
        repository=repository,
    )
