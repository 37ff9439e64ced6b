"""Follows event files through the installed TensorBoard: it reads them, and is asked again while they
change."""

from __future__ import annotations

import asyncio
import contextlib
import math
import queue
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from transformers_agent.walk import walk
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.health.event_folder import EventFolder
from transformers_workbench.health.followed_run import Found
from transformers_workbench.health.log_problem import log_problem
from transformers_workbench.health.reading import Note, Reading

PAUSE = 1.0
"""Seconds between two questions at least."""
PATIENCE = 3.0
"""Times as long as the last answer took; the first one had to wait for TensorBoard to start."""
LONGEST_PAUSE = 30.0
LATE = 60.0
"""TensorBoard looks at the files every second, and tells of many points now and then only: so long after a
change it is still asked."""
LOOK_SECONDS = 1.0


class EventSource:
    """``interpreter``: the Python that has TensorBoard."""

    busy = False

    def __init__(self, path: Path, interpreter: str | None) -> None:
        self.reading = True
        self.notes: Sequence[Note] = ()
        self._path = path
        self._interpreter = interpreter
        self._runs: Sequence[Found] = ()
        self._asking: Asking | None = None
        self._began: float | None = None
        self._answer: Reading | None = None
        self._error: WorkbenchError | None = None
        self._asked_at = -math.inf
        self._next_question = self._next_look = 0.0
        self._seen: tuple[int, int, int] = (-1, 0, 0)
        self._changed_at = 0.0

    def found(self) -> Sequence[Found]:
        return self._runs

    def advance(self, until: float) -> bool:
        """Asks again when something changed; takes the answer when it is there."""
        now = time.monotonic()
        answer = None if self._asking is None else self._asking.answer()
        if answer is not None:
            return self._take(answer, now)
        if self._began is None:
            self._look(now)
        if self._error is not None:
            raise self._error
        return False

    def _look(self, now: float) -> None:
        if now >= self._next_look:
            seen = _looked_at(self._path)
            self._next_look = now + max(LOOK_SECONDS, 20 * (time.monotonic() - now))
            if seen != self._seen:
                self._seen, self._changed_at = seen, now
        is_told = not self.reading and self._asked_at > self._changed_at + LATE
        if now < self._next_question or is_told:
            return
        self._asked_at = now
        if self._interpreter is None:
            self._error, self.reading = WorkbenchError("interpreter-missing"), False
            return
        self._asking = self._asking or Asking(self._path, self._interpreter)
        self._asking.ask()
        self._began = now

    def _take(self, answer: Reading | WorkbenchError, now: float) -> bool:
        took = 0.0 if self.reading or self._began is None else now - self._began
        self._began = None
        self.reading = False
        self._next_question = now + min(LONGEST_PAUSE, max(PAUSE, PATIENCE * took))
        if isinstance(answer, WorkbenchError):
            self._error = answer
            raise answer
        self._error = None
        self.reading = any(note.word == "still-reading" for note in answer.notes)
        if answer is self._answer:
            return False
        self._answer = answer
        self.notes = [note for note in answer.notes if note.word != "still-reading"]
        self._runs = [Found(run.name or ".", run.name, run, run.counted) for run in answer.runs if len(run)]
        return True


class Asking:
    """Asks in a thread of its own: TensorBoard may take a minute to start. It stays for the next question,
    and ends with this process."""

    def __init__(self, path: Path, interpreter: str) -> None:
        self._path, self._interpreter = path, interpreter
        self._questions: queue.SimpleQueue[None] = queue.SimpleQueue()
        self._answers: queue.SimpleQueue[Reading | WorkbenchError] = queue.SimpleQueue()
        threading.Thread(target=lambda: asyncio.run(self._answer_all()), daemon=True).start()

    def ask(self) -> None:
        """Asks once more."""
        self._questions.put(None)

    def answer(self) -> Reading | WorkbenchError | None:
        """The answer, once; ``None``: it is not there yet."""
        try:
            return self._answers.get_nowait()
        except queue.Empty:
            return None

    async def _answer_all(self) -> None:
        folder: EventFolder | None = None
        while True:
            await asyncio.to_thread(self._questions.get)
            try:
                folder = folder or await EventFolder.open(self._path, self._interpreter)
                self._answers.put(await folder.read())
            except WorkbenchError as error:
                if folder is not None and error.reason != "log-empty":
                    await folder.close()
                    folder = None
                self._answers.put(error)
            except OSError as error:
                self._answers.put(log_problem(self._path, error))
            except Exception as error:  # Untold it would end this thread, and leave the log reading for ever.
                unknown, folder = folder, None
                if unknown is not None:
                    with contextlib.suppress(Exception):
                        await unknown.close()
                message = f"{type(error).__name__}: {error}"
                self._answers.put(WorkbenchError("log-unreadable", path=str(self._path), message=message))


def _looked_at(path: Path) -> tuple[int, int, int]:
    """How many event files there are, their bytes, and when the last one changed.

    Raises:
        FileNotFoundError: the log is not there.
    """
    stat = path.stat()
    if path.is_file():
        return 1, stat.st_size, stat.st_mtime_ns
    end = time.monotonic() + LOOK_SECONDS / 4
    count = size = newest = 0
    for folder, _, names in walk(path):
        for name in names:
            if "tfevents" in name:
                try:
                    each = Path(folder, name).stat()
                except OSError:
                    continue
                count, size, newest = count + 1, size + each.st_size, max(newest, each.st_mtime_ns)
        if time.monotonic() > end:
            break
    return count, size, newest
