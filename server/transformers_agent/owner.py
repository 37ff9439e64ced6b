"""Ends this process with the one that started it, whatever code it is in by then.

Code in C may hold Python's lock for hours: neither a signal handler nor a thread of Python's gets its turn.
So what ends the process then must be the system's: on Linux the signal that a parent's death sends, elsewhere
a timer whose signal is not handled. A thread sets the timer anew as long as it gets its turn and the parent
lives. On Windows it is a job object of the parent's, see ``windows_job``.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time

NO_PARENT_SIGNAL = "TRANSFORMERS_WORKBENCH_NO_PARENT_SIGNAL"
"""Set to anything: the timer is used on Linux, too, where a sandbox refuses the signal for example."""

BEAT = 0.5
"""Seconds between two looks at the parent."""

GRACE = 1.0
"""Seconds more than it was allowed until a process that is silent is ended."""

_PR_SET_PDEATHSIG = 1


class Owner:
    """The process that this one ends with; the system sees to it."""

    def allow(self, silence: float | None) -> None:
        """How many seconds the next piece of work may hold Python's lock; ``None``: there is no work."""


class WatchedOwner(Owner):
    """Where the system does not tell of a parent's end: a thread looks, and a timer ends what lets it not."""

    def __init__(self, silence: float | None) -> None:
        self._parent = os.getppid()
        self._silence = silence
        self._setting = threading.Lock()
        self._main = threading.get_ident()
        threading.Thread(target=self._watch, name="owner", daemon=True).start()

    def allow(self, silence: float | None) -> None:
        """See ``Owner``; from the main thread."""
        if sys.platform == "win32":
            return
        self._silence = silence
        # A library may have put a handler of its own in the way.
        if signal.getsignal(signal.SIGALRM) is not signal.SIG_DFL:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
        self._set_timer()

    def _watch(self) -> None:
        while sys.platform != "win32":
            if os.getppid() != self._parent:
                os.kill(os.getpid(), signal.SIGKILL)
            self._set_timer()
            time.sleep(BEAT)

    def _set_timer(self) -> None:
        if sys.platform == "win32":
            return
        # Reading and setting are one step: what the other thread read before must not be set afterwards.
        with self._setting:
            silence = self._silence
            signal.setitimer(signal.ITIMER_REAL, 0.0 if silence is None else silence + GRACE)


def end_with_owner(silence: float | None = None) -> Owner:
    """From now on this process ends when its parent does; called once, from the main thread.

    ``silence``: how many seconds work may hold Python's lock, until ``allow`` says something else.
    """
    if sys.platform == "win32":
        return Owner()
    if _is_signalled():
        return Owner()
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    return WatchedOwner(silence)


def _is_signalled() -> bool:
    """Whether the system sends a signal when the parent ends. It does so at the end of the *thread* that
    started this process: event loops and agents start theirs from threads that live as long as they do."""
    if sys.platform != "linux" or os.environ.get(NO_PARENT_SIGNAL):
        return False
    try:
        import ctypes

        parent = os.getppid()
        refused = ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    except (ImportError, OSError, AttributeError):
        return False
    if os.getppid() != parent:  # It ended while it was being asked for.
        os.kill(os.getpid(), signal.SIGKILL)
    return bool(refused == 0)
