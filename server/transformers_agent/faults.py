"""What an agent answers instead of a result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from transformers_agent.projects import is_requirement, project_named_in, project_of
from transformers_agent.texts import bounded


@dataclass(frozen=True)
class Place:
    """A stretch within one line of a template: 1-based ``line``, 0-based columns in code points."""

    line: int
    column: int
    end_column: int


@dataclass(eq=False)
class Fault(Exception):
    """A failure with a stable name. ``message`` is the library's own words where it has any."""

    reason: str
    message: str
    place: Place | None = None
    packages: list[str] = field(default_factory=list)
    """With the reason ``missing-package``: what to install."""
    exception: str | None = None
    """The name of the library's exception, for example ``KeyError``, whose message may be just a key."""
    values: dict[str, str] = field(default_factory=dict)
    """What else the reason's sentences name, for example ``url``."""

    def __post_init__(self) -> None:
        # Whoever made the texts, a template for one: every text that an agent tells of a failure is short.
        self.message = bounded(self.message)
        self.values = {name: bounded(value) for name, value in self.values.items()}
        self.packages = [bounded(package) for package in self.packages]

    def __str__(self) -> str:
        return f"{self.reason}: {self.message}"

    def to_json(self) -> dict[str, Any]:
        """The ``error`` member of an answer; a place it does not have is left out."""
        answer: dict[str, Any] = {"reason": self.reason, "message": self.message}
        if self.place is not None:
            answer["line"] = self.place.line
            answer["column"] = self.place.column
            answer["end_column"] = self.place.end_column
        if self.exception is not None:
            answer["exception"] = self.exception
        if self.packages:
            answer["packages"] = self.packages
        if self.values:
            answer["values"] = self.values
        return answer


def missing_package(error: ImportError, fallback: str) -> Fault:
    """The fault for a failed import; ``fallback`` is the project when Python does not say which module."""
    if error.name:
        return missing_module(error.name, str(error))
    return Fault("missing-package", str(error), packages=[project_named_in(str(error)) or fallback])


def missing_module(module: str, message: str) -> Fault:
    """The fault for a module that is not there: what installs it, or only its name where no project is
    known."""
    project = project_of(module) or project_named_in(message)
    if project is None or not is_requirement(project):
        return Fault("missing-module", message, values={"module": module[:200]})
    return Fault("missing-package", message, packages=[project])
