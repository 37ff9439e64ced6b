"""A token is shown as ``hf_…abcd`` and told to nobody: not in an answer, not in a fault, not in a log."""

from __future__ import annotations

import functools
import logging
import os
import sys
import traceback
from collections.abc import Callable
from typing import Any, TypeVar

from transformers_agent.cache.hub_faults import LONGEST, SECRETS
from transformers_agent.faults import Fault

PREFIX = "hf_"
TAIL = 4
SHORTEST_TAILED = 16
"""Four characters of a shorter secret would tell too much of it."""
SHORTEST_REPLACED = 4
"""Shorter ones are no secrets, and replacing them would make any text unreadable."""

ENVIRONMENT = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")
"""Where the library looks for a token."""
REPLACED = "TRANSFORMERS_WORKBENCH_REPLACED_TOKEN"
"""The ``HF_TOKEN`` of the environment that the editor's took the place of."""

_remembered: set[str] = set()
"""The tokens this process has met: what does not look like a token is known by its value."""

Work = TypeVar("Work", bound=Callable[..., dict[str, Any]])


def shown(token: str) -> str:
    """What may be shown of a token."""
    prefix = PREFIX if token.startswith(PREFIX) else ""
    return f"{prefix}…{token[-TAIL:]}" if len(token) >= SHORTEST_TAILED else f"{prefix}…"


def remember(token: str) -> str:
    """The same token; from now on ``scrubbed`` knows it."""
    if len(token) >= SHORTEST_REPLACED:
        _remembered.add(token)
    return token


def remember_environment() -> None:
    """Knows the tokens that this process was started with, whether a request has looked at them or not."""
    for name in (*ENVIRONMENT, REPLACED):
        remember(os.environ.get(name, "").strip())


def scrubbed(text: str) -> str:
    """The text without anything that gives access."""
    for token in sorted(_remembered, key=len, reverse=True):
        text = text.replace(token, shown(token))
    return SECRETS.sub("[removed]", text)


def words_of(error: BaseException) -> str:
    """The exception's message on one line, without secrets."""
    return scrubbed(" ".join(str(error).split()))[:LONGEST] or type(error).__name__


def careful(work: Work) -> Work:
    """A request's function of which nothing secret gets out, whatever fails in it."""

    @functools.wraps(work)
    def carefully(*arguments: Any) -> dict[str, Any]:
        quieten_logs()
        remember_environment()
        try:
            return work(*arguments)
        except Fault:
            raise
        except Exception as error:
            print(scrubbed("".join(traceback.format_exception(error, limit=-20))), file=sys.stderr)
            # ``from None``: the traceback of the original has the words that were just removed.
            raise Fault("agent-failure", f"{type(error).__name__}: {words_of(error)}") from None

    return carefully  # type: ignore[return-value]


@functools.cache
def quieten_logs() -> None:
    """Lets no library log a token. huggingface_hub quotes a damaged line of its list of tokens, for one."""
    make = logging.getLogRecordFactory()

    def make_scrubbed(*arguments: Any, **options: Any) -> logging.LogRecord:
        record = make(*arguments, **options)
        try:
            words = record.getMessage()
        except Exception:  # The caller's mistake, which logging itself would only report.
            words = f"{record.msg} {record.args}"
        record.msg, record.args = scrubbed(words), ()
        if record.exc_info and record.exc_info[0] is not None:
            record.exc_text = scrubbed("".join(traceback.format_exception(*record.exc_info)).rstrip())
        return record

    logging.setLogRecordFactory(make_scrubbed)
