"""An agent started before anything else: its imports run beside the server's own.

Half of the time to a first preview is spent importing: pygls here, transformers there. So the process is
spawned before pygls is imported, with the plain ``subprocess`` module because no event loop runs yet, and
handed to the template lane when one does.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from transformers_agent import programs

if TYPE_CHECKING:
    import subprocess

AGENT = Path(__file__).resolve().parent.parent / "transformers_agent" / "__main__.py"
WARM_UP = {"id": 0, "method": "warm_up", "params": {"lane": "template"}, "deadline": 120, "memory": None}


class EarlyAgent:
    """A template agent that is warming up, until a lane takes it."""

    def __init__(self, interpreter: str, process: subprocess.Popen[bytes]) -> None:
        self.interpreter = interpreter
        self._process = process

    @classmethod
    def spawn(cls, interpreter: str) -> EarlyAgent | None:
        """Starts it; ``None`` where that cannot be done: the lane starts its own and says what is wrong.

        Windows' event loop reads only pipes that were made for it, so there is no early agent there.
        """
        if os.name == "nt":
            return None
        try:
            process = programs.popen(
                [interpreter, str(AGENT)],
                stdin=programs.PIPE,
                stdout=programs.PIPE,
                stderr=programs.PIPE,
                environment={**os.environ, "PYTHONIOENCODING": "utf-8"},
            )
            assert process.stdin is not None
            process.stdin.write(json.dumps(WARM_UP).encode("ascii") + b"\n")
            process.stdin.flush()
        except (OSError, ValueError):
            return None
        return cls(interpreter, process)

    def hand_over(self) -> subprocess.Popen[bytes]:
        """The process: from now on somebody else's."""
        return self._process

    def discard(self) -> None:
        """Ends it: nobody has a use for it."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
