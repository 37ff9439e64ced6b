"""``chat_template.render``: the rendered text, or why there is none."""

from __future__ import annotations

import time
from typing import Any

from transformers_agent.chat_template import library
from transformers_agent.chat_template.failures import explain_template
from transformers_agent.chat_template.prompt import Prompt
from transformers_agent.chat_template.trail import Trail
from transformers_agent.faults import Fault
from transformers_agent.task import Params


class Rendering:
    """Renders the prompt that ``params`` describe, see ``Prompt``."""

    interruptible = True

    def __init__(self, params: Params) -> None:
        self._library = library.load()
        self._prompt = Prompt(self._library, params)
        self._trail = Trail()

    def run(self) -> dict[str, Any]:
        """``{text, milliseconds}``: the time is what the library took, compiling included."""
        self._library.follow_with(self._trail)
        start = time.perf_counter()
        text = self._prompt.render()
        return {"text": text, "milliseconds": (time.perf_counter() - start) * 1000}

    def explain(self, error: BaseException, *, thorough: bool) -> Fault:
        """Says what failed in terms of the template."""
        return explain_template(self._library, self._prompt.source(), error, self._trail, thorough)

    def settle(self, fault: Fault) -> Any:
        """A fault is no rendering."""
        raise fault
