"""Small models with random weights, to try a method on."""

from __future__ import annotations

from typing import Any

TASKS = ("SEQ_CLS", "CAUSAL_LM")
"""What a method is tried for: reading a text as a whole, and writing one. The other tasks are like
one of them."""
SIZE, LAYERS, HEADS, WORDS, LENGTH = 64, 2, 4, 64, 8


def trial_model(task: str) -> Any:
    """A model of a kind that every method knows by its name: BERT or Llama."""
    import transformers as library

    common = {"vocab_size": WORDS, "pad_token_id": 0}
    if task == "CAUSAL_LM":
        return library.LlamaForCausalLM(
            library.LlamaConfig(
                hidden_size=SIZE,
                intermediate_size=2 * SIZE,
                num_hidden_layers=LAYERS,
                num_attention_heads=HEADS,
                num_key_value_heads=HEADS,
                **common,
            )
        )
    return library.BertForSequenceClassification(
        library.BertConfig(
            hidden_size=SIZE,
            intermediate_size=2 * SIZE,
            num_hidden_layers=LAYERS,
            num_attention_heads=HEADS,
            num_labels=2,
            **common,
        )
    )


def trial_inputs(task: str) -> dict[str, Any]:
    """Two rows for it."""
    import torch

    ids = torch.arange(1, 2 * LENGTH + 1).reshape(2, LENGTH)
    labels = ids if task == "CAUSAL_LM" else torch.tensor([0, 1])
    return {"input_ids": ids, "attention_mask": torch.ones_like(ids), "labels": labels}
