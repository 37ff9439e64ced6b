"""The truth that we are held against: the installed library itself, and the templates that TRL ships."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

from agent_process import INTERPRETER, LineProcess

CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


class Oracle(LineProcess):
    """Answers with what a real tokenizer does in the tested interpreter."""

    def __init__(self) -> None:
        super().__init__([INTERPRETER, str(Path(__file__).with_name("oracle.py"))])

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """The result of one of the oracle's functions."""
        return self.send(json.dumps({"method": method, "params": params}).encode("ascii"))


def template_files() -> list[Path]:
    """Every chat template that TRL ships, by file name."""
    specification = importlib.util.find_spec("trl")
    assert specification is not None and specification.origin is not None, (
        "TRL is needed for its chat templates: pip install --no-deps trl"
    )
    found = sorted((Path(specification.origin).parent / "chat_templates").glob("*.jinja"))
    assert len(found) >= 70, f"only {len(found)} templates"
    return found
