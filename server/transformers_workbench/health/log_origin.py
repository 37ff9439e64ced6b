"""What wrote a log, as far as it tells: the script of a run of ours, and the words it was run with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs

from transformers_workbench.training.run_folder import SPEC, TRAINER
from transformers_workbench.training.run_notes import Note, read_note, text


@attrs.frozen
class Origin:
    """``script`` ``None``: unknown. ``given``: the words of its command line. ``ran_with``: the values of its
    ``TrainingArguments``, as far as they are known."""

    script: Path | None = None
    given: tuple[str, ...] = ()
    ran_with: Mapping[str, object] = attrs.field(factory=dict)


NO_ORIGIN = Origin()


def origin_of(log: Path) -> Origin:
    """Of a run's folder, or of a file in one. It reads a disk."""
    for folder in (log, log.parent):
        note = read_note(folder / SPEC)
        given = (note or {}).get("spec")
        if isinstance(given, dict) and text(given, "script"):
            return origin_of_spec(given, folder)
    return NO_ORIGIN


def origin_of_spec(spec: Note, folder: Path) -> Origin:
    """The same out of what a run of ours was asked to be."""
    words = spec.get("arguments")
    arguments = (read_note(folder / TRAINER) or {}).get("arguments")
    return Origin(
        Path(text(spec, "script")),
        tuple(str(word) for word in words) if isinstance(words, list) else (),
        arguments if isinstance(arguments, dict) else {},
    )
