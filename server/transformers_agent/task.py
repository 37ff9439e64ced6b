"""One request, ready to run."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from typing import Any, Protocol

from transformers_agent.causes import chain
from transformers_agent.faults import Fault
from transformers_agent.texts import words_of

Params = dict[str, Any]


class Task(Protocol):
    """What a request asks for. Making one imports what it needs, without a deadline."""

    interruptible: bool
    """Whether ``DeadlineExceeded`` may be raised in ``run``. A half-done import would break the agent."""

    def run(self) -> Any:
        """The answer's ``result``."""

    def explain(self, error: BaseException, *, thorough: bool) -> Fault:
        """Why ``run`` raised ``error``. ``thorough``: with a place that takes time to find."""

    def settle(self, fault: Fault) -> Any:
        """The ``result`` that reports a fault, for a task that was asked for faults.

        Raises:
            Fault: the same; it becomes the answer's ``error``.
        """


class FunctionTask:
    """A function of the parameters that explains its own failures by raising ``Fault``."""

    interruptible = False

    def __init__(self, function: Callable[[Params], Any], params: Params) -> None:
        self._function = function
        self._params = params

    def run(self) -> Any:
        return self._function(self._params)

    def explain(self, error: BaseException, *, thorough: bool) -> Fault:
        return unexpected(error)

    def settle(self, fault: Fault) -> Any:
        raise fault


def unexpected(error: BaseException) -> Fault:
    """The fault for what nobody foresaw. The traceback goes to the output channel, by way of stderr."""
    if isinstance(error, Fault):
        return error
    words = words_of(error)
    for each in reversed(list(chain(error))):
        traceback.print_tb(each.__traceback__, limit=-20, file=sys.stderr)
        print(f"{type(each).__name__}: {words_of(each)}", file=sys.stderr)
    return Fault("agent-failure", f"{type(error).__name__}: {words}")
