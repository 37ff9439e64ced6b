"""Why a run ended: the root cause, out of what its processes, its log and the machine tell.

What a process noted of its own error is believed first, the one that failed first before those that only
noticed; then the log; then how the process ended. A word of the result is stable; ``exit_words`` says it to
people.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import attrs

from transformers_agent.projects import is_known, project_named_in, project_of
from transformers_workbench.auth.error_explanation import explain
from transformers_workbench.auth.error_text import excerpt_of
from transformers_workbench.training.exit_evidence import EndFacts, Failure
from transformers_workbench.training.exit_signs import is_follower, recognised
from transformers_workbench.training.exit_tracebacks import errors_of_log
from transformers_workbench.training.metrics_tail import as_number

_KILL, _TERMINATE, _INTERRUPT, _ABORT, _SEGMENT, _BUS = 9, 15, 2, 6, 11, 7
_NAMES = {
    1: "SIGHUP",
    2: "SIGINT",
    3: "SIGQUIT",
    4: "SIGILL",
    6: "SIGABRT",
    7: "SIGBUS",
    8: "SIGFPE",
    9: "SIGKILL",
}
_NAMES |= {11: "SIGSEGV", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM", 24: "SIGXCPU", 25: "SIGXFSZ"}
_ACCESS = {
    "no-token": "missing-token",
    "invalid-token": "invalid-token",
    "not-requested": "gated",
    "pending-or-denied": "gated",
    "scope-missing": "token-scope",
    "missing": "missing-repository",
    "offline": "hub-unreachable",
}
_CHILD = re.compile(
    r"exitcode\s*:\s*-(\d+)|Signal (\d+) \(SIG\w+\) received by PID|died with <Signals\.\w+: (\d+)>"
)
_ARGUMENTS = re.compile(
    r"error: (?:unrecognized arguments: ([^\n]{1,500})|([^\n]{0,200}argument [^\n]{1,300}))"
)
_SLURM = (
    (re.compile(r"slurmstepd[^\n]*DUE TO TIME LIMIT"), "time-limit"),
    (re.compile(r"slurmstepd[^\n]*DUE TO PREEMPTION"), "preempted"),
    (
        re.compile(r"slurmstepd[^\n]*(?:oom[_-]kill|exceeded memory limit)", re.IGNORECASE),
        "out-of-memory-host",
    ),
)
_IN_A_LIBRARY = re.compile(
    r'File "[^"\n]{0,1000}[/\\](?:site|dist)-packages[/\\][^"\n]{0,1000}", line \d+(?![\s\S]*\n  File ")'
)
"""The last place of a traceback, where it is not the user's own: what is said there is a library's word."""
_SMALL_DISK = 2**24
"""Bytes: what fails while it is written, with no more than this free, failed for that."""
_WRITE_FAILED = re.compile(
    r"inline_container\.cc|file write failed|PytorchStreamWriter|I/O error", re.IGNORECASE
)


@attrs.frozen
class Cause:
    """``kind``: a stable word, empty: nothing went wrong. ``values`` are plain JSON."""

    kind: str
    values: dict[str, Any] = attrs.field(factory=dict)


def cause_of(facts: EndFacts) -> Cause:
    """The root cause."""
    code, signal = _code_and_signal(facts)
    if code == 0 and signal is None:
        return Cause("stopped") if facts.stopped else _of_numbers(facts.last_rows)
    failure = _first([failure for failure in facts.failures if not failure.thread])
    if failure is None and not facts.failures:
        failure = _last_of_log(facts.log_tail)
    if failure is not None and not is_follower(failure) and not _is_an_end(failure):
        return _of_failure(failure, facts)
    if facts.stopped:
        return Cause("stopped")
    if facts.reboot:
        return Cause("reboot")
    for pattern, kind in _SLURM:
        if pattern.search(facts.log_tail):
            return Cause(kind)
    if signal is None:
        signal = _signal_of_a_child(facts)
    if signal is not None:
        return _of_signal(signal, facts)
    return _of_log(facts, failure, code)


def _code_and_signal(facts: EndFacts) -> tuple[int | None, int | None]:
    """A shell and some launchers hand a signal on as 128 and more."""
    if facts.code is not None and facts.signal is None:
        if facts.code < 0:
            return None, -facts.code
        if 128 < facts.code <= 128 + 31:
            return None, facts.code - 128
    return facts.code, facts.signal


def _first(failures: Sequence[Failure]) -> Failure | None:
    """The one that failed first, and of its own accord if there is such a one."""
    ordered = sorted(failures, key=lambda one: (is_follower(one), one.time, one.rank or 0))
    return ordered[0] if ordered else None


def _last_of_log(text: str) -> Failure | None:
    """A log may tell of errors that the script got over: the last that is nobody's follower counts."""
    errors = errors_of_log(text)
    own = [error for error in errors if not is_follower(error)]
    return own[-1] if own else errors[-1] if errors else None


def _is_an_end(failure: Failure) -> bool:
    """Only what being told to end brings with it."""
    return failure.kind in ("KeyboardInterrupt", "SystemExit", "SignalException")


def _of_failure(failure: Failure, facts: EndFacts) -> Cause:
    found = recognised(failure)
    if found is not None:
        kind, values = found
        if kind == "missing-package":
            return _package(failure, values)
        if kind not in ("missing-file", "not-allowed"):
            return Cause(kind, values)
    text = failure.traceback or f"{failure.type}: {failure.message}"
    if (
        _WRITE_FAILED.search(failure.message)
        and facts.free_disk is not None
        and facts.free_disk < _SMALL_DISK
    ):
        return Cause("disk-full", {})
    access = _access(text)
    if access is not None:
        return access
    if found is not None:
        return Cause(found[0], {"error": excerpt_of(failure.line), **found[1]})
    if _ended_in_nan(facts.last_rows):
        return Cause("nan-loss", {"error": excerpt_of(failure.line), **_where(facts.last_rows)})
    return Cause("crash", {"error": excerpt_of(failure.line)})


def _package(failure: Failure, values: dict[str, Any]) -> Cause:
    """``requirement`` is empty where no project is known: the name of a module may be another project's."""
    named = project_named_in(failure.message)
    if named is not None and not (is_known(named) or _IN_A_LIBRARY.search(failure.traceback)):
        named = None
    module = "" if failure.kind == "PackageNotFoundError" else values.get("module", "")
    if module or named:
        requirement = named or project_of(module) or ""
        return Cause("missing-package", {"module": module or named, "requirement": requirement})
    return Cause("crash", {"error": excerpt_of(failure.line)})


def _access(text: str) -> Cause | None:
    explained = explain(text)
    if explained is None:
        return None
    kind = _ACCESS.get(explained.answer["state"])
    return Cause(kind, {"access": explained.answer, "error": explained.excerpt}) if kind else None


def _signal_of_a_child(facts: EndFacts) -> int | None:
    """Of the process that a launcher says ended first; those that the launcher itself ended come after."""
    text = "\n".join(
        [facts.log_tail, *(failure.message for failure in facts.failures if is_follower(failure))]
    )
    root = text.rpartition("Root Cause")[2]
    for found in _CHILD.finditer(root):
        return int(next(group for group in found.groups() if group))
    return None


def _of_signal(signal: int, facts: EndFacts) -> Cause:
    name = _NAMES.get(signal, str(signal))
    if signal == _KILL:
        return Cause("out-of-memory-host" if facts.oom_kills else "killed", {"signal": name})
    if signal == _BUS:
        return Cause("shared-memory", {"signal": name})
    if any("train_runtime" in row for row in facts.last_rows) and signal in (_ABORT, _SEGMENT):
        return Cause("crash-at-exit", {"signal": name})
    if signal == _INTERRUPT:
        return Cause("interrupted", {"signal": name})
    if signal == _TERMINATE:
        return Cause("terminated", {"signal": name})
    return Cause("signal", {"signal": name})


def _of_log(facts: EndFacts, follower: Failure | None, code: int | None) -> Cause:
    wrong = _ARGUMENTS.search(facts.log_tail)
    if code == 2 and wrong:
        return Cause("wrong-argument", {"arguments": excerpt_of(wrong[1] or wrong[2])})
    thread = _first([failure for failure in facts.failures if failure.thread])
    if thread is not None:
        return _of_failure(thread, facts)
    # What the script caught and printed itself.
    access = _access("\n".join(facts.log_tail.splitlines()[-60:]))
    if access is not None:
        return access
    if follower is not None:
        return Cause("lost-process", {"error": excerpt_of(follower.line)})
    if code is None:
        return Cause("unknown", {})
    last = next((line for line in reversed(facts.log_tail.splitlines()) if line.strip()), "")
    return Cause("exit-code", {"code": code, "line": excerpt_of(last)})


def _of_numbers(rows: Sequence[dict[str, Any]]) -> Cause:
    return Cause("nan-loss", _where(rows)) if _ended_in_nan(rows) else Cause("")


def _ended_in_nan(rows: Sequence[dict[str, Any]]) -> bool:
    """Whether the last losses are no numbers; the library's filter shows others in their place."""
    with_loss = [row for row in rows if "loss" in row]
    return bool(with_loss) and _is_nan(with_loss[-1])


def _where(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The first step, as far as is known, from which on no loss was a number."""
    step = None
    for row in reversed([row for row in rows if "loss" in row]):
        if not _is_nan(row):
            break
        step = row.get("step")
    return {"step": step} if isinstance(step, int) else {}


def _is_nan(row: dict[str, Any]) -> bool:
    loss = as_number(row.get("loss"))
    return bool(row.get("nonfinite_loss_steps")) or (loss is not None and not math.isfinite(loss))
