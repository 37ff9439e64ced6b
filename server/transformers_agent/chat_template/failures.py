"""Says what failed when a template was compiled or run, in terms of the template."""

from __future__ import annotations

from types import TracebackType
from typing import Any

from transformers_agent.chat_template.library import Library
from transformers_agent.chat_template.positions import quoted_names, runtime_place, whole_line
from transformers_agent.chat_template.syntax import syntax_place
from transformers_agent.chat_template.trail import Trail
from transformers_agent.deadline import DeadlineExceeded
from transformers_agent.faults import Fault, missing_package
from transformers_agent.task import unexpected
from transformers_agent.texts import bounded, words_of


def explain_template(
    library: Library, source: str | None, error: BaseException, trail: Trail, thorough: bool
) -> Fault:
    """The fault for what the library raised while it applied the template ``source``.

    ``trail`` may have seen the exception already; if not, its own traceback is followed. Not ``thorough``:
    the place is a whole line.
    """
    if isinstance(error, Fault):
        return error
    fault = _explain(library, source, error, trail, thorough)
    fault.exception = type(error).__name__
    return fault


def _explain(
    library: Library, source: str | None, error: BaseException, trail: Trail, thorough: bool
) -> Fault:
    """The fault without the exception's name."""
    if source is None:
        return _refusal(error)
    if isinstance(error, ImportError) and not trail.steps:
        return missing_package(error, "jinja2")
    if not trail.steps:
        trail.follow(error.__traceback__)
    environment = library.environment()
    reason = _reason(error, trail)
    if reason is None:
        return _refusal(error)
    message = _message(error)
    if not trail.steps:
        return Fault(reason, message)
    if not thorough:
        return Fault(reason, message, whole_line(source, trail.steps[-1].line))
    if reason == "template-syntax":
        return Fault(reason, message, syntax_place(environment, source, error))
    names = _names(error, trail, reason)
    return Fault(reason, message, runtime_place(environment, source, trail.steps[-1], names))


def _reason(error: BaseException, trail: Trail) -> str | None:
    """The stable name; ``None`` when the template has nothing to do with it."""
    from jinja2 import TemplateSyntaxError, UndefinedError
    from jinja2.exceptions import SecurityError

    is_compiling = not trail.steps and _passed(error.__traceback__, "_compile_jinja_template")
    if isinstance(error, DeadlineExceeded):
        return "template-timeout"
    if isinstance(error, MemoryError):
        return "template-memory"
    if isinstance(error, RecursionError) or (isinstance(error, SyntaxError) and is_compiling):
        # Python itself refuses more than 100 levels of indentation and more than 20 loops in each other.
        return "template-too-deep"
    if isinstance(error, TemplateSyntaxError):
        return "template-syntax"
    if isinstance(error, SecurityError):
        return "template-security"
    if trail.is_raised:
        return "template-raised"
    if isinstance(error, UndefinedError):
        return "template-undefined"
    if trail.steps:
        return "template-runtime"
    return "template-syntax" if is_compiling else None


def _names(error: BaseException, trail: Trail, reason: str) -> list[str]:
    """What to look for in the statement that failed."""
    if reason == "template-raised":
        return ["raise_exception"]
    if reason == "template-undefined":
        known = [] if trail.undefined_name is None else [trail.undefined_name]
        return known + quoted_names(words_of(error))
    if reason in ("template-security", "template-runtime"):
        return quoted_names(words_of(error))
    return []


def _message(error: BaseException) -> str:
    """The library's own words; the exception's name where it has none."""
    # ``message`` is jinja's, ``msg`` Python's; ``str`` of these adds places, Python's in the generated code.
    text = getattr(error, "message", None) or getattr(error, "msg", None)
    return bounded(text) if isinstance(text, str) else words_of(error)


def _refusal(error: BaseException) -> Fault:
    """The fault for a conversation that the library did not accept."""
    if isinstance(error, MemoryError):
        return Fault("template-memory", _message(error))
    if isinstance(error, RecursionError):
        return Fault("template-too-deep", _message(error))
    if isinstance(error, DeadlineExceeded):
        return Fault("template-timeout", _message(error))
    if isinstance(error, Exception):
        return Fault("conversation-invalid", _message(error))
    return unexpected(error)


def _passed(traceback: TracebackType | None, function: str) -> bool:
    """Whether a traceback goes through a function of that name."""
    while traceback is not None:
        code: Any = traceback.tb_frame.f_code
        if code.co_name.endswith(function):
            return True
        traceback = traceback.tb_next
    return False
