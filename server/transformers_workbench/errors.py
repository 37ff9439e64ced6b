"""Errors of ours: each has a reason.

Code raises a ``WorkbenchError`` with a reason out of the table; nothing decides anything by a message's
text. Messages of libraries are shown as they are, between our own sentences.
"""

from __future__ import annotations

from collections.abc import Callable

from transformers_agent.texts import bounded
from transformers_workbench.reasons import REASONS, Action


class WorkbenchError(Exception):
    """Something went wrong for a ``reason`` of the table.

    ``install``: requirements for pip. What is none, an option or an address for example, is left out.

    ``values`` fill the sentences. ``line`` (1-based), ``column`` and ``end_column`` (0-based, code
    points) are a place in the template, when the fault has one.
    """

    def __init__(
        self,
        reason: str,
        *,
        line: int | None = None,
        column: int | None = None,
        end_column: int | None = None,
        install: tuple[str, ...] = (),
        **values: object,
    ) -> None:
        super().__init__(reason, values)
        assert reason in REASONS, reason
        self.reason = reason
        self.line = line
        self.column = column
        self.end_column = end_column
        self.install = _requirements(install) if install else ()
        # Texts of libraries, files and templates: however long they are, what is shown of them is short.
        self.values: dict[str, object] = {
            name: bounded(value) if isinstance(value, str) else value
            for name, value in {"message": "", **values}.items()
        }

    @property
    def action(self) -> Action:
        """The button that helps; none that would install nothing."""
        action = REASONS[self.reason].action
        return "none" if action == "install" and not self.install else action

    def because(self, reason: str) -> WorkbenchError:
        """The same error for another reason."""
        other = WorkbenchError(reason, line=self.line, column=self.column, end_column=self.end_column)
        other.install, other.values = self.install, self.values
        return other


def _requirements(install: tuple[str, ...]) -> tuple[str, ...]:
    # Hardly any error installs something, and every start waits for this module.
    from transformers_agent.projects import is_requirement

    return tuple(each for each in install if is_requirement(each))


def problem_words(error: WorkbenchError, say: Callable[..., str]) -> str:
    """What it is and what to do, on one line, in the language of ``say``."""
    reason = REASONS[error.reason]
    return f"{say(reason.message, **error.values)} {say(reason.advice, **error.values)}"
