"""A conversation and a template, as the installed library renders them."""

from __future__ import annotations

from typing import Any

from transformers_agent.chat_template.library import Library, StandIn
from transformers_agent.faults import Fault
from transformers_agent.task import Params


class Prompt:
    """What a request wants rendered.

    ``params``: ``template`` (a text, or texts by name), ``template_name``, ``messages``, ``tools``,
    ``documents``, ``variables``, ``special_tokens``, ``add_generation_prompt``, ``continue_final_message``.
    """

    def __init__(self, library: Library, params: Params) -> None:
        templates = params.get("template")
        name = params.get("template_name")
        if not isinstance(templates, str | dict):
            raise Fault("conversation-invalid", f"a chat template is a text, not {type(templates).__name__}")
        if isinstance(templates, dict) and name is not None and name not in templates:
            # The library would take the name itself for a template and render that.
            raise Fault("conversation-invalid", f"there is no template named {name!r}: {sorted(templates)}")
        self.stand_in = StandIn(library.tokenizer_class, templates, dict(params.get("special_tokens") or {}))
        self._messages = params.get("messages")
        self._name = name if isinstance(templates, dict) else None
        self._arguments: dict[str, Any] = {
            "tools": params.get("tools"),
            "documents": params.get("documents"),
            "chat_template": self._name,
            "add_generation_prompt": bool(params.get("add_generation_prompt", False)),
            # Newer libraries also take the name of the field to continue.
            "continue_final_message": params.get("continue_final_message") or False,
        }
        self._variables = dict(params.get("variables") or {})

    def source(self) -> str | None:
        """The text of the template that the library chooses; ``None`` when it refuses to choose."""
        try:
            chosen = self.stand_in.get_chat_template(self._name, self._arguments["tools"])
        except Exception:
            return None
        return chosen if isinstance(chosen, str) else None

    @property
    def adds_generation_prompt(self) -> bool:
        """Whether the library is asked for a generation prompt."""
        return bool(self._arguments["add_generation_prompt"])

    def messages(self) -> list[Any]:
        """The messages, as far as they are a list."""
        return self._messages if isinstance(self._messages, list) else []

    def apply(self, stand_in: StandIn, **changes: Any) -> Any:
        """What ``apply_chat_template`` returns for a stand-in, with some of the arguments changed.

        Raises:
            Exception: whatever the library raises.
        """
        # All as keyword arguments, as in a user's call: one that is given twice is refused in the same way.
        arguments = {**self._arguments, **changes}
        return stand_in.apply_chat_template(self._messages, **arguments, **self._variables)

    def render(self, **changes: Any) -> str:
        """The rendered text, with some of the arguments changed; raises as ``apply`` does."""
        text = self.apply(self.stand_in, tokenize=False, **changes)
        if not isinstance(text, str):
            raise ValueError("The messages are several conversations: one at a time can be rendered.")
        return text
