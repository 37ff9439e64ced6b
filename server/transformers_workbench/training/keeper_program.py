"""The program that keeps a run's script: one text with all that it executes and all that it starts.

An update of the extension deletes its own files while runs go on, a compute node may not have them, and what
lies in a run's folder may have come from anybody. So nothing of these is executed: the program brings along
the keeper, what goes on the script's ``PYTHONPATH``, and the spec as it was when the run was recorded.
"""

from __future__ import annotations

import json
from pathlib import Path

from transformers_workbench.training import keeper
from transformers_workbench.training.run_notes import Note

AGENT = Path(__file__).resolve().parents[2] / "transformers_agent"

BOOT = """\
import json, sys, types
from pathlib import Path


def module(name):
    made = types.ModuleType(name)
    sys.modules[name] = made
    exec(compile(given[name], name + ".py", "exec"), made.__dict__)
    return made


given = json.loads({given})
keeper, identity = module("keeper"), module("process_identity").identity
program = keeper.Program(given["spec"], given["injected"], Path(given["record"]), identity)
sys.exit(keeper.main(Path(given["folder"]), given["attempt"], program))
"""


class Sources:
    """What is executed, read when the supervisor starts: later an update may have deleted it."""

    def __init__(self) -> None:
        injected = AGENT / "training" / "injected"
        self._keeper = Path(keeper.__file__).read_text(encoding="utf-8")
        self._identity = (AGENT / "tensorboard" / "process_identity.py").read_text(encoding="utf-8")
        self._injected = {
            file.relative_to(injected).as_posix(): file.read_text(encoding="utf-8")
            for file in sorted(injected.rglob("*.py"))
        }

    def program(self, folder: Path, attempt: int, spec: Note, record: Path) -> str:
        """The text: ASCII, for any encoding and any shell's here-document."""
        given = {
            "keeper": self._keeper,
            "process_identity": self._identity,
            "injected": self._injected,
            "spec": {key: spec.get(key) for key in ("command", "working_directory", "environment")},
            "record": str(record),
            "folder": str(folder),
            "attempt": attempt,
        }
        return BOOT.replace("{given}", repr(json.dumps(given)))
