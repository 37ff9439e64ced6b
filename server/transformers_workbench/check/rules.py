"""The rules of ``check``: what the rooms look for in a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import attrs

from transformers_workbench.auth.leak_rule import leaked_tokens
from transformers_workbench.auth.leak_words import RULE as LEAKED_TOKEN
from transformers_workbench.auth.leak_words import TOKEN_SETTINGS
from transformers_workbench.check.findings import Finding, Severity
from transformers_workbench.wording import ENGLISH, Wording

Look = Callable[[Path, str, Wording], Iterable[Finding]]


@attrs.frozen
class Rule:
    """``look`` gets a file's path and text; ``summary`` is an English sentence of the wording."""

    identifier: str
    severity: Severity
    summary: str
    help: str
    """Where to read on, or to act."""
    look: Look


say = ENGLISH
RULES: tuple[Rule, ...] = (
    Rule(
        LEAKED_TOKEN,
        "warning",
        say("A Hugging Face token in a file"),
        TOKEN_SETTINGS,
        leaked_tokens,
    ),
)
