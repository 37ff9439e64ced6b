"""What state a run is in: a function of its files and of what the system says, and of nothing else."""

from __future__ import annotations

import attrs

from transformers_workbench.protocol.training import RunState
from transformers_workbench.training.run_facts import ENDS, Facts, Look
from transformers_workbench.training.run_notes import Note, number, text, whole

SILENT_SECONDS = 180.0
"""A supervisor of another machine that has said nothing for so long is gone; clocks differ a little."""
HEARD_SECONDS = 20.0
"""A supervisor that has written nothing for so long cannot: the disk is full."""
REBOOT = "reboot"


@attrs.frozen
class Standing:
    """Where a run stands. ``code``: of its exit, minus the signal; ``cause`` and ``values`` are words of
    ``exit_causes``."""

    state: RunState
    ended: float | None = None
    code: int | None = None
    cause: str = ""
    values: Note = attrs.field(factory=dict)
    noted: bool = False
    """The supervisor has noted how it ended."""

    @property
    def alive(self) -> bool:
        return self.state not in ENDS


def standing(facts: Facts, look: Look) -> Standing:
    """Where a run stands, for people: one that its supervisor is about to note the end of goes on until then,
    so that its end and its cause are told together, when nothing of it is left."""
    found = settled(facts, look)
    heard = number(facts.supervisor, "time") or 0.0
    if not found.alive and not found.noted and look.supervisor == "yes" and look.now - heard < HEARD_SECONDS:
        return Standing("running" if facts.process is not None else "queued")
    return found


def settled(facts: Facts, look: Look) -> Standing:
    """Where a run stands, as far as the files tell."""
    noted = of_outcome(facts.outcome)
    if noted is not None:
        return noted
    if facts.exit is not None:
        code = code_of(facts.exit)
        return Standing(state_of(facts, code), number(facts.exit, "time"), code)
    if look.supervisor == "elsewhere":
        return _elsewhere(facts, look)
    if facts.is_job and facts.job is not None and look.supervisor == "yes":
        return Standing("running" if facts.process is not None else "queued")
    if facts.process is None:
        return _not_begun(facts, look)
    if look.script == "yes" or look.keeper == "yes":
        return Standing("running")
    if look.script == "elsewhere":  # On a node; its supervisor is about to be started again, and asks Slurm.
        return Standing("running")
    if not look.this_boot:
        return Standing("failed", _last_sign(facts), cause=REBOOT)
    return Standing(_unseen_end(facts), _last_sign(facts))


def state_of(facts: Facts, code: int) -> RunState:
    """The state of a run that ended with a code."""
    if code == 0 and (facts.stop is None or _did_all(facts.progress)):
        return "succeeded"
    return "stopped" if facts.stop is not None else "failed"


def code_of(exit_note: Note) -> int:
    """The exit code of the keeper's note; minus the signal."""
    code, signal = whole(exit_note, "code"), whole(exit_note, "signal")
    return code if code is not None else -(signal or 1)


def of_outcome(outcome: Note | None) -> Standing | None:
    """What the supervisor has noted at the end."""
    state = text(outcome, "state")
    if outcome is None or state not in ENDS:
        return None
    values = outcome.get("values")
    return Standing(
        state=state,  # type: ignore[arg-type]  # Looked up just above.
        ended=number(outcome, "ended"),
        code=whole(outcome, "code"),
        cause=text(outcome, "cause"),
        values=values if isinstance(values, dict) else {},
        noted=True,
    )


def _elsewhere(facts: Facts, look: Look) -> Standing:
    heard = number(facts.supervisor, "time") or number(facts.asked, "time") or 0.0
    if look.now - heard > SILENT_SECONDS:
        return Standing("lost", heard)
    return Standing("running" if facts.process is not None else "queued")


def _not_begun(facts: Facts, look: Look) -> Standing:
    if not look.this_boot and facts.job is None:
        return Standing("failed", _last_sign(facts), cause=REBOOT)
    if not facts.begins and facts.job is None and look.supervisor == "no":
        return Standing("lost", _last_sign(facts))  # Nobody is about to start it.
    return Standing("queued")


def _unseen_end(facts: Facts) -> RunState:
    """The state of a run whose end nobody noted: what the loop itself said, if it said anything."""
    if facts.stop is not None:
        return "stopped"
    if facts.failed:
        return "failed"
    if facts.progress is not None and facts.progress.get("ended"):
        return "succeeded"
    return "lost"


def _last_sign(facts: Facts) -> float | None:
    for note, key in (
        (facts.progress, "time"),
        (facts.supervisor, "time"),
        (facts.process, "started"),
        (facts.asked, "time"),
    ):
        if (time := number(note, key)) is not None:
            return time
    return None


def _did_all(progress: Note | None) -> bool:
    step, total = number(progress, "step"), number(progress, "total")
    return step is not None and total is not None and step >= total > 0
