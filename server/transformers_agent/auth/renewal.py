"""``auth.renew``: a new token in place of one that a browser's sign-in gave and that is about to end.

The library does this by itself for the tokens of its own file, and only for those.
"""

from __future__ import annotations

from typing import Any

from transformers_agent.auth import library
from transformers_agent.auth.asking import SECONDS, within
from transformers_agent.auth.device import error_code_of, fault_of, received_token
from transformers_agent.auth.hidden import careful, remember, shown, words_of
from transformers_agent.faults import Fault
from transformers_agent.task import Params

Json = dict[str, Any]


@careful
def renew(params: Params) -> Json:
    """``{secret, refresh_token, expires_at, shown}`` for the ``refresh_token`` of the token before.

    The answer's ``refresh_token`` is the one for the next time: the Hub may take the old one back.
    ``expires_at``: seconds since 1970 or ``None``. ``seconds``: how long the Hub may take.

    Raises:
        Fault: ``token-not-renewed`` when the Hub wants the user to sign in again; ``hub-…``,
            ``device-code-unsupported``, ``missing-package``.
    """
    library.hub()
    refresh = library.private("refresh_access_token")
    if refresh is None:
        raise Fault("device-code-unsupported", "")
    given = remember(str(params.pop("refresh_token")))
    try:
        answer = within(float(params.get("seconds") or SECONDS), lambda: refresh(given))
    except Exception as error:
        if error_code_of(error) == "invalid_grant":
            raise Fault("token-not-renewed", words_of(error)) from None
        raise fault_of(error) from None
    token, fields = received_token(answer)
    return {
        "secret": token,
        "refresh_token": fields.get("refresh_token", given),
        "expires_at": fields.get("expires_at"),
        "shown": shown(token),
    }
