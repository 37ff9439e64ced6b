"""The process that follows one log: it reads, examines, and answers, so a log of any size or malice costs
one process that can be killed.

A line of JSON each way: first what is to be followed (``Asked``), then ``{"id", "method", "params"}``,
answered by ``{"id", "result"}`` or ``{"id", "error"}``. ``{"changed": state}`` comes by itself, first of all.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from transformers_agent.owner import end_with_owner
from transformers_workbench.errors import WorkbenchError
from transformers_workbench.health.follow_answers import Answers
from transformers_workbench.health.follow_place import place_of
from transformers_workbench.health.followed_log import FollowedLog
from transformers_workbench.wording import wording_for

Json = dict[str, Any]
Happened = Callable[[], None]

SLICE = 0.05
"""Seconds that are read at once: a question waits no longer."""
STATE_SECONDS = 0.25
"""Between two states."""
TOGETHER = 0.15
"""A state waits so long for what is being found in it: mostly they come together. Of a large log it does not
wait."""
TEXT_SECONDS = 1.0
"""Between two states that only tell that more was printed."""
TURN = 0.001
"""Seconds until the thread that examines lets this one go on, which it has to after every look at a file."""
SILENCE = 60.0
"""Seconds that one step in C may take: an expression that searches a line, for one."""
GRACE = 2.0
"""After its input ended, until it ends whatever it is doing."""


def run() -> int:
    """Follows until standard input ends."""
    end_with_owner(SILENCE)
    sys.setswitchinterval(TURN)
    given, said = sys.stdin.buffer, sys.stdout.buffer
    # Whatever else prints must not get between the answers.
    sys.stdout = sys.stderr
    try:
        asked = json.loads(given.readline())
    except ValueError:
        return 2
    code = 0
    try:
        Process(asked, given, said).run()
    except BrokenPipeError:
        pass
    except Exception:
        traceback.print_exc()
        code = 1
    # Threads that still examine or wait for TensorBoard hold nothing that has to be put in order.
    sys.stderr.flush()
    os._exit(code)


class Process:
    """Reads in slices, and answers in between."""

    def __init__(self, asked: Json, given: BinaryIO, said: BinaryIO) -> None:
        self._given, self._said = given, said
        self._inbox: queue.SimpleQueue[Json | Happened | None] = queue.SimpleQueue()
        self._asked = asked
        self._changed = True
        self._text_size = 0
        self._next = self._next_text = 0.0

    def run(self) -> None:
        """Until the input ends."""
        threading.Thread(target=self._listen, daemon=True).start()
        path = Path(self._asked["path"])
        try:
            place = place_of(path, self._asked.get("interpreter"))
        except WorkbenchError as error:
            self._say({"error": {"reason": error.reason, "values": _texts(error)}})
            return
        log = FollowedLog(path, place)
        answers = Answers(log, self._asked, wording_for(self._asked.get("locale", "en")), self._inbox.put)
        while self._hear(answers, self._pause(log, answers)):
            now = time.monotonic()
            self._changed = answers.go_on(now, now + SLICE) or self._changed
            now = time.monotonic()
            if self._state_is_due(log, answers, now):
                self._say({"changed": answers.state()})
                ended = time.monotonic()
                # One with thousands of metrics is not told as often.
                self._changed, self._next = False, ended + max(STATE_SECONDS, 10 * (ended - now))

    def _pause(self, log: FollowedLog, answers: Answers) -> float:
        now = time.monotonic()
        waits = [log.wait(now), answers.wait(now)]
        if self._changed:
            waits.append(max(0.01, self._next - now))
        return min(waits)

    def _state_is_due(self, log: FollowedLog, answers: Answers, now: float) -> bool:
        size = answers.text_size()
        if size != self._text_size and now >= self._next_text:
            self._text_size, self._next_text, self._changed = size, now + TEXT_SECONDS, True
        together = answers.examining_is_quick and now - answers.examining_since < TOGETHER
        return self._changed and now >= self._next and not together

    def _hear(self, answers: Answers, seconds: float) -> bool:
        """Does all that is asked for by now; ``False``: the input ended."""
        try:
            what = self._inbox.get(timeout=seconds) if seconds > 0 else self._inbox.get_nowait()
            while True:
                if what is None:
                    return False
                if callable(what):
                    what()
                    self._changed = True
                else:
                    self._answer(answers, what)
                what = self._inbox.get_nowait()
        except queue.Empty:
            return True

    def _answer(self, answers: Answers, request: Json) -> None:
        def say(answer: Json | WorkbenchError) -> None:
            if isinstance(answer, WorkbenchError):
                error = {"reason": answer.reason, "values": _texts(answer)}
                self._say({"id": request["id"], "error": error})
            else:
                self._say({"id": request["id"], "result": answer})

        try:
            answers.answer(request["method"], request["params"], say)
        except WorkbenchError as error:
            say(error)
        except (LookupError, TypeError, ValueError) as error:
            say(WorkbenchError("request-invalid", message=repr(error)))

    def _say(self, message: Json) -> None:
        self._said.write(json.dumps(message, allow_nan=False).encode("ascii") + b"\n")
        self._said.flush()

    def _listen(self) -> None:
        try:
            for line in self._given:
                self._inbox.put(json.loads(line))
        finally:
            self._inbox.put(None)
            time.sleep(GRACE)
            os._exit(0)


def _texts(error: WorkbenchError) -> dict[str, str]:
    return {name: str(value) for name, value in error.values.items()}
