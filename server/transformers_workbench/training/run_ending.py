"""What the supervisor notes of the end of a run."""

from __future__ import annotations

import time

from transformers_workbench.training.run_facts import Facts
from transformers_workbench.training.run_notes import Note
from transformers_workbench.training.run_state import Standing


def outcome(facts: Facts, ended: Standing) -> Note:
    """The note: how it ended and why."""
    return {
        "attempt": facts.attempt,
        "state": ended.state,
        "code": ended.code,
        "cause": ended.cause,
        "values": dict(ended.values),
        "ended": ended.ended or time.time(),
    }
