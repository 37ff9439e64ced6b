"""An answer of ``auth.access``, or one of its shape, as the contract has it."""

from __future__ import annotations

from typing import Any, Literal

from transformers_workbench.auth.access_words import READABLE, access_words
from transformers_workbench.protocol import AccessAnswer
from transformers_workbench.wording import Wording

Json = dict[str, Any]
Step = Literal["none", "sign-in", "switch", "request", "requests", "token-settings", "retry"]


def access_answer(answer: Json, say: Wording) -> AccessAnswer:
    """The answer in the user's language."""
    step: Step = answer["next"] or "none"
    return AccessAnswer(
        repo_id=answer["repo_id"],
        repo_type=answer["repo_type"],
        revision=answer["revision"],
        state=answer["state"],
        label=access_label(answer["state"], answer["detail"], say),
        words=access_words(answer, say),
        readable=answer["state"] in READABLE,
        next=step,
        next_title=step_title(step, say),
        url=answer["url"],
        page=answer["page"],
    )


def access_label(state: str, detail: str, say: Wording) -> str:
    """A state in a word or two."""
    if state == "public":
        return say("public")
    if state == "granted":
        return say("access granted")
    if state == "no-token":
        return say("no token")
    if state == "invalid-token":
        return say("token expired") if detail == "expired" else say("token refused")
    if state == "not-requested":
        return say("access not requested")
    if state == "pending-or-denied":
        return say("request denied") if detail == "denied" else say("request pending")
    if state == "scope-missing":
        return say("scope missing")
    if state == "missing":
        return _missing(detail, say)
    return say("Hub not reached")


def _missing(detail: str, say: Wording) -> str:
    if detail == "revision":
        return say("no such revision")
    if detail == "name":
        return say("not a valid name")
    if detail == "disabled":
        return say("disabled")
    if detail == "file":
        return say("no such file")
    return say("not found")


def step_title(step: Step, say: Wording) -> str:
    """The button of a next step; empty where there is none."""
    if step == "sign-in":
        return say("Sign In")
    if step == "switch":
        return say("Switch Token")
    if step == "request":
        return say("Ask for Access on the Hub")
    if step == "requests":
        return say("See Your Requests")
    if step == "token-settings":
        return say("Change the Token's Scopes")
    if step == "retry":
        return say("Try Again")
    return ""
