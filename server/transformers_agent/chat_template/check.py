"""``chat_template.check``: what can be said of a template without running it."""

from __future__ import annotations

from typing import Any

from transformers_agent.chat_template import library
from transformers_agent.chat_template.failures import explain_template
from transformers_agent.chat_template.trail import Trail
from transformers_agent.chat_template.variables import template_variables
from transformers_agent.faults import Fault
from transformers_agent.task import Params


class Check:
    """Compiles ``params["template"]``. ``params["special_tokens"]``: the tokenizer's, if it is loaded."""

    interruptible = True

    def __init__(self, params: Params) -> None:
        self._library = library.load()
        source = params.get("template")
        if not isinstance(source, str):
            raise Fault("template-syntax", f"a chat template is a text, not {type(source).__name__}")
        self._source = source
        self._special_tokens = set(params.get("special_tokens") or {})
        self._trail = Trail()

    def run(self) -> dict[str, Any]:
        """``{problem, variables, tracks_generation}``; ``problem`` is ``None`` here, see ``settle``."""
        self._library.substitute = None
        compiled = self._library.compile(self._source)
        tree = compiled.environment.parse(self._source)
        supplied = self._library.supplied_names() | self._special_tokens
        return {
            "problem": None,
            "variables": template_variables(tree, supplied | set(compiled.environment.globals)),
            "tracks_generation": tracks_generation(tree),
        }

    def explain(self, error: BaseException, *, thorough: bool) -> Fault:
        """Says what is wrong in terms of the template."""
        return explain_template(self._library, self._source, error, self._trail, thorough)

    def settle(self, fault: Fault) -> Any:
        """What is wrong with the template is what was asked for."""
        if not fault.reason.startswith("template-"):
            raise fault
        return {"problem": fault.to_json(), "variables": [], "tracks_generation": False}


def tracks_generation(tree: Any) -> bool:
    """Whether a template has ``{% generation %}``, which the library's extension makes a call of its own."""
    from jinja2 import nodes

    return any(
        isinstance(block.call.node, nodes.ExtensionAttribute)
        and block.call.node.name == "_generation_support"
        for block in tree.find_all(nodes.CallBlock)
    )
