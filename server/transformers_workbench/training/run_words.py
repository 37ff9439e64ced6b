"""A run as the contract has it, in the user's language."""

from __future__ import annotations

import math
import shlex
from pathlib import Path

from transformers_workbench.documents import uri_of
from transformers_workbench.health.finding_notes import SEVERITIES
from transformers_workbench.protocol.training import Run, RunExit, RunFinding, RunState
from transformers_workbench.reasons import REASONS
from transformers_workbench.training.exit_causes import Cause
from transformers_workbench.training.exit_words import cause_words
from transformers_workbench.training.run_facts import Facts
from transformers_workbench.training.run_figures import device_words, loss_words, result_words
from transformers_workbench.training.run_notes import number, text, whole
from transformers_workbench.training.run_outputs import checkpoints
from transformers_workbench.training.run_stop import asked
from transformers_workbench.training.runs import Seen
from transformers_workbench.wording import Wording


def described(seen: Seen, say: Wording) -> Run:
    """A run for the editor and the command line."""
    facts, stands = seen.facts, seen.stands
    alive = stands.alive
    devices = facts.spec.get("devices")
    run_exit = exit_of(seen, say)
    return Run(
        id=facts.id,
        name=text(facts.spec, "name") or facts.id,
        folder=uri_of(facts.folder),
        state=stands.state,
        detail=detail(seen, run_exit, say),
        created=facts.created,
        ended=None if alive else stands.ended,
        step=whole(facts.progress, "step") or 0,
        total=whole(facts.progress, "total") or 0,
        epoch=number(facts.progress, "epoch"),
        eta_seconds=eta(facts, seen.look.now) if alive else None,
        metrics={name: value for name, value in seen.metrics.items() if math.isfinite(value)},
        devices=[str(device) for device in devices] if isinstance(devices, list) else [],
        host=text(facts.process, "host") or text(facts.spec, "host"),
        stopping=(asked(facts.stop) or "") if alive else "",
        can_resume=can_resume(seen),
        attempt=facts.attempt,
        exit=run_exit,
        findings=findings_of(seen, say),
        ours=facts.record is not None,
    )


def findings_of(seen: Seen, say: Wording) -> list[RunFinding]:
    """What was found in its rows so far, the gravest first; of one that has ended, what was found last."""
    found = seen.findings.findings if seen.findings is not None else ()
    return [
        RunFinding(
            rule=each.rule,
            severity=each.severity,
            message=(words := each.words_in(say.language)).message,
            advice=words.advice,
            first_step=each.steps[0],
            last_step=each.steps[1],
            found=each.found,
        )
        for each in sorted(found, key=lambda each: SEVERITIES.index(each.severity))
    ]


def can_resume(seen: Seen) -> bool:
    """Whether it ended before it was done, and left something to go on from."""
    return (
        seen.facts.record is not None
        and seen.stands.state in ("failed", "stopped", "lost")
        and seen.look.supervisor != "elsewhere"
        and bool(checkpoints(seen.facts))
    )


def eta(facts: Facts, now: float) -> float | None:
    """Seconds until the last step, at the pace of this attempt; ``None``: it cannot be told."""
    progress = facts.progress
    step, total = whole(progress, "step"), whole(progress, "total")
    first_step, first_time = whole(progress, "first_step"), number(progress, "first_time")
    time = number(progress, "time")
    if step is None or total is None or first_step is None or first_time is None or time is None:
        return None
    if not first_step < step <= total or time <= first_time:
        return None
    pace = (time - first_time) / (step - first_step)
    return max(0.0, (total - step) * pace - max(0.0, min(now - time, pace)))


def detail(seen: Seen, run_exit: RunExit | None, say: Wording) -> str:
    """The line beside its name: ``62 % · loss 0.53 · 12m left · GPU 0``, ``f1 0.91 · accuracy 0.93``, or why
    it ended."""
    state, facts = seen.stands.state, seen.facts
    # That it was stopped its state says.
    if run_exit is not None and run_exit.message and run_exit.cause != "stopped":
        return short(run_exit.message)
    if state == "succeeded":
        return " · ".join(result_words(seen.metrics))
    left = eta(facts, seen.look.now) if seen.stands.alive else None
    devices = facts.spec.get("devices")
    parts = [
        say("Waiting") if state == "queued" else "",
        say("Stopping…") if seen.stands.alive and facts.stop is not None else "",
        progress_words(facts, say),
        loss_words(seen.metrics),
        say("{time} left", time=duration(left, say)) if left is not None else "",
        device_words(devices, say) if seen.stands.alive and isinstance(devices, list) else "",
    ]
    return " · ".join(part for part in parts if part)


def short(message: str) -> str:
    """The first line of a sentence, as one part of a row."""
    line = message.strip().partition("\n")[0].strip()
    return line if line.endswith("..") else line.rstrip(".。")


def progress_words(facts: Facts, say: Wording) -> str:
    """All of it only when all of it is done; the step where the end is not known."""
    step, total = whole(facts.progress, "step"), whole(facts.progress, "total")
    if step is None:
        return ""
    if total is not None and total > 0:
        return say("{count} %", count=min(100, step * 100 // total))
    return say("step {step}", step=f"{step:,}")


def duration(seconds: float, say: Wording) -> str:
    """A time span in its largest unit or two."""
    minutes = math.ceil(seconds / 60)
    if minutes < 2:
        return say("{count}s", count=math.ceil(seconds))
    if minutes < 100:
        return say("{count}m", count=minutes)
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return say("{hours}h {minutes}m", hours=hours, minutes=rest)
    return say("{count}d", count=round(hours / 24))


def exit_of(seen: Seen, say: Wording) -> RunExit | None:
    """How it ended; ``None``: it has not."""
    stands = seen.stands
    if stands.alive:
        return None
    message, advice = words_of_cause(stands.cause, dict(stands.values), say)
    return RunExit(code=stands.code, cause=stands.cause, message=message, advice=advice)


def words_of_cause(cause: str, values: dict[str, object], say: Wording) -> tuple[str, str]:
    """What happened and what to do, in the user's language."""
    # What was refused before it could begin. Other reasons share their names with exits: a missing package, a
    # full disk.
    if cause in REASONS and cause.startswith(("slurm-", "run-")):
        reason = REASONS[cause]
        given = {"message": "", "program": "", **values}
        return say(reason.message, **given), say(reason.advice, **given)
    if cause == "not-started":
        return say("It could not be started."), say("Look at the log of its supervisor in its folder.")
    if cause == "slurm-ended":
        word = " ".join(str(values.get(key, "")) for key in ("word", "reason")).strip()
        return say("Slurm ended the job: {word}", word=word), say(
            "Resume it: it goes on from its last checkpoint."
        )
    return cause_words(Cause(cause, values), say)


def unreadable_words(path: Path, why: str, say: Wording) -> str:
    """A folder of runs that cannot be read."""
    return say("{path} cannot be read: {message}", path=str(path), message=why)


def state_word(state: RunState, say: Wording) -> str:
    """The state, for people."""
    return {
        "queued": say("queued"),
        "running": say("running"),
        "succeeded": say("succeeded"),
        "failed": say("failed"),
        "stopped": say("stopped"),
        "lost": say("lost"),
    }[state]


def command_text(facts: Facts) -> str:
    """The command as a shell takes it."""
    return shlex.join(str(word) for word in facts.spec["command"])
