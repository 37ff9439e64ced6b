"""The processes of one session: whatever is started by it, however far away, inherits a mark."""

from __future__ import annotations

import contextlib
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import psutil

MARK = "WORKBENCH_TEST_SESSION"
PAUSE = 0.1


@dataclass
class Seen:
    """A process as it was when it was last seen. ``memory``: the most it has held, in bytes."""

    pid: int
    words: list[str] = field(default_factory=list)
    folder: str = ""
    memory: int = 0
    has_token: bool = False

    def is_below(self, folder: Path) -> bool:
        """Whether it works in the folder or names it."""
        return any(str(folder) in each for each in (*self.words, self.folder))

    def executes(self, folder: Path) -> bool:
        """Whether its program, or the script of its interpreter, lies in the folder."""
        code = [word for word in self.words[1:] if word.endswith((".py", ".sh"))]
        return any(word.startswith(f"{folder}/") for word in (*self.words[:1], *code))


class MarkedProcesses:
    """Looks for them again and again for as long as it is entered. ``token``: what none of them should have
    without need."""

    def __init__(self, token: str) -> None:
        self.mark = str(uuid.uuid4())
        self.seen: dict[int, Seen] = {}
        self._token = token
        self._others: set[psutil.Process] = set()
        """A process without the mark never gets it."""
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    @property
    def environment(self) -> dict[str, str]:
        """What the first process of the session is to have."""
        return {MARK: self.mark}

    def __enter__(self) -> MarkedProcesses:
        self._thread.start()
        return self

    def __exit__(self, *reason: object) -> None:
        self._over.set()
        self._thread.join()

    def alive(self) -> list[Seen]:
        """Those that run now."""
        return [self.seen[pid] for pid in self._update()]

    def left(self, patience: float) -> list[Seen]:
        """Those that still run when all should have ended."""
        end = time.monotonic() + patience
        while (alive := self.alive()) and time.monotonic() < end:
            time.sleep(PAUSE)
        return alive

    def end(self) -> None:
        """Ends what a failed test would leave behind."""
        for each in self.alive():
            with contextlib.suppress(psutil.Error):
                psutil.Process(each.pid).kill()

    def _look(self) -> None:
        while not self._over.wait(PAUSE):
            self._update()

    def _update(self) -> list[int]:
        with self._lock:
            return [process.pid for process in psutil.process_iter() if self._is_ours(process)]

    def _is_ours(self, process: psutil.Process) -> bool:
        if process in self._others:
            return False
        with contextlib.suppress(psutil.Error, OSError):
            environment = process.environ()
            if environment.get(MARK) != self.mark:
                self._others.add(process)
            elif process.status() != psutil.STATUS_ZOMBIE:
                seen = self.seen.setdefault(process.pid, Seen(process.pid))
                seen.has_token = seen.has_token or any(self._token in value for value in environment.values())
                seen.words = process.cmdline() or seen.words
                seen.memory = max(seen.memory, _most_memory(process))
                seen.folder = process.cwd()
                return True
        return False


def _most_memory(process: psutil.Process) -> int:
    with contextlib.suppress(OSError, StopIteration, IndexError):
        lines = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8", errors="replace").splitlines()
        return int(next(line for line in lines if line.startswith("VmHWM:")).split()[1]) * 1024
    return int(process.memory_info().rss)
