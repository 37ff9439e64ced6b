"""What was found in the newest run of each script."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import attrs

from transformers_workbench.documents import uri_of
from transformers_workbench.health.finding_notes import NotedFinding, read_findings
from transformers_workbench.health.findings import Severity
from transformers_workbench.health.log_origin import Origin, origin_of_spec
from transformers_workbench.health.log_state import wanted_of
from transformers_workbench.health.script_places import Wanted
from transformers_workbench.training.run_folder import OUTCOME, SPEC
from transformers_workbench.training.run_notes import note_bytes, number, parsed, read_note, text
from transformers_workbench.training.run_record import Records, digest_of
from transformers_workbench.training.run_start import run_folders


@attrs.frozen
class ScriptFinding:
    """``run``: the name of the run, or of the log. Its place in the script is asked for by ``wanted``."""

    rule: str
    severity: Severity
    run: str
    message: str
    advice: str
    wanted: Wanted


@attrs.frozen
class _Run:
    folder: Path
    script: str
    name: str
    created: float
    spec: Mapping[str, object]


class ScriptFindings:
    """Reads what a run was asked to be once: it does not change."""

    def __init__(self) -> None:
        self._runs: dict[Path, _Run | None] = {}

    def look(self, folders: Iterable[Path], language: str) -> Mapping[str, Sequence[ScriptFinding]]:
        """The findings by the URI of their script. It reads a disk.

        A run that ended well and in which nothing was found stands for those before it.
        """
        runs = self._all(folders)
        found: dict[str, Sequence[ScriptFinding]] = {}
        for run in sorted(runs, key=lambda run: -run.created):
            if run.script in found:
                continue
            noted = read_findings(run.folder)
            if noted is not None and noted.findings:
                found[run.script] = _with_words(run, noted.findings, language)
            elif text(read_note(run.folder / OUTCOME), "state") == "succeeded":
                found[run.script] = ()
        return {script: each for script, each in found.items() if each}

    def _all(self, folders: Iterable[Path]) -> list[_Run]:
        there: dict[Path, _Run | None] = {}
        records = Records(expected=2)
        for folder in dict.fromkeys(folders):
            with contextlib.suppress(OSError):
                for run in run_folders(folder):
                    there[run] = self._runs.get(run) or _read(run, records)
        self._runs = there
        return [run for run in there.values() if run is not None]


def _read(folder: Path, records: Records) -> _Run | None:
    """``None``: it is no run, or not one of this user's. What came with a folder marks no script, and offers
    no change of it."""
    content = note_bytes(folder / SPEC)
    note = parsed(content)
    if content is None or records.find(folder, digest_of(content)) is None:
        return None
    spec = (note or {}).get("spec")
    if not isinstance(spec, dict) or not text(spec, "script"):
        return None
    name = text(note, "name") or folder.name
    return _Run(folder, uri_of(Path(text(spec, "script"))), name, number(note, "created") or 0.0, spec)


def _with_words(run: _Run, noted: Iterable[NotedFinding], language: str) -> Sequence[ScriptFinding]:
    origin: Origin = origin_of_spec(dict(run.spec), run.folder)
    found = []
    for each in noted:
        argument = None if each.argument is None else attrs.asdict(each.argument)
        wanted = wanted_of(argument, origin.given, origin.ran_with)
        if wanted is not None:
            words = each.words_in(language)
            found.append(
                ScriptFinding(each.rule, each.severity, run.name, words.message, words.advice, wanted)
            )
    return tuple(found)
