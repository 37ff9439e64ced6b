"""Leaked tokens as a rule of ``check``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from transformers_workbench.auth.git_state import git_state
from transformers_workbench.auth.languages import language_of
from transformers_workbench.auth.leak_words import RULE, leak_message, remedy_title
from transformers_workbench.auth.leaks import find_leaks
from transformers_workbench.auth.notebooks import spots_of
from transformers_workbench.auth.remedies import remedy_for
from transformers_workbench.check.findings import Finding, Fix, Replacement
from transformers_workbench.wording import Wording


def leaked_tokens(path: Path, text: str, say: Wording) -> Iterator[Finding]:
    """The leaked tokens of a file; git is asked only about files that have some."""
    leaks = find_leaks(text)
    if not leaks:
        return
    git, language = git_state(path), language_of(path.name)
    spots = spots_of(text, [leak.start for leak in leaks]) if language == "notebook" else None
    for index, leak in enumerate(leaks):
        in_output = spots is not None and spots[index].kind == "output"
        remedy = remedy_for(text, leak, language)
        replacements = tuple(Replacement(edit.start, edit.end, edit.text) for edit in remedy.edits)
        yield Finding(
            rule=RULE,
            start=leak.start,
            end=leak.end,
            message=leak_message(leak, git, say, in_output),
            fingerprint=leak.shown,
            fix=Fix(remedy_title(remedy, say), replacements),
        )
