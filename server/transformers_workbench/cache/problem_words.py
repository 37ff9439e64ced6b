"""What went wrong with the cache, in the user's language."""

from __future__ import annotations

from typing import Any

from transformers_workbench.cache.describe import sendable
from transformers_workbench.errors import WorkbenchError, problem_words
from transformers_workbench.wording import Wording


def plan_problems(found: dict[str, Any], say: Wording) -> list[str]:
    """Why some of what a ``cache.plan`` was asked about cannot be deleted, a sentence each."""
    sentences = []
    for each in found["problems"]:
        words = problem_words(_error(each), say)
        sentences.append(sendable(f"{each['label']}: {words}" if each["label"] else words))
    return sentences


def _error(problem: dict[str, Any]) -> WorkbenchError:
    return WorkbenchError(problem["reason"], **{"message": problem["message"], **problem["values"]})
