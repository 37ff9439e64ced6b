"""Real agents, a real tokenizer trained on the spot, and every template that TRL ships."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_process import AgentProcess
from conversations import CONVERSATIONS
from library import CHAT_TEMPLATE, Oracle, template_files


@pytest.fixture(scope="session")
def templates() -> dict[str, str]:
    """Every chat template that TRL ships, by file name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in template_files()}


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
