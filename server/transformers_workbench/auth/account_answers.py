"""What an agent says of tokens, as the contract has it and in the user's language."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from transformers_workbench.auth.status_words import (
    finding_words,
    hints,
    place_words,
    role_words,
    scope_lines,
    token_words,
)
from transformers_workbench.documents import uri_of
from transformers_workbench.errors import WorkbenchError, problem_words
from transformers_workbench.protocol import AccountStatus, StoredToken, TokenCheck, TokenInUse
from transformers_workbench.wording import Wording

Json = dict[str, Any]


def account_status(found: Json, say: Wording) -> AccountStatus:
    """The answer of the agent's ``auth.status``."""
    return AccountStatus(
        token=_in_use(found["token"], say) if found["token"] is not None else None,
        words=token_words(found, say),
        findings=finding_words(found, say),
        stored=[
            StoredToken(each["name"], each["shown"], each["is_active"], each["expires_at"])
            for each in found["stored"]
        ],
        endpoint=found["endpoint"],
        has_device_code=found["has_device_code"],
        library=f"huggingface_hub {found['library']}",
        files=[uri_of(Path(each["path"])) for each in found["files"]],
    )


def token_check(answer: Json, say: Wording) -> TokenCheck:
    """The answer of the agent's ``auth.check``, or that of a token that was received."""
    because = answer["because"]
    message = ""
    if because is not None:
        error = WorkbenchError(because["reason"], message=because["message"], **because["values"])
        message = problem_words(error, say)
    account = answer["account"]
    if account is None:
        return TokenCheck(answer["state"], message, answer["shown"])
    token = account["token"]
    return TokenCheck(
        state=answer["state"],
        message=message,
        shown=answer["shown"],
        account=account["account"],
        name=token["name"],
        role=token["role"],
        role_words=role_words(token, say),
        organizations=account["organizations"],
        scopes=scope_lines(token),
        can_read_gated=token["can_read_gated"],
        expires_at=token["expires_at"] or time_of(answer.get("expires_at")),
        hint=" ".join(hints(token, say)),
    )


def _in_use(token: Json, say: Wording) -> TokenInUse:
    source = token["source"]
    return TokenInUse(
        shown=token["shown"],
        name=source["name"] if source["kind"] == "editor" else token["token_name"],
        kind=source["kind"],
        place=place_words({**source, "token_name": token["token_name"]}, say),
    )


def time_of(seconds: float | None) -> str | None:
    """ISO 8601, as the Hub has it. Of a browser's sign-in it is the token's answer that says when it ends,
    not the account's."""
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat() if seconds is not None else None
