"""The runs of some folders, as they are now; and removing one."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs

from transformers_agent.walk import walk
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.health.finding_notes import Findings, read_findings
from transformers_workbench.training.metrics_tail import last_metrics
from transformers_workbench.training.run_facts import Facts, Look, see
from transformers_workbench.training.run_folder import METRICS
from transformers_workbench.training.run_record import Records, forget
from transformers_workbench.training.run_start import changing, run_folders, told
from transformers_workbench.training.run_state import Standing, standing
from transformers_workbench.training.run_stop import supervise_again


@attrs.frozen
class Seen:
    """A run as it is now."""

    facts: Facts
    look: Look
    stands: Standing
    metrics: Mapping[str, float]
    findings: Findings | None = None
    """What the supervisor noted of the rows; ``None``: nothing."""


@attrs.frozen
class Found:
    """Runs, the newest first. ``unreadable``: folder and why it could not be read."""

    runs: tuple[Seen, ...]
    unreadable: tuple[tuple[Path, str], ...]


def look_up(folder: Path, *, supervised: bool = True) -> Seen:
    """One run. If it is this user's, a supervisor is started for it when it has none and needs one.
    ``supervised``: whether that may be.

    Raises:
        WorkbenchError: ``run-missing``.
    """
    seen = seen_run(folder, Records(), supervised=supervised)
    if seen is None:
        raise WorkbenchError("run-missing", path=str(folder))
    return seen


def all_runs(folders: Iterable[Path], *, supervised: bool = True) -> Found:
    """The runs of folders that have runs' folders in them; one that does not exist has none."""
    runs: list[Seen] = []
    records = Records(expected=2)
    unreadable: list[tuple[Path, str]] = []
    for folder in dict.fromkeys(folders):
        try:
            below = run_folders(folder)
        except FileNotFoundError:
            continue
        except OSError as error:
            unreadable.append((folder, error.strerror or str(error)))
            continue
        for each in below:
            seen = seen_run(each, records, supervised=supervised)
            if seen is not None:
                runs.append(seen)
    return Found(tuple(sorted(runs, key=lambda seen: -seen.facts.created)), tuple(unreadable))


def seen_run(folder: Path, records: Records, *, supervised: bool = True) -> Seen | None:
    """A run; ``None``: the folder is none."""
    seen = see(folder, records)
    if seen is None:
        return None
    facts, look = seen
    stands = standing(facts, look)
    if supervised:
        with contextlib.suppress(
            OSError
        ):  # The disk is full, or read-only: what is known is shown all the same.
            supervise_again(facts, look, stands)
    return Seen(facts, look, stands, last_metrics(folder / METRICS), read_findings(folder))


def remove(folder: Path) -> int:
    """Deletes the folder of a run that has ended, and returns the bytes that were freed.

    Raises:
        WorkbenchError: ``run-missing``, ``run-alive``, ``run-folder``, ``run-busy``.
    """
    if folder.is_symlink():
        raise WorkbenchError("run-missing", path=str(folder))
    with told(folder):
        with changing(folder):
            seen = see(folder)
            if seen is None:
                raise WorkbenchError("run-missing", path=str(folder))
            if standing(*seen).alive:
                raise WorkbenchError("run-alive", path=str(folder))
            size = _size(folder)
            # In one step it is a run no more, so that no other window sees half of one.
            gone = folder.with_name(f".removed-{os.getpid()}-{folder.name}")
            folder.rename(gone)
        shutil.rmtree(gone)
        forget(seen[0].record)
    return size


def _size(folder: Path) -> int:
    total = 0
    for path, _, names in walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += Path(path, name).lstat().st_size
    return total
