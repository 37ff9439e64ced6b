"""What is known of how a run ended, before anything is concluded from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs

from transformers_agent.regular_files import read_json
from transformers_workbench.training.run_folder import FAILURES

_LARGEST_NOTE = 2**18
_MOST_NOTES = 1_000


@attrs.frozen
class Failure:
    """An uncaught error of one process. ``type`` is qualified; ``rank`` ``None``: a launcher, or no process
    of several; ``thread``: its name, when it only ended that."""

    type: str
    message: str
    traceback: str = ""
    rank: int | None = None
    time: float = 0.0
    errno: int | None = None
    name: str | None = None
    """Of an import that failed."""
    thread: str = ""

    @property
    def kind(self) -> str:
        """The class alone."""
        return self.type.rpartition(".")[2]

    @property
    def line(self) -> str:
        """As a traceback's last line has it, without where the class lies."""
        first = next((line for line in self.message.splitlines() if line.strip()), "")
        return f"{self.kind}: {first.strip()}" if first else self.kind


@attrs.frozen
class EndFacts:
    """``code`` and ``signal`` of the script's or launcher's process, of which one is set at most."""

    code: int | None
    signal: int | None = None
    log_tail: str = ""
    """Text from the log's end."""
    failures: tuple[Failure, ...] = ()
    last_rows: tuple[dict[str, Any], ...] = ()
    """Of ``metrics.jsonl``, of this attempt."""
    stopped: bool = False
    """Somebody asked for it."""
    reboot: bool = False
    """The machine went down meanwhile."""
    free_disk: int | None = None
    """Bytes, of where it writes."""
    oom_kills: int | None = None
    """By how many the kernel's counter of processes killed for memory grew; ``None``: it cannot be read."""


def failures_of(folder: Path, attempt: int) -> tuple[Failure, ...]:
    """What the processes of an attempt noted, the first first. Notes that are none are passed over."""
    found: list[Failure] = []
    try:
        paths = sorted((folder / FAILURES).glob("*.json"))[:_MOST_NOTES]
    except OSError:
        return ()
    for path in paths:
        try:
            note = read_json(path, _LARGEST_NOTE, within=folder)
            if note.get("attempt", attempt) == attempt:
                found.append(_failure(note))
        except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            continue
    return tuple(sorted(found, key=lambda failure: failure.time))


def _failure(note: dict[str, Any]) -> Failure:
    rank, errno, name = note.get("rank"), note.get("errno"), note.get("name")
    return Failure(
        type=str(note["type"]),
        message=str(note.get("message", "")),
        traceback=str(note.get("traceback", "")),
        rank=rank if isinstance(rank, int) else None,
        time=float(note.get("time", 0.0)),
        errno=errno if isinstance(errno, int) else None,
        name=name if isinstance(name, str) else None,
        thread=str(note.get("thread", "")),
    )
