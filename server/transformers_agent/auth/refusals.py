"""What the Hub means when it refuses a repository.

What huggingface.co answers: 401 for what a signed-out visitor may not see, whether it exists or not;
401 ``Invalid credentials in Authorization header`` for a bad token; 404 for what a token may not see; 403
with the code ``GatedRepo`` and words that tell whether access was not asked for, is awaited, was rejected or
reset; 403 without a code for a fine-grained token that lacks the scope.
"""

from __future__ import annotations

from typing import NamedTuple

from transformers_agent.auth.asking import connection_fault, error_code, malformed, said, status_of


class Answer(NamedTuple):
    """A state of ``auth.access``, with its detail and the Hub's words."""

    state: str
    detail: str = ""
    message: str = ""
    signed_in: bool = False

    @property
    def is_for_a_visitor(self) -> bool:
        """Whether somebody with a token may be answered otherwise."""
        return self.state == "no-token" or (self.state == "missing" and self.detail == "repository")

    @property
    def next_step(self) -> str | None:
        """What to do about it."""
        if self.state == "missing":
            return None if self.detail != "repository" else "switch" if self.signed_in else "sign-in"
        return {
            "no-token": "sign-in",
            "invalid-token": "sign-in",
            "not-requested": "request",
            "pending-or-denied": "requests",
            "scope-missing": "token-settings",
            "offline": "retry",
        }.get(self.state)


def refusal(error: Exception, *, with_token: bool) -> Answer:
    """The state that an exception of the library stands for."""
    from huggingface_hub import errors

    words = said(error)
    if isinstance(error, errors.HFValidationError):
        return Answer("missing", "name", words, with_token)
    if isinstance(error, errors.RevisionNotFoundError):
        return Answer("missing", "revision", words, with_token)
    if token_refused(error) and with_token:
        return Answer("invalid-token", "expired" if "expired" in words.lower() else "", words, with_token)
    if isinstance(error, errors.GatedRepoError):
        return _gated(words) if with_token else Answer("no-token", "", words)
    if isinstance(error, errors.DisabledRepoError):
        return Answer("missing", "disabled", words, with_token)
    if isinstance(error, errors.RepositoryNotFoundError):
        return Answer("missing", "repository", words, with_token)
    if status_of(error) in (401, 403):
        return Answer("scope-missing", "", words, with_token) if with_token else Answer("no-token", "", words)
    fault = connection_fault(error) or malformed(words)
    return Answer("offline", fault.reason, fault.message)


def token_refused(error: Exception) -> bool:
    """Whether the Hub says that it does not know who asks."""
    return status_of(error) == 401 and error_code(error) != "GatedRepo"


def _gated(words: str) -> Answer:
    plain = words.lower()
    if "fine-grained" in plain:
        return Answer("scope-missing", "", words, True)
    if "rejected" in plain or "denied" in plain:
        return Answer("pending-or-denied", "denied", words, True)
    if "awaiting" in plain or "pending" in plain:
        return Answer("pending-or-denied", "pending", words, True)
    return Answer("not-requested", "reset" if "has been reset" in plain else "", words, True)
