"""A Qwen2 model of 0.2 million parameters with random weights, written without torch."""

from typing import Any

import numpy as np
from safetensors.numpy import save


def config(vocabulary: int, end: int) -> dict[str, Any]:
    return {
        "architectures": ["Qwen2ForCausalLM"],
        "model_type": "qwen2",
        "vocab_size": vocabulary,
        "hidden_size": 64,
        "intermediate_size": 176,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 2048,
        "hidden_act": "silu",
        "rms_norm_eps": 1e-06,
        "rope_theta": 10000.0,
        "attention_dropout": 0.0,
        "initializer_range": 0.02,
        "tie_word_embeddings": True,
        "use_cache": True,
        "bos_token_id": None,
        "eos_token_id": end,
        "torch_dtype": "float32",
    }


def shapes(config: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    """Names and shapes as Qwen2ForCausalLM saves them; norms and biases are those with one dimension."""
    hidden, inner = config["hidden_size"], config["intermediate_size"]
    keys = hidden // config["num_attention_heads"] * config["num_key_value_heads"]
    all_shapes: dict[str, tuple[int, ...]] = {"model.embed_tokens.weight": (config["vocab_size"], hidden)}
    for layer in range(config["num_hidden_layers"]):
        prefix = f"model.layers.{layer}."
        for name, size in {"q_proj": hidden, "k_proj": keys, "v_proj": keys}.items():
            all_shapes[f"{prefix}self_attn.{name}.weight"] = (size, hidden)
            all_shapes[f"{prefix}self_attn.{name}.bias"] = (size,)
        all_shapes[f"{prefix}self_attn.o_proj.weight"] = (hidden, hidden)
        all_shapes[f"{prefix}mlp.gate_proj.weight"] = (inner, hidden)
        all_shapes[f"{prefix}mlp.up_proj.weight"] = (inner, hidden)
        all_shapes[f"{prefix}mlp.down_proj.weight"] = (hidden, inner)
        all_shapes[f"{prefix}input_layernorm.weight"] = (hidden,)
        all_shapes[f"{prefix}post_attention_layernorm.weight"] = (hidden,)
    all_shapes["model.norm.weight"] = (hidden,)
    return all_shapes


def weights(config: dict[str, Any], seed: int) -> bytes:
    random = np.random.default_rng(seed)
    tensors = {}
    for name, shape in shapes(config).items():
        if name.endswith("norm.weight"):
            tensors[name] = np.ones(shape, np.float32)
        elif name.endswith("bias"):
            tensors[name] = np.zeros(shape, np.float32)
        else:
            tensors[name] = random.normal(0, config["initializer_range"], shape).astype(np.float32)
    return save(tensors, metadata={"format": "pt"})
