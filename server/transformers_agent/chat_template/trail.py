"""Follows an exception back into the template it came from."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from types import TracebackType
from typing import Any


@dataclass(frozen=True)
class Step:
    """A frame of template code: ``python_line`` in what jinja generated, ``line`` in the template."""

    line: int
    python_line: int | None


class Trail:
    """What is known of where a template failed. The last step is the innermost: in a macro, its body."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.undefined_name: str | None = None
        """The name that jinja did not find, when that was the failure."""
        self.is_raised = False
        """The template itself called ``raise_exception``."""

    def attach(self, environment: Any) -> None:
        """Looks at exceptions before jinja rewrites their tracebacks, which drops the generated lines."""
        rewrite = type(environment).handle_exception

        def handle_exception(source: str | None = None) -> None:
            if not self.steps:
                self.follow(sys.exc_info()[2])
            rewrite(environment, source)

        environment.handle_exception = handle_exception

    def follow(self, traceback: TracebackType | None) -> None:
        """Walks a traceback, rewritten or not."""
        while traceback is not None:
            frame = traceback.tb_frame
            template = frame.f_globals.get("__jinja_template__")
            function = frame.f_code.co_name
            if template is not None:
                line = template.get_corresponding_lineno(traceback.tb_lineno)
                self.steps.append(Step(line, traceback.tb_lineno))
            elif "__jinja_exception__" in frame.f_globals:
                self.steps.append(Step(traceback.tb_lineno, None))
            elif function == "raise_exception" and traceback.tb_next is None:
                self.is_raised = True
            elif function == "_fail_with_undefined_error":
                # A macro's parameter that was not given has a hint and maybe no name.
                name = getattr(frame.f_locals.get("self"), "_undefined_name", None)
                self.undefined_name = name if isinstance(name, str) else None
            traceback = traceback.tb_next
