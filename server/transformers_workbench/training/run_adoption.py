"""Taking a run over that this user's workbench did not start, because the user says that it is theirs: it
came with a shared file system or from another machine, its folder was moved, or it is older than the records.

Nothing begins by that. Its supervisor follows what runs and notes how it ends; only resuming starts its
command.
"""

from __future__ import annotations

import contextlib
import os
import platform
import sys
from pathlib import Path

from transformers_agent.tensorboard.process_identity import identity
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.training.process_group import is_mine
from transformers_workbench.training.run_facts import Facts, read_facts
from transformers_workbench.training.run_folder import PROCESS, RUN
from transformers_workbench.training.run_notes import text, write_note
from transformers_workbench.training.run_record import Record, is_my_folder, write_record


def adopt(folder: Path) -> Record:
    """Records a run as this user's, as its spec is now; one that is recorded already stays as it is.

    Raises:
        WorkbenchError: ``run-missing``, ``run-record``; ``run-owner``: the folder is another user's.
    """
    facts = read_facts(folder)
    if facts is None or folder.is_symlink():
        raise WorkbenchError("run-missing", path=str(folder))
    if facts.record is not None:
        return facts.record
    if not is_my_folder(folder):
        raise WorkbenchError("run-owner", name=folder.name)
    record = write_record(folder, attempt=0, adopted=True)
    if facts.process is not None and _is_its_process(facts):
        with contextlib.suppress(OSError):  # Without it the run ends by what it is asked, not by a signal.
            write_note(record.place / PROCESS, facts.process)
    return record


def _is_its_process(facts: Facts) -> bool:
    """Whether the process that the folder names is the script's: it is this user's, and says so itself where
    the system lets it be asked."""
    pid, noted = facts.pid, text(facts.process, "identity")
    if pid is None or pid <= 1 or text(facts.process, "host") != platform.node():
        return False
    if not noted or identity(pid) != noted or not is_mine(pid):
        return False
    return sys.platform != "linux" or _names_folder(pid, facts.folder)


def _names_folder(pid: int, folder: Path) -> bool:
    try:
        variables = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return False
    prefix, wanted = f"{RUN}=".encode(), os.fsencode(os.path.realpath(folder))
    return any(
        os.path.realpath(each[len(prefix) :]) == wanted for each in variables if each.startswith(prefix)
    )
