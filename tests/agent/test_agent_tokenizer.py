"""Loading tokenizers and encoding with them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from agent_process import AgentProcess
from library import CHAT_TEMPLATE
from test_agent_fidelity import SPECIAL_TOKENS

TEXT = "<s><|im_start|>user\nHéllo 👩‍👩‍👧 日本<|im_end|>\n</s>"


def test_load(agent: AgentProcess, model_folder: Path) -> None:
    loaded = agent.result("tokenizer.load", {"folder": str(model_folder)})
    assert loaded["special_tokens_map"] == SPECIAL_TOKENS
    assert {"<s>", "<|im_start|>"} <= set(loaded["special_tokens"])
    assert loaded["chat_template"] == CHAT_TEMPLATE
    assert loaded["name"]
    provisional = agent.result("tokenizer.special_tokens_from_files", {"folder": str(model_folder)})
    assert provisional == SPECIAL_TOKENS


def test_encode_offsets_and_special(agent: AgentProcess, model_folder: Path) -> None:
    tokens = agent.result("tokenizer.encode", {"folder": str(model_folder), "text": TEXT})
    special = [tokens["pieces"][index] for index in tokens["special"]]
    assert special == ["<s>", "<|im_start|>", "<|im_end|>", "</s>"]
    for index in tokens["special"]:
        assert TEXT[tokens["starts"][index] : tokens["ends"][index]] == tokens["pieces"][index]
    assert tokens["starts"] == sorted(tokens["starts"])
    assert tokens["ends"][-1] == len(TEXT)


def test_provisional_tokens_are_the_same(agent: AgentProcess, model_folder: Path) -> None:
    exact = agent.result("tokenizer.encode", {"folder": str(model_folder), "text": TEXT})
    file = str(model_folder / "tokenizer.json")
    provisional = agent.result("tokenizer.encode_provisional", {"file": file, "text": TEXT})
    special_tokens = provisional.pop("special_tokens")
    assert provisional == exact
    assert "<|im_end|>" in special_tokens


def test_a_changed_file_is_loaded_again(agent: AgentProcess, model_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model_folder, folder)
    before = agent.result("tokenizer.load", {"folder": str(folder)})
    (folder / "chat_template.jinja").write_text("changed for good", encoding="utf-8")
    after = agent.result("tokenizer.load", {"folder": str(folder)})
    assert before["chat_template"] == CHAT_TEMPLATE
    assert after["chat_template"] == "changed for good"


def test_no_tokenizer(agent: AgentProcess, tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"")
    assert agent.error("tokenizer.load", {"folder": str(tmp_path)})["reason"] == "tokenizer-missing"
    nowhere = {"folder": str(tmp_path / "nowhere"), "text": ""}
    assert agent.error("tokenizer.encode", nowhere)["reason"] == "tokenizer-missing"
    missing = {"file": str(tmp_path / "tokenizer.json"), "text": ""}
    assert agent.error("tokenizer.encode_provisional", missing)["reason"] == "tokenizer-missing"


@pytest.mark.parametrize("content", ["{", "[]", "{}", '{"version": "1.0", "model": {"type": "Nothing"}}'])
def test_broken_tokenizer(content: str, agent: AgentProcess, model_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    shutil.copytree(model_folder, folder)
    (folder / "tokenizer.json").write_text(content, encoding="utf-8")
    error = agent.error("tokenizer.load", {"folder": str(folder)})
    assert (error["reason"], bool(error["message"])) == ("tokenizer-broken", True)
    file = {"file": str(folder / "tokenizer.json"), "text": "a"}
    assert agent.error("tokenizer.encode_provisional", file)["reason"] == "tokenizer-broken"


def test_custom_code_is_refused(agent: AgentProcess, model_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    seen = tmp_path / "seen"
    (folder / "tokenization_own.py").write_text(f"open({str(seen)!r}, 'w')\n", encoding="utf-8")
    configuration = {
        "tokenizer_class": "OwnTokenizer",
        "auto_map": {"AutoTokenizer": ["tokenization_own.OwnTokenizer", None]},
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(configuration), encoding="utf-8")
    error = agent.error("tokenizer.load", {"folder": str(folder)})
    assert error["reason"] in ("tokenizer-custom-code", "tokenizer-broken")
    assert not seen.exists()


@pytest.mark.parametrize("text", ["\ud800", None, 5, "a\x00b"])
def test_text_of_any_kind(text: object, agent: AgentProcess, model_folder: Path) -> None:
    answer = agent.request("tokenizer.encode", {"folder": str(model_folder), "text": text})
    assert "result" in answer or answer["error"]["reason"] == "text-not-encodable"
