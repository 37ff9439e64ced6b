"""A process that imports what a training script imports, and tells what it then has.

``python surroundings_child.py``, the question as JSON on standard input, the answer as the last line of
standard output.
"""

from __future__ import annotations

import contextlib
import dataclasses
import importlib
import importlib.util
import io
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

DEFAULTS = (
    "per_device_train_batch_size",
    "gradient_accumulation_steps",
    "optim",
    "gradient_checkpointing",
    "activation_checkpointing",
    "max_length",
    "bf16",
    "fp16",
)
SILENCE = 240.0
"""Seconds that one step in C may take; nobody waits longer for the answer."""
OWN = ("Trainer", "Seq2SeqTrainer")
"""Trainers of transformers."""
CONFIGURATION = (
    "model_type",
    "hidden_size",
    "num_hidden_layers",
    "num_attention_heads",
    "num_key_value_heads",
    "head_dim",
    "intermediate_size",
    "vocab_size",
    "max_position_embeddings",
    "num_decoder_layers",
    "decoder_layers",
    "is_encoder_decoder",
    "num_experts_per_tok",
    "moe_intermediate_size",
    "hidden_dropout_prob",
    "attention_probs_dropout_prob",
    "resid_pdrop",
    "attn_pdrop",
    "dropout",
    "attention_dropout",
    "dropout_rate",
    "tie_word_embeddings",
)
"""Names that configurations have of themselves, or answer to (``attribute_map``)."""


def resident() -> int:
    """The most bytes the process had so far; 0: unknown. ``getrusage`` would count what the parent had."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    with contextlib.suppress(ImportError):
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak if sys.platform == "darwin" else peak * 1024
    return 0


def attempt(work: Any, *arguments: Any) -> Any:
    """What ``work`` returns; ``None`` when it fails: the libraries' versions differ."""
    try:
        return work(*arguments)
    except Exception as error:
        print(f"{getattr(work, '__name__', work)}: {error!r}", file=sys.stderr)
        return None


def run_imports(statements: list[str]) -> None:
    """Import statements out of a script, of libraries only; one that fails is the run's to report."""
    for statement in statements:
        words = statement.split()
        with contextlib.suppress(Exception):
            module = importlib.import_module(words[1])
            if words[0] == "from" and words[3] != "*":
                getattr(module, words[3])
    # What takes most, and is imported when training begins if not before.
    import torch
    from transformers import Trainer

    torch.nn.Linear(2, 2)(torch.ones(1, 2)).sum().backward()
    assert Trainer


def default_arguments(name: str) -> dict[str, Any]:
    """The values that trainer arguments of a class have when nothing is said."""
    transformers = importlib.import_module("transformers")
    kind = getattr(transformers, name, None)
    if kind is None and name.endswith("Config"):
        kind = getattr(importlib.import_module("trl"), name, None)
    kind = kind or transformers.TrainingArguments
    values: dict[str, Any] = {
        field.name: field.default for field in dataclasses.fields(kind) if field.name in DEFAULTS
    }
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(Exception):
        # Half precision is refused where there is no GPU, unless that is what is wanted.
        made = kind(output_dir=folder, use_cpu=True)
        values.update({key: getattr(made, key) for key in values})
    return {key: _plain(value) for key, value in values.items() if value is not dataclasses.MISSING}


def default_dtypes() -> dict[str, Any]:
    """What becomes of weights in half precision: loaded by transformers, and by a trainer of TRL's."""
    import torch
    from transformers import AutoModelForCausalLM, LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(
        vocab_size=8, hidden_size=8, intermediate_size=8, num_hidden_layers=1, num_attention_heads=1
    )
    with tempfile.TemporaryDirectory() as folder:
        LlamaForCausalLM(config).to(torch.float16).save_pretrained(folder)
        loaded = AutoModelForCausalLM.from_pretrained(folder)
        found: dict[str, Any] = {"dtype": "auto" if loaded.dtype == torch.float16 else "float32"}
        with contextlib.suppress(Exception):
            made = importlib.import_module("trl.trainer.utils").create_model_from_path(
                folder, device_map=None
            )
            made = made[0] if isinstance(made, tuple) else made
            found["trainer_dtype"] = "auto" if made.dtype == torch.float16 else "float32"
    return found


def adapters(model_type: str) -> dict[str, Any]:
    """Of each method of the installed peft what it does when it is told nothing: modules and rank."""
    peft = importlib.import_module("peft")
    constants = importlib.import_module("peft.utils.constants")
    usual = constants.TRANSFORMERS_MODELS_TO_LORA_TARGET_MODULES_MAPPING.get(model_type)
    forward = constants.TRANSFORMERS_MODELS_TO_IA3_FEEDFORWARD_MODULES_MAPPING.get(model_type)
    found: dict[str, Any] = {}
    for name in dir(peft):
        method = name.removesuffix("Config").upper()
        made = getattr(peft, name)
        if not name.endswith("Config") or not dataclasses.is_dataclass(made):
            continue
        own = getattr(constants, f"TRANSFORMERS_MODELS_TO_{method}_TARGET_MODULES_MAPPING", {}).get(
            model_type
        )
        defaults = {field.name: field.default for field in dataclasses.fields(made)}
        found[method] = {
            "target_modules": own or usual,
            "feedforward_modules": forward if method == "IA3" else None,
            "rank": _plain(defaults.get("init_r" if method == "ADALORA" else "r")),
        }
    return found


def loss_tile(trainer: str) -> Any:
    """``[tokens, words]`` of the piece that a trainer of TRL's makes of the logits at once; ``None``: the
    whole."""
    kind = getattr(importlib.import_module("trl"), trainer)
    if not hasattr(importlib.import_module(kind.__module__), "add_fused_lm_head"):
        return None
    tokens = importlib.import_module("trl.kernels.chunked_logprob").TOKEN_CHUNK_SIZE
    return [int(tokens), int(importlib.import_module("trl.trainer.utils")._CHUNKED_LOGPROB_CHUNK_SIZE)]


def configuration(folder: str) -> dict[str, Any]:
    """The values of a model's configuration, those of its text part where it has several."""
    from transformers import AutoConfig

    whole = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    config = whole.get_text_config() if hasattr(whole, "get_text_config") else whole
    found = {name: getattr(config, name, None) for name in CONFIGURATION}
    found["model_type"] = whole.model_type
    return {name: value for name, value in found.items() if isinstance(value, int | float | str | bool)}


def _plain(value: Any) -> Any:
    value = getattr(value, "value", value)
    return value if isinstance(value, int | float | str | bool) else None


def answer(question: dict[str, Any]) -> dict[str, Any]:
    """The answer to ``training.surroundings``."""
    run_imports(question.get("imports") or [])
    found: dict[str, Any] = {"resident": resident()}
    name = str(question.get("arguments_class") or "TrainingArguments")
    found["arguments"] = attempt(default_arguments, name) or {}
    found.update(attempt(default_dtypes) or {})
    found["adapters"] = attempt(adapters, str(question.get("model_type"))) or {}
    trainer = str(question.get("trainer") or "Trainer")
    found["loss_tile"] = None if trainer in OWN else attempt(loss_tile, trainer)
    found["config"] = attempt(configuration, str(question.get("folder"))) or {}
    found["packages"] = [
        each for each in ("peft", "bitsandbytes") if importlib.util.find_spec(each) is not None
    ]
    return found


def end_with_parent() -> None:
    """Importing torch takes a minute on a cold disk, in C for the most part; nobody waits for it then."""
    specification = importlib.util.spec_from_file_location("owner", Path(__file__).parents[1] / "owner.py")
    assert specification is not None and specification.loader is not None
    owner = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(owner)
    owner.end_with_owner(SILENCE)


def main() -> None:
    """Answers the one question."""
    end_with_parent()
    # What lies beside this file is no library of the script's.
    sys.path[:] = [
        entry for entry in sys.path if entry and Path(entry).resolve() != Path(__file__).parent.resolve()
    ]
    question = json.load(sys.stdin)
    heard = io.StringIO()
    try:
        with contextlib.redirect_stdout(heard):
            found = answer(question)
    except ImportError as error:
        found = {"missing": error.name or "torch"}
    print(json.dumps(found))


if __name__ == "__main__":
    main()
