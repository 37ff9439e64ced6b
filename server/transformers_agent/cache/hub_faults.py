"""What went wrong between here and the Hub, by the library's exceptions. No token is ever told."""

from __future__ import annotations

import errno
import re
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from transformers_agent.causes import chain
from transformers_agent.faults import Fault

SECRETS = re.compile(
    r"""authorization['"]?\s*[:=]\s*['"]?(?:(?:bearer|basic)\s+)?[^\s,}'"]+
    | \b(?:bearer|basic)\s+[\w.~+/=-]{8,}
    | \bhf_[a-z0-9]{8,}
    | (?<=://)[^/\s@]+:[^/\s@]+(?=@)
    | \b(?:x-amz-[\w-]+|signature|key-pair-id|policy|token)=[^\s&'"]+""",
    re.VERBOSE | re.IGNORECASE,
)
"""Tokens, headers and signed addresses."""

HTTP_LIBRARIES = frozenset({"httpx", "httpx2", "httpcore", "httpcore2", "requests", "urllib3"})
"""Whatever one of these raises itself is a matter of the connection."""

LONGEST = 600
"""Characters of a message. Some exceptions quote a whole page."""

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


@contextmanager
def told_as_faults(repo_id: str, repo_type: str) -> Iterator[None]:
    """Within the block, what the library raises about this repository becomes a ``Fault``."""
    try:
        yield
    except Fault:
        raise
    except Exception as error:
        # ``from None``: what is printed of a fault must not bring the headers of a request along.
        raise fault_of(error, repo_id, repo_type) from None


def fault_of(error: BaseException, repo_id: str, repo_type: str, *, fits: bool = True) -> Fault:
    """The fault that an exception, or what led to it, stands for. ``fits``: whether the disk has room for
    what is still to come; hf_xet does not say by itself that it had none."""
    for cause in chain(error):
        reason = _reason(cause)
        if reason is not None:
            values = _values(repo_id, repo_type) if reason == "hub-gated" else {}
            return Fault(reason, words_of(cause), exception=type(cause).__name__, values=values)
    if not fits:
        return Fault("disk-full", words_of(error), exception=type(error).__name__)
    print(scrubbed("".join(traceback.format_exception(error, limit=-20))), file=sys.stderr)
    return Fault("agent-failure", f"{type(error).__name__}: {words_of(error)}")


def words_of(error: BaseException) -> str:
    """The exception's message on one line, without secrets."""
    return scrubbed(" ".join(str(error).split()))[:LONGEST] or type(error).__name__


def scrubbed(text: str) -> str:
    """The text without what gives access to anything."""
    return SECRETS.sub("[removed]", text)


def _reason(error: BaseException) -> str | None:
    from huggingface_hub import errors

    if isinstance(error, errors.LocalEntryNotFoundError):
        return None  # It is the cause that says why.
    if isinstance(error, errors.GatedRepoError):
        return "hub-gated"
    missing = (errors.RepositoryNotFoundError, errors.RevisionNotFoundError, errors.EntryNotFoundError)
    if isinstance(error, (*missing, errors.DisabledRepoError, errors.HFValidationError)):
        return "hub-missing"
    if isinstance(error, errors.HfHubHTTPError):
        return _reason_of_status(getattr(error.response, "status_code", 0))
    if type(error).__module__ == "hf_xet":  # Its exceptions are kinds of ``OSError``, but not the system's.
        return "hub-token" if isinstance(error, PermissionError) else "hub-missing"
    if isinstance(error, OSError) and error.errno in FULL:
        return "disk-full"
    if isinstance(error, OSError) and error.errno in FORBIDDEN and error.filename is not None:
        return "cache-read-only"
    return "hub-unreachable" if _is_connection(error) else None


def _reason_of_status(status: int) -> str | None:
    if status in (401, 403):
        return "hub-token"
    return "hub-missing" if status in (404, 410) else "hub-unreachable"


def _is_connection(error: BaseException) -> bool:
    module = type(error).__module__.partition(".")[0]
    # The library's own check of the size it received; it has no class of its own.
    cut_short = isinstance(error, OSError) and "Consistency check failed" in str(error)
    return module in HTTP_LIBRARIES or cut_short or isinstance(error, (ConnectionError, TimeoutError))


def _values(repo_id: str, repo_type: str) -> dict[str, str]:
    return {"repository": repo_id, "url": hub_page(repo_id, repo_type)}


def hub_page(repo_id: str, repo_type: str) -> str:
    """The repository's page on the Hub, where access is asked for."""
    from huggingface_hub import constants

    prefixes: dict[str, Any] = getattr(constants, "REPO_TYPES_URL_PREFIXES", {})
    return f"{constants.ENDPOINT}/{prefixes.get(repo_type, '')}{repo_id}"
