"""Notes the error that ends a process: what it was, and on which rank.

``sys.excepthook`` is asked first. A script may put its own there (rich does) and not call the one before,
so at exit the interpreter's own record of the last uncaught error is looked at, too. What was caught
and what ends in ``sys.exit`` is not an error of this kind.
"""

from __future__ import annotations

import atexit
import os
import sys

from .run import FAILURES, Run, complain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Any

_LONGEST_MESSAGE = 4_000
_LONGEST_TRACEBACK = 16_000
_SECRET = (
    r"(?:hf|api|hf_oauth|hf_jwt)_[A-Za-z0-9_\-.]{8,}"
    r"|(?i:(bearer\s+|authorization:\s*|token=\s*))[\w.~+/=-]{8,}"
    r"|(?<=://)[^/\s@]{1,200}@"
)


class _Noting:
    """The one note of this process."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._noted: BaseException | None = None

    def note(self, error: BaseException | None, thread: str = "") -> None:
        if error is None or error is self._noted or isinstance(error, (KeyboardInterrupt, SystemExit)):
            return
        if thread and self._noted is not None:
            return
        self._noted = error
        try:
            from .files import write_json

            folder = self._run.path(FAILURES)
            os.makedirs(folder, exist_ok=True)
            path = os.path.join(folder, f"{os.getpid()}.json")
            write_json(path, {**told(error), "attempt": self._run.attempt, "thread": thread})
        except Exception as failed:
            complain("the error could not be noted", failed)


def note_uncaught(run: Run) -> Callable[[], None]:
    """From now on the error that ends this process is noted. What comes back, called, has those that end a
    thread noted, too: `threading` is not imported for that alone."""
    noting = _Noting(run)
    before = sys.excepthook

    def hook(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
        noting.note(error)
        before(kind, error, traceback)

    sys.excepthook = hook
    atexit.register(lambda: noting.note(getattr(sys, "last_value", None)))

    def note_of_threads() -> None:
        import threading

        before_of_threads = threading.excepthook

        def hook_of_threads(arguments: Any) -> None:
            noting.note(arguments.exc_value, getattr(arguments.thread, "name", "?"))
            before_of_threads(arguments)

        threading.excepthook = hook_of_threads

    return note_of_threads


def told(error: BaseException) -> dict[str, Any]:
    """What is known of an error, without secrets."""
    import time
    import traceback

    lines = traceback.format_exception(type(error), error, error.__traceback__)
    rank = os.environ.get("RANK", os.environ.get("SLURM_PROCID", ""))
    return {
        "type": f"{type(error).__module__}.{type(error).__qualname__}",
        "message": _readable(error)[:_LONGEST_MESSAGE],
        "traceback": without_secrets("".join(lines))[-_LONGEST_TRACEBACK:],
        "rank": int(rank) if rank.isdigit() else None,
        "time": time.time(),
        "errno": error.errno if isinstance(error, OSError) else None,
        "name": error.name if isinstance(error, ImportError) else None,
        "script": without_secrets(sys.argv[0] if sys.argv else ""),
    }


def _readable(error: BaseException) -> str:
    try:
        return without_secrets(str(error))
    except Exception:
        return ""


def without_secrets(text: str) -> str:
    """A text of the user's without what gives access."""
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "HUGGINGFACE_HUB_TOKEN"):
        token = os.environ.get(name, "")
        if len(token) >= 8:
            text = text.replace(token, "…")
    import re

    return re.sub(_SECRET, lambda found: (found[1] or "") + "…", text)
