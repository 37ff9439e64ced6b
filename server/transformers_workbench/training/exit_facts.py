"""Gathers what the run's folder and the machine tell of an end, for ``exit_causes``."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from transformers_agent.regular_files import read_text
from transformers_workbench.training.exit_evidence import EndFacts, failures_of
from transformers_workbench.training.metrics_tail import last_rows
from transformers_workbench.training.run_folder import LOG, METRICS, PROCESS
from transformers_workbench.training.run_notes import file_tail, read_note, whole

_LOG_BYTES = 2**18
_COUNTERS = (Path("/sys/fs/cgroup/memory.events"), Path("/proc/vmstat"))
_OOM_KILLS = re.compile(r"^oom_kill (\d+)$", re.MULTILINE)


def end_facts(
    folder: Path,
    attempt: int,
    code: int | None,
    *,
    stopped: bool = False,
    reboot: bool = False,
    writes_to: Iterable[Path] = (),
    oom_kills_before: int | None = None,
) -> EndFacts:
    """``code``: minus the signal where one ended it. ``writes_to``: places besides the folder;
    ``oom_kills_before``: what ``oom_kills`` said when it began."""
    now = oom_kills()
    signal = -code if code is not None and code < 0 else None
    grown = None if now is None or oom_kills_before is None else max(0, now - oom_kills_before)
    return EndFacts(
        code=None if signal is not None else code,
        signal=signal,
        log_tail=_log_tail(folder, attempt),
        failures=failures_of(folder, attempt),
        last_rows=tuple(row for row in last_rows(folder / METRICS) if row.get("attempt", attempt) == attempt),
        stopped=stopped,
        reboot=reboot,
        free_disk=_least_free([folder, *writes_to]),
        oom_kills=grown,
    )


def _log_tail(folder: Path, attempt: int) -> str:
    """Of this attempt: the keeper notes where it begins in the log that all attempts share."""
    note = read_note(folder / PROCESS)
    begins = (whole(note, "log_start") or 0) if note is not None and note.get("attempt") == attempt else 0
    try:
        size = (folder / LOG).stat().st_size - begins
    except OSError:
        return ""
    return file_tail(folder / LOG, min(_LOG_BYTES, max(0, size))).decode("utf-8", "replace")


def oom_kills() -> int | None:
    """How many processes the kernel has killed for memory: in this control group (version 2), else on the
    whole machine since it started; ``None``: it does not say."""
    for path in _control_groups():
        try:
            found = _OOM_KILLS.search(read_text(path, encoding="ascii"))
        except (OSError, ValueError):
            continue
        if found:
            return int(found[1])
    return None


def _control_groups() -> list[Path]:
    try:
        lines = read_text("/proc/self/cgroup").splitlines()
    except (OSError, ValueError):
        return list(_COUNTERS)
    own = [
        Path("/sys/fs/cgroup") / line[3:].lstrip("/") / "memory.events"
        for line in lines
        if line.startswith("0::")
    ]
    return [*own, *_COUNTERS]


def _least_free(places: Iterable[Path]) -> int | None:
    free: list[int] = []
    for place in places:
        try:
            free.append(shutil.disk_usage(place).free)
        except OSError:
            continue
    return min(free, default=None)
