"""Small models with random weights, to try a method on."""

from __future__ import annotations

from typing import Any

TASKS = ("SEQ_CLS", "CAUSAL_LM")
"""What a method is tried for when nobody says what for: reading a text as a whole, and writing one."""
SIZE, LAYERS, HEADS, WORDS, LENGTH = 64, 2, 4, 64, 8


def trial_model(task: str) -> Any:
    """A model of a kind that every method knows by its name: BERT, Llama or T5."""
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
    if task == "SEQ_2_SEQ_LM":
        return library.T5ForConditionalGeneration(
            library.T5Config(
                d_model=SIZE,
                d_ff=2 * SIZE,
                d_kv=SIZE // HEADS,
                num_layers=LAYERS,
                num_heads=HEADS,
                decoder_start_token_id=0,
                **common,
            )
        )
    kinds = {
        "SEQ_CLS": library.BertForSequenceClassification,
        "TOKEN_CLS": library.BertForTokenClassification,
        "QUESTION_ANS": library.BertForQuestionAnswering,
        "FEATURE_EXTRACTION": library.BertModel,
    }
    return kinds[task](
        library.BertConfig(
            hidden_size=SIZE,
            intermediate_size=2 * SIZE,
            num_hidden_layers=LAYERS,
            num_attention_heads=HEADS,
            num_labels=2,
            **common,
        )
    )


def trial_loss(model: Any, task: str) -> Any:
    """What it loses on two rows."""
    import torch

    ids = torch.arange(1, 2 * LENGTH + 1).reshape(2, LENGTH)
    inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    if task == "FEATURE_EXTRACTION":
        return model(**inputs).last_hidden_state.sum()
    if task == "QUESTION_ANS":
        places = torch.tensor([1, 2])
        return model(**inputs, start_positions=places, end_positions=places).loss
    labels = {"SEQ_CLS": torch.tensor([0, 1]), "TOKEN_CLS": ids % 2}.get(task, ids)
    return model(**inputs, labels=labels).loss
