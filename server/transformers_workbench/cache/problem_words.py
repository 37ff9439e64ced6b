"""What went wrong with the cache, in the user's language."""

from __future__ import annotations

from typing import Any

from transformers_workbench.cache.describe import sendable
from transformers_workbench.errors import REASONS, WorkbenchError
from transformers_workbench.wording import Wording


def problem_words(error: WorkbenchError, say: Wording) -> str:
    """What it is and what to do, on one line."""
    reason = REASONS[error.reason]
    return sendable(f"{say(reason.message, **error.values)} {say(reason.advice, **error.values)}")


def plan_problems(found: dict[str, Any], say: Wording) -> list[str]:
    """Why some of what a ``cache.plan`` was asked about cannot be deleted, a sentence each."""
    return [
        f"{sendable(each['label'])}: {problem_words(_error(each), say)}"
        if each["label"]
        else problem_words(_error(each), say)
        for each in found["problems"]
    ]


def _error(problem: dict[str, Any]) -> WorkbenchError:
    return WorkbenchError(problem["reason"], **{"message": problem["message"], **problem["values"]})
