"""What the supervisor notes of the end of a run: how and why."""

from __future__ import annotations

import time

from transformers_workbench.training.exit_causes import cause_of
from transformers_workbench.training.exit_facts import end_facts
from transformers_workbench.training.run_facts import Facts
from transformers_workbench.training.run_notes import Note
from transformers_workbench.training.run_outputs import output_folder
from transformers_workbench.training.run_state import Standing


def outcome(facts: Facts, ended: Standing, oom_kills_before: int | None) -> Note:
    """The note. ``oom_kills_before``: what ``exit_facts.oom_kills`` said when the attempt began."""
    cause, values = ended.cause, dict(ended.values)
    if not cause:
        cause, values = _why(facts, ended, oom_kills_before)
    return {
        "attempt": facts.attempt,
        "state": ended.state,
        "code": ended.code,
        "cause": cause,
        "values": values,
        "ended": ended.ended or time.time(),
    }


def _why(facts: Facts, ended: Standing, oom_kills_before: int | None) -> tuple[str, Note]:
    writes_to = output_folder(facts)
    found = cause_of(
        end_facts(
            facts.folder,
            facts.attempt,
            ended.code,
            stopped=ended.state == "stopped",
            writes_to=[writes_to] if writes_to is not None else [],
            oom_kills_before=oom_kills_before,
        )
    )
    return found.kind, dict(found.values)
