"""What peft's methods are called, and what they do, in few words.

Words only of names that are well known; which methods there are the installed peft says, and of the others
its documentation is quoted.
"""

from __future__ import annotations

from typing import Any

from transformers_workbench.wording import Wording

NAMES = {
    "ADALORA": "AdaLoRA",
    "ADAPTION_PROMPT": "LLaMA-Adapter",
    "C3A": "C³A",
    "DELORA": "DeLoRA",
    "GLORA": "GLoRA",
    "GRALORA": "GraLoRA",
    "HIRA": "HiRA",
    "IA3": "IA³",
    "LN_TUNING": "LayerNorm tuning",
    "LOHA": "LoHa",
    "LOKR": "LoKr",
    "LORA": "LoRA",
    "MISS": "MiSS",
    "MULTITASK_PROMPT_TUNING": "Multitask prompt tuning",
    "P_TUNING": "P-tuning",
    "PREFIX_TUNING": "Prefix tuning",
    "PROMPT_TUNING": "Prompt tuning",
    "PVERA": "PVeRA",
    "RANDLORA": "RandLoRA",
    "ROAD": "RoAd",
    "SHIRA": "SHiRA",
    "TRAINABLE_TOKENS": "Trainable tokens",
    "VBLORA": "VB-LoRA",
    "VERA": "VeRA",
    "XLORA": "X-LoRA",
}


def method_label(method: dict[str, Any]) -> str:
    """Its short name: the well known one, else that of its configuration's class."""
    return NAMES.get(str(method["name"]), str(method["config"]).removesuffix("Config"))


def method_sentence(method: dict[str, Any], say: Wording) -> str:
    """What it does; which tasks it is for, when that is only one."""
    words = _known(str(method["name"]), say) or str(method["description"])
    if method["tasks"] == ["CAUSAL_LM"]:
        return say("{description} (language models only)", description=words).strip()
    return words


def _known(name: str, say: Wording) -> str:
    return {
        "LORA": say("Low-rank matrices beside the weights are trained: the usual choice."),
        "ADALORA": say("LoRA that gives a higher rank to the weights that matter more."),
        "IA3": say("Vectors that scale activations are trained: fewer parameters than LoRA."),
        "PREFIX_TUNING": say("Keys and values before the text are trained, in every layer."),
        "PROMPT_TUNING": say("Embeddings of a prompt before the text are trained."),
        "P_TUNING": say("Embeddings of a prompt are trained, through a small network."),
        "LOHA": say("Like LoRA, with Hadamard products of low-rank matrices."),
        "LOKR": say("Like LoRA, with Kronecker products."),
        "OFT": say("Weights are turned by orthogonal matrices."),
        "BOFT": say("Like OFT, with fewer parameters by butterfly factorisation."),
        "VERA": say("Like LoRA, with random matrices that layers share: only vectors are trained."),
        "LN_TUNING": say("The layer normalisations are trained."),
    }.get(name, "")
