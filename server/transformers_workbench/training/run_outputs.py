"""What a run wrote besides its notes: checkpoints, adapters, models, event files."""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path
from typing import Any, Literal

import attrs

from transformers_workbench.training.run_facts import Facts
from transformers_workbench.training.run_folder import OWN, TENSORBOARD
from transformers_workbench.training.run_notes import text

CHECKPOINT = re.compile(r"checkpoint-(\d+)")
COMPLETE = "trainer_state.json"
"""The Trainer writes it last of what it needs to go on."""
WEIGHTS = re.compile(r"(model|pytorch_model).*\.(safetensors|bin)")
ADAPTER = "adapter_config.json"


@attrs.frozen
class Output:
    """A folder that was written. ``size``: bytes of what lies in it."""

    kind: Literal["checkpoint", "adapter", "model"]
    path: Path
    step: int | None
    size: int
    written: float


def output_folder(facts: Facts) -> Path | None:
    """Where the Trainer writes; ``None``: there was none, none is told, or it is out of reach."""
    return _named(facts, "output_dir")


def checkpoints(facts: Facts) -> list[Path]:
    """The complete checkpoints that a run can go on from, the oldest first."""
    folder = output_folder(facts)
    found: list[tuple[int, Path]] = []
    if folder is not None:
        earlier = _earlier(facts, folder)
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                step = CHECKPOINT.fullmatch(entry.name)
                if step is None:
                    continue
                with contextlib.suppress(OSError):
                    written = (Path(entry.path) / COMPLETE).stat().st_mtime_ns
                    if earlier.get(entry.name) != written:
                        found.append((int(step[1]), Path(entry.path)))
    return [path for _, path in sorted(found)]


def outputs(facts: Facts) -> list[Output]:
    """Checkpoints and what was saved at the end, the newest first."""
    folder = output_folder(facts)
    if folder is None:
        return []
    found = [
        _output("checkpoint", path, int(path.name.rpartition("-")[2])) for path in checkpoints(facts)[::-1]
    ]
    for path in (folder, *_below(folder)):
        if CHECKPOINT.fullmatch(path.name):
            continue
        if (path / ADAPTER).is_file():
            found.insert(0, _output("adapter", path, None))
        elif _has_weights(path):
            found.insert(0, _output("model", path, None))
    return found


def log_folders(facts: Facts, *, goes_on: bool) -> list[Path]:
    """Where event files are, or will be; of a run that has ended without any: none of its own."""
    named = _named(facts, "logging_dir")
    own = facts.folder / TENSORBOARD
    folders = [named] if named is not None else []
    if own not in folders and ((goes_on and not folders) or _has_events(own)):
        folders.append(own)
    return folders


def _named(facts: Facts, key: str) -> Path | None:
    """A folder that the Trainer said it writes to. What the files of a run from elsewhere name is only looked
    at if it came with them: a path of a network, for one, would be asked for with this user's name."""
    told = text(facts.trainer, key)
    if not told:
        return None
    path = Path(text(facts.spec, "working_directory") or "/", told)
    return path if facts.record is not None or _came_with(facts.folder, path) else None


def _came_with(run: Path, path: Path) -> bool:
    runs_folder = run.parent
    top = runs_folder.parent.parent if runs_folder.parent.name == OWN else runs_folder
    if not Path(os.path.normpath(path)).is_relative_to(top):
        return False  # Said before the disk is asked.
    try:
        return path.resolve().is_relative_to(top.resolve())
    except (OSError, RuntimeError, ValueError):
        return False


def _earlier(facts: Facts, folder: Path) -> dict[str, Any]:
    """Checkpoints that lay there before the run: name → when they were written."""
    told = (facts.trainer or {}).get("earlier_checkpoints")
    found = told.get(str(folder)) if isinstance(told, dict) else None
    return found if isinstance(found, dict) else {}


def _output(kind: Literal["checkpoint", "adapter", "model"], path: Path, step: int | None) -> Output:
    size, written = 0, 0.0
    with contextlib.suppress(OSError), os.scandir(path) as entries:
        for entry in entries:
            with contextlib.suppress(OSError):
                if entry.is_file(follow_symlinks=False):
                    size += entry.stat().st_size
                    written = max(written, entry.stat().st_mtime)
    return Output(kind, path, step, size, written)


def _below(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return sorted(Path(entry.path) for entry in entries if entry.is_dir(follow_symlinks=False))
    return []


def _has_weights(folder: Path) -> bool:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return any(WEIGHTS.fullmatch(entry.name) for entry in entries)
    return False


def _has_events(folder: Path) -> bool:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return any("tfevents" in entry.name or entry.is_dir(follow_symlinks=False) for entry in entries)
    return False
