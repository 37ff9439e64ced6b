"""The installed library's own pieces: its ``apply_chat_template`` and its template environment."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from transformers_agent import environment
from transformers_agent.chat_template.trail import Trail
from transformers_agent.faults import missing_package
from transformers_agent.library_package import import_part

Compiler = Callable[[str], Any]


@dataclass
class Library:
    """What rendering needs of the installed transformers."""

    name: str
    """For example ``transformers 5.23.0``."""
    tokenizer_class: Any
    """``PreTrainedTokenizerBase``."""
    template_module: Any
    """``transformers.utils.chat_template_utils``."""
    compiler: Compiler
    """The library's own compile function, with its cache."""
    substitute: Compiler | None = None
    """What ``apply_chat_template`` uses instead of ``compiler`` at the moment."""

    def compile(self, source: str) -> Any:
        """The compiled template, out of the library's own cache.

        Raises:
            Fault: ``missing-package``, when jinja2 is missing or too old.
            Exception: what the library raises for a template it does not accept.
        """
        try:
            return self.compiler(source)
        except ImportError as error:
            raise missing_package(error, "jinja2") from error

    def environment(self) -> Any:
        """The library's jinja environment. Each template has one of its own; they are all alike."""
        return self.compile("").environment

    def supplied_names(self) -> set[str]:
        """The variables a template gets whoever calls: the parameters of ``render_jinja_template`` that it
        hands on, what ``apply_chat_template`` takes for itself, and a tokenizer's special tokens."""
        names = set(getattr(self.tokenizer_class, "SPECIAL_TOKENS_ATTRIBUTES", ()))
        for function in (
            self.template_module.render_jinja_template,
            self.tokenizer_class.apply_chat_template,
        ):
            names.update(inspect.signature(function).parameters)
        # ``conversation`` becomes this in the template.
        return names | {"messages"}

    def follow_with(self, trail: Trail) -> None:
        """From now on ``trail`` sees what goes wrong in templates."""

        def compile_followed(source: str) -> Any:
            compiled = self.compiler(source)
            trail.attach(compiled.environment)
            return compiled

        self.substitute = compile_followed


@functools.cache
def load() -> Library:
    """Imports the library.

    Raises:
        Fault: ``missing-package``.
    """
    try:
        tokenization_utils_base, chat_template_utils = import_part(
            "tokenization_utils_base", "utils.chat_template_utils"
        )
    except ImportError as error:
        raise missing_package(error, "transformers") from error
    version = environment.installed_version("transformers")
    library = Library(
        name=f"transformers {version}",
        tokenizer_class=tokenization_utils_base.PreTrainedTokenizerBase,
        template_module=chat_template_utils,
        compiler=chat_template_utils._compile_jinja_template,
    )

    def _compile_jinja_template(source: str) -> Any:
        return (library.substitute or library.compiler)(source)

    # Replaced once and for good: a request that is interrupted could not be trusted to put it back.
    chat_template_utils._compile_jinja_template = _compile_jinja_template
    return library


class StandIn:
    """Stands in for a tokenizer where only its template and its special tokens matter.

    Every other attribute is the class's own, so whatever method of its own ``apply_chat_template`` calls is
    the library's.
    """

    def __init__(self, tokenizer_class: Any, chat_template: Any, special_tokens_map: dict[str, Any]) -> None:
        self._tokenizer_class = tokenizer_class
        self.chat_template = chat_template
        self.special_tokens_map = special_tokens_map

    def __getattr__(self, name: str) -> Any:
        attribute = inspect.getattr_static(self._tokenizer_class, name)
        bind: Callable[..., Any] | None = getattr(type(attribute), "__get__", None)
        return attribute if bind is None else bind(attribute, self, self._tokenizer_class)
