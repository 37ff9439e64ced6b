"""The files of the demo's models. They differ in where the chat template is: that is what the demo shows."""

import json
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer
from weights import config, weights

ModelFiles = dict[str, bytes]

SOURCES = Path(__file__).resolve().parent.parent
CARD = """---
license: apache-2.0
language: [en, ja]
pipeline_tag: text-generation
library_name: transformers
---

# {title}

A small chat model of Transformers Workbench's demo. Its weights are random numbers: it knows nothing.
"""


def template(path: str) -> str:
    return (SOURCES / path).read_text(encoding="utf-8")


def encode(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def tokenizer_files(tokenizer: Tokenizer, chat_template: Any = None) -> ModelFiles:
    settings: dict[str, Any] = {
        "add_prefix_space": False,
        "additional_special_tokens": ["<|im_start|>", "<|im_end|>"],
        "bos_token": None,
        "clean_up_tokenization_spaces": False,
        "eos_token": "<|im_end|>",
        "model_max_length": 2048,
        "pad_token": "<|endoftext|>",
        "tokenizer_class": "PreTrainedTokenizerFast",
        "unk_token": None,
    }
    if chat_template is not None:
        settings = {**settings, "chat_template": chat_template}
    return {
        "tokenizer.json": tokenizer.to_str(pretty=True).encode(),
        "tokenizer_config.json": encode(dict(sorted(settings.items()))),
    }


def model_files(tokenizer: Tokenizer, seed: int) -> ModelFiles:
    shape = config(tokenizer.get_vocab_size(), tokenizer.get_vocab()["<|im_end|>"])
    return {
        "config.json": encode(shape),
        "generation_config.json": encode({"eos_token_id": shape["eos_token_id"], "max_new_tokens": 64}),
        "model.safetensors": weights(shape, seed),
    }


def newest(tokenizer: Tokenizer) -> ModelFiles:
    """The template in a file of its own, as the library saves it today."""
    return {
        "README.md": CARD.format(title="tiny-chat").encode(),
        **model_files(tokenizer, seed=1),
        **tokenizer_files(tokenizer),
        "chat_template.jinja": template("templates/tiny-chat.jinja").encode(),
    }


def older(tokenizer: Tokenizer) -> ModelFiles:
    """The same repository one revision earlier: a plainer template, inside the JSON."""
    return {
        "README.md": CARD.format(title="tiny-chat").encode(),
        **model_files(tokenizer, seed=0),
        **tokenizer_files(tokenizer, template("templates/plain.jinja")),
    }


def shadowing(tokenizer: Tokenizer) -> ModelFiles:
    """chat_template.jinja wins over the template that an older save left in tokenizer_config.json."""
    return newest(tokenizer) | tokenizer_files(tokenizer, template("templates/plain.jinja"))


def legacy(tokenizer: Tokenizer) -> ModelFiles:
    """The template inside tokenizer_config.json, as most models on the Hub still have it."""
    return {
        "README.md": CARD.format(title="legacy-chat").encode(),
        **tokenizer_files(tokenizer, template("workspace/templates/chatml.jinja")),
    }


def named(tokenizer: Tokenizer) -> ModelFiles:
    """Several named templates in one list."""
    files = {"default": "plain", "tool_use": "tool-use"}
    entries = [
        {"name": name, "template": template(f"templates/{file}.jinja")} for name, file in files.items()
    ]
    return {
        "README.md": CARD.format(title="named-templates").encode(),
        **tokenizer_files(tokenizer, entries),
    }
