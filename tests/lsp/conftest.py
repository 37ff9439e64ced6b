"""A small real model folder: a tokenizer trained on the spot by the installed tokenizers library."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from chatml import CHATML, PROMPT
from language_client import USER_PYTHON

BUILD = """
import sys
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast
folder, prompt = sys.argv[1:]
tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
tokenizer.decoder = decoders.ByteLevel()
trainer = trainers.BpeTrainer(
    vocab_size=400,
    special_tokens=["<|im_start|>", "<|im_end|>"],
    initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    show_progress=False,
)
tokenizer.train_from_iterator(["user assistant system Hello Hi"] * 4, trainer)
PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|im_end|>").save_pretrained(folder)
from transformers import AutoTokenizer
print(AutoTokenizer.from_pretrained(folder)(prompt, add_special_tokens=False)["input_ids"])
"""


@pytest.fixture(scope="session")
def built_model(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int]]:
    folder = tmp_path_factory.mktemp("model")
    built = subprocess.run(
        [USER_PYTHON, "-c", BUILD, str(folder), PROMPT], capture_output=True, text=True, check=True
    )
    (folder / "chat_template.jinja").write_text(CHATML, encoding="utf-8")
    return folder, json.loads(built.stdout.splitlines()[-1])


@pytest.fixture
def chat_model(built_model: tuple[Path, list[int]], tmp_path: Path) -> Path:
    """A fresh copy that a test may change."""
    folder = tmp_path / "tiny-chat"
    folder.mkdir()
    for file in built_model[0].iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return folder


@pytest.fixture
def expected_ids(built_model: tuple[Path, list[int]]) -> list[int]:
    return built_model[1]
