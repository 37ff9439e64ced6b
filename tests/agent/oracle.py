"""What is expected of the agent: the same asked of a real tokenizer, in the interpreter that is tested.

Reads JSON lines and answers each. Runs under the tested interpreter, so it imports nothing of the tests.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any

os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_VERBOSITY="error", TOKENIZERS_PARALLELISM="false")

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoTokenizer, PreTrainedTokenizerFast

SPECIAL_TOKENS = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}

loaded: dict[str, Any] = {}


def build_tokenizer(folder: str, corpus: list[str], chat_template: str | None) -> dict[str, Any]:
    """Trains a byte-level tokenizer and saves it; returns its class."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        special_tokens=[*SPECIAL_TOKENS.values(), "<|im_start|>", "<|im_end|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(corpus, trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, **SPECIAL_TOKENS)
    if chat_template is not None:
        fast.chat_template = chat_template
    fast.save_pretrained(folder)
    return {"name": type(fast).__name__, "special_tokens_map": dict(SPECIAL_TOKENS)}


def apply(folder: str, template: str, conversation: dict[str, Any], with_mask: bool) -> dict[str, Any]:
    """``{text, ids, mask}`` of a real tokenizer's ``apply_chat_template``, or ``{exception, message}``."""
    if folder not in loaded:
        loaded[folder] = AutoTokenizer.from_pretrained(folder)
    tokenizer = loaded[folder]
    tokenizer.chat_template = template
    arguments = {key: value for key, value in conversation.items() if key not in ("messages", "variables")}
    arguments.update(conversation.get("variables", {}))
    messages = conversation["messages"]
    try:
        text = tokenizer.apply_chat_template(messages, tokenize=False, **arguments)
        ids = tokenizer.apply_chat_template(messages, tokenize=True, return_dict=False, **arguments)
        mask = None
        if with_mask:
            encoding = tokenizer.apply_chat_template(
                messages, tokenize=True, return_dict=True, return_assistant_tokens_mask=True, **arguments
            )
            mask = encoding["assistant_masks"]
    except Exception as error:
        return {"exception": type(error).__name__, "message": getattr(error, "message", None) or str(error)}
    return {"text": text, "ids": ids, "mask": mask}


METHODS: dict[str, Callable[..., dict[str, Any]]] = {"build_tokenizer": build_tokenizer, "apply": apply}

if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "w", encoding="ascii")
    os.dup2(2, 1)
    for line in sys.stdin:
        request = json.loads(line)
        print(json.dumps(METHODS[request["method"]](**request["params"])), file=answers, flush=True)
