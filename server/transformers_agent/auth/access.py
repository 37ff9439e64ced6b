"""``auth.access``: whether the token in use may read a repository, and what to do when it may not."""

from __future__ import annotations

import hashlib
import time
from typing import Any

from transformers_agent.auth import library
from transformers_agent.auth.account import facts_of, token_in_use
from transformers_agent.auth.asking import SECONDS, within
from transformers_agent.auth.hidden import careful, shown
from transformers_agent.auth.refusals import Answer, refusal, token_refused
from transformers_agent.cache.hub_faults import hub_page
from transformers_agent.faults import Fault
from transformers_agent.task import Params

Json = dict[str, Any]
Key = tuple[str, str, str, str, str]

FRESH = 60.0
"""Seconds in which the same question is not asked again."""

_answers: dict[Key, tuple[float, Json]] = {}


@careful
def access(params: Params) -> Json:
    """``{state, repo_id, repo_type, revision, page, url, next, detail, message, gated, shown, endpoint,
    cached}``.

    ``state`` is one of: ``public``, ``granted``, ``no-token``, ``invalid-token``, ``not-requested``,
    ``pending-or-denied`` (``detail``: ``pending`` or ``denied``), ``scope-missing``, ``missing`` (``detail``:
    ``repository``, which includes a private one that the token may not see, ``revision``, ``name``,
    ``disabled``),
    ``offline`` (``detail``: the reason of the fault). ``page`` is the repository's, ``url`` that of the next
    step, and ``next`` that step: ``sign-in``, ``switch``, ``request``, ``requests`` (the page of one's own),
    ``token-settings``, ``retry`` or ``None``. ``message``: the Hub's own words. ``gated``: ``auto``,
    ``manual`` or ``None``. ``fresh``: what was answered a moment ago does not do.

    Raises:
        Fault: ``token-unknown``, ``token-unreadable``, ``missing-package``.
    """
    repo_id, repo_type = str(params["repo_id"]), str(params.get("repo_type") or "model")
    revision = params.get("revision") or None
    name = params.get("token_name")
    library.hub()
    token = library.token_of(str(name)) if name else token_in_use()
    fingerprint = hashlib.sha256((token or "").encode()).hexdigest()
    key = (library.endpoint(), fingerprint, repo_type, repo_id, str(revision or ""))
    known = _answers.get(key)
    if known is not None and not params.get("fresh") and time.monotonic() - known[0] < FRESH:
        return {**known[1], "cached": True}
    question = _Question(repo_id, repo_type, revision, token, float(params.get("seconds") or SECONDS))
    answer = question.answer()
    page = hub_page(repo_id, repo_type)
    result: Json = {
        "state": answer.state,
        "repo_id": repo_id,
        "repo_type": repo_type,
        "revision": revision,
        "page": page,
        "url": _url(answer, page),
        "next": answer.next_step,
        "detail": answer.detail,
        "message": answer.message,
        "gated": question.gated,
        "shown": shown(token) if token else None,
        "endpoint": library.endpoint(),
        "cached": False,
    }
    if answer.state != "offline":
        _answers[key] = (time.monotonic(), result)
    return result


def forget() -> None:
    """The next question is asked again: another token may be in use now."""
    _answers.clear()


class _Question:
    """One question, in as few requests as tell the states apart."""

    def __init__(
        self, repo_id: str, repo_type: str, revision: str | None, token: str | None, seconds: float
    ) -> None:
        self._api = library.hub().HfApi()
        self._repo_id, self._repo_type, self._revision = repo_id, repo_type, revision
        self._token = token
        self._seconds = seconds
        self.gated: str | None = None

    def answer(self) -> Answer:
        """Exactly one state."""
        # Without a token first: only so is what everybody may read told from what was granted.
        seen = self._seen(False)
        if seen is not None and not seen.is_for_a_visitor:
            return seen
        is_public = seen is None and self.gated is None
        if self._token is None:
            return seen or (Answer("public") if is_public else Answer("no-token"))
        # Public or not: a request with a bad token is refused.
        refused = self._refused(self._token)
        if refused is not None:
            return refused
        if is_public:
            return Answer("public")
        if seen is not None and (hidden := self._seen(self._token)) is not None:
            return hidden
        return Answer("granted")

    def _seen(self, token: str | bool) -> Answer | None:
        """Why the repository's page is not seen; ``None`` when it is, and then ``gated`` is known."""
        try:
            info = within(
                self._seconds,
                lambda: self._api.repo_info(
                    self._repo_id, repo_type=self._repo_type, revision=self._revision, token=token
                ),
            )
        except Exception as error:
            return refusal(error, with_token=bool(token))
        self.gated = getattr(info, "gated", None) or None
        return None

    def _refused(self, token: str) -> Answer | None:
        """Why the token may not read the contents; ``None`` when it may."""
        try:
            within(
                self._seconds,
                lambda: self._api.auth_check(self._repo_id, repo_type=self._repo_type, token=token),
            )
        except Exception as error:
            if token_refused(error) and self._is_valid(token):
                return Answer("missing", "repository", refusal(error, with_token=True).message)
            return refusal(error, with_token=True)
        return None

    def _is_valid(self, token: str) -> bool:
        """The Hub answers 401 for a bad token, and to some questions for what is hidden."""
        try:
            facts_of(token, self._seconds)
        except Fault as fault:
            return fault.reason not in ("token-invalid", "token-expired")
        return True


def _url(answer: Answer, page: str) -> str:
    settings = f"{library.endpoint()}/settings"
    if answer.next_step in ("sign-in", "token-settings") and answer.state != "missing":
        return f"{settings}/tokens"
    return f"{settings}/gated-repos" if answer.next_step == "requests" else page
