"""The answer of ``health`` as text and as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import attrs

from transformers_workbench.health.findings import Finding
from transformers_workbench.health.python_text import python_text
from transformers_workbench.health.reading import Note
from transformers_workbench.health.series import Series
from transformers_workbench.wording import Wording

Json = dict[str, Any]


@attrs.frozen
class Looked:
    """A run and what was found."""

    run: Series
    findings: tuple[Finding, ...]


def json_report(looked: Sequence[Looked], notes: Sequence[Note], say: Wording) -> Json:
    """``findings``, ``runs`` and ``warnings``. What is no number in JSON is ``null``."""
    return {
        "findings": [finding_json(each.run, finding) for each in looked for finding in each.findings],
        "runs": [_run(each.run) for each in looked],
        "warnings": [note_words(note, say) for note in notes],
    }


def finding_json(run: Series, finding: Finding) -> Json:
    """One finding. ``steps`` are rows, counted from 1, where ``runs[].steps_known`` is false."""
    argument = finding.argument
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "run": run.name,
        "steps": list(finding.steps),
        "evidence": {name: _plain(value) for name, value in finding.evidence.items()},
        "message": finding.message,
        "causes": [cause.text for cause in finding.causes],
        "suspects": [cause.key for cause in finding.causes],
        "advice": finding.advice,
        "argument": None if argument is None else attrs.asdict(argument),
    }


def _run(run: Series) -> Json:
    return {
        "name": run.name,
        "rows": len(run),
        "steps": [_plain(run.steps[0]), _plain(run.steps[-1])] if len(run) else [],
        "steps_known": not run.counted,
        "total_steps": run.total_steps or None,
        "metrics": sorted(run.columns),
    }


def _plain(value: float) -> float | int | None:
    if not math.isfinite(value):
        return None
    return int(value) if value == int(value) and abs(value) < 2**53 else float(f"{value:.6g}")


def text_report(looked: Sequence[Looked], say: Wording) -> str:
    """For people: findings with their causes and what to do, run by run."""
    blocks: list[str] = []
    for each in looked:
        if len(looked) > 1:
            blocks.append(say("Run {name}", name=each.run.name))
        blocks += [_block(finding, say) for finding in each.findings]
        if not each.findings:
            blocks.append(say("Nothing is wrong, as far as {rows} rows tell.", rows=len(each.run)))
    return "\n\n".join(blocks)


def _block(finding: Finding, say: Wording) -> str:
    lines = [f"{finding.severity}: {finding.message} [{finding.rule}]"]
    if finding.causes:
        lines.append("  " + say("Likely causes, the likeliest first:"))
        lines += [f"  {number}. {cause.text}" for number, cause in enumerate(finding.causes, 1)]
    lines.append("  " + say("What to do: {advice}", advice=finding.advice))
    if finding.argument is not None:
        lines.append(
            f"  TrainingArguments({finding.argument.name}={python_text(finding.argument.suggested)})"
        )
    return "\n".join(lines)


def note_words(note: Note, say: Wording) -> str:
    """A note in words."""
    if note.word == "damaged":
        return say("{count} places of the log could not be read and were left out.", count=note.count)
    if note.word == "cut":
        return say("The file ends in the middle: what there is was read.")
    if note.word == "repeated":
        return say("{count} rows are repeated, as by several ranks, and count once.", count=note.count)
    if note.word == "sampled":
        return say(
            "TensorBoard answers with at most {count} points of a curve: spikes between them are not seen.",
            count=note.count,
        )
    if note.word == "still-reading":
        return say("TensorBoard had not read all of the event files yet.")
    return say("The log is too large or too mixed: {count} rows were left out.", count=note.count)
