"""Real agents, a real tokenizer trained on the spot, and every template that TRL ships."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from agent_process import INTERPRETER, AgentProcess, LineProcess
from conversations import CONVERSATIONS

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


@pytest.fixture(scope="session")
def templates() -> dict[str, str]:
    """Every chat template that TRL ships, by file name."""
    spec = importlib.util.find_spec("trl")
    if spec is None or not spec.submodule_search_locations:
        pytest.fail("TRL is needed for its chat templates: pip install --no-deps trl")
    folder = Path(next(iter(spec.submodule_search_locations))) / "chat_templates"
    found = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.jinja"))}
    assert len(found) >= 70, f"only {len(found)} templates in {folder}"
    return found


@pytest.fixture(scope="session")
def agent() -> Iterator[AgentProcess]:
    """An agent for tests that do not change it."""
    with AgentProcess() as process:
        yield process


@pytest.fixture(scope="session")
def oracle() -> Iterator[Oracle]:
    """A real tokenizer's answers."""
    process = Oracle()
    yield process
    process.close()


@pytest.fixture(scope="session")
def model_folder(oracle: Oracle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a fast tokenizer."""
    folder = tmp_path_factory.mktemp("model")
    corpus = [json.dumps(conversation, ensure_ascii=False) for conversation in CONVERSATIONS.values()]
    oracle.ask("build_tokenizer", folder=str(folder), corpus=corpus, chat_template=CHAT_TEMPLATE)
    return folder
