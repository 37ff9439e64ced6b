"""Which runs are this user's: what their workbench started is written down outside every workspace.

A run's folder may have come from anybody: an archive, a clone, a colleague. Its files say what a run *is*;
only the record says that it may be acted upon. A record is a folder whose name is made from the run's folder
and from what its spec says, so a list of runs needs no more than the names: another spec, or the same one
elsewhere, is another run.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import shutil
import stat
import sys
import time
from pathlib import Path

import attrs

from transformers_workbench.errors import WorkbenchError
from transformers_workbench.state_folder import is_private, make_private, state_folder
from transformers_workbench.training.run_folder import JOB, PROCESS, SPEC
from transformers_workbench.training.run_notes import Note, note_bytes, read_note, text, whole, write_note

RECORD = "record.json"
"""``folder``, ``owner``, ``host``, ``created``, ``attempt`` (the last that this user's workbench began; 0:
none), ``adopted`` (when the user said that it is theirs)."""
KEEPER = "keeper.py"
"""The program that keeps the script."""
INJECTED = "injected"
"""What is put on the script's ``PYTHONPATH``: an update of the extension cannot pull it away."""


@attrs.frozen
class Record:
    """Of one run. ``place``: the record's own folder."""

    place: Path

    @property
    def attempt(self) -> int:
        """The last attempt that was begun from here; 0: none."""
        return whole(read_note(self.place / RECORD), "attempt") or 0

    @property
    def process(self) -> Note | None:
        """What the keeper noted about the script's process, where nobody else can write."""
        return read_note(self.place / PROCESS)

    def begin(self, folder: Path, attempt: int) -> None:
        """Writes down that this attempt is this user's to begin.

        Raises:
            OSError: it cannot be written.
        """
        before = read_note(self.place / RECORD) or {}
        write_note(self.place / RECORD, {**_facts(folder), **before, "attempt": attempt})

    def note_job(self, attempt: int, job: str) -> None:
        """Writes down that a job of a cluster was submitted for this run.

        Raises:
            OSError: it cannot be written.
        """
        write_note(self.place / JOB, {"attempt": attempt, "ids": [*self._jobs(attempt), job]})

    def knows_job(self, attempt: int, job: str) -> bool:
        """Whether a job was submitted for this attempt, and is not just said to be in the run's folder."""
        process = self.process
        noted = text(process, "job") if whole(process, "attempt") == attempt else ""
        return job in {*self._jobs(attempt), noted} - {""}

    def knows_process(self, note: Note) -> bool:
        """Whether a note of the run's folder names the process that its keeper started."""
        process = self.process
        keys = ("attempt", "pid", "identity", "host")
        return process is not None and all(process.get(key) == note.get(key) for key in keys)

    def _jobs(self, attempt: int) -> list[str]:
        note = read_note(self.place / JOB)
        ids = note.get("ids") if note is not None and note.get("attempt") == attempt else None
        return [each for each in ids if isinstance(each, str)] if isinstance(ids, list) else []


class Records:
    """All records, as they are now. ``expected``: of how many runs somebody is about to ask; for many it
    costs less to read their names at once."""

    def __init__(self, expected: int = 1) -> None:
        self._root = _root()
        self._is_private = is_private(self._root)
        self._names = _names(self._root) if expected > 1 and self._is_private else None
        self._parents: dict[str, str] = {}

    def find(self, folder: Path, digest: str) -> Record | None:
        """The record of a run; ``None``: this user's workbench did not start it. ``digest``: of its spec."""
        if not self._is_private:
            return None
        name = _name(self._resolved(folder), digest)
        if self._names is not None and name not in self._names:
            return None
        place = self._root / name
        # The folder above may have been open to a group before it was closed.
        return Record(place) if is_my_folder(place) else None

    def _resolved(self, folder: Path) -> str:
        # A link under the name of a run is no run, so only what is above it is resolved, once for all.
        parent = os.fspath(folder.parent)
        if parent not in self._parents:
            self._parents[parent] = os.path.realpath(parent)
        return os.path.join(self._parents[parent], folder.name)  # noqa: PTH118


def digest_of(spec: bytes) -> str:
    """What stands for a spec: the SHA-256 of its file."""
    return hashlib.sha256(spec).hexdigest()


def write_record(folder: Path, *, attempt: int, adopted: bool = False) -> Record:
    """Writes down that a run is this user's, by its spec as it is now. ``attempt``: the one that they begin.

    Raises:
        WorkbenchError: ``run-missing``; ``run-record``: the state folder cannot be written, or others could
            write there.
    """
    spec = note_bytes(folder / SPEC)
    if spec is None:
        raise WorkbenchError("run-missing", path=str(folder))
    root = _root()
    place = root / _name(os.path.realpath(folder), digest_of(spec))
    note = {**_facts(folder), "attempt": attempt}
    try:
        make_private(root.parent)
        make_private(root)
        place.mkdir(mode=0o700, exist_ok=True)
        write_note(place / RECORD, {**note, "adopted": time.time()} if adopted else note)
    except OSError as error:
        message = f"{error.filename or root}: {error.strerror or error}"
        raise WorkbenchError("run-record", message=message) from error
    return Record(place)


def forget(record: Record | None) -> None:
    """Takes the record of a run away that is no more."""
    if record is not None:
        with contextlib.suppress(OSError):
            shutil.rmtree(record.place)


def require(record: Record | None, folder: Path) -> Record:
    """The record, for whoever is about to act on the run.

    Raises:
        WorkbenchError: ``run-foreign``: there is none, or the folder is another user's.
    """
    if record is None or not is_my_folder(folder):
        raise WorkbenchError("run-foreign", name=folder.name)
    return record


def is_my_folder(folder: Path) -> bool:
    """Whether it is a folder, no link to one, and belongs to this user."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    if sys.platform == "win32":
        return stat.S_ISDIR(found.st_mode)
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()


def _facts(folder: Path) -> Note:
    return {
        "folder": str(folder),
        "owner": os.geteuid() if sys.platform != "win32" else None,
        "host": platform.node(),
        "created": time.time(),
    }


def _root() -> Path:
    return state_folder() / "runs"


def _name(resolved: str, digest: str) -> str:
    where = hashlib.sha256(os.path.normcase(resolved).encode("utf-8", "surrogatepass")).hexdigest()
    return f"{where[:32]}-{digest[:32]}"


def _names(root: Path) -> frozenset[str]:
    try:
        return frozenset(os.listdir(root))  # noqa: PTH208
    except OSError:
        return frozenset()
