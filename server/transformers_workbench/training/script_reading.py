"""What a training script says of the model, how it is trained and on what, read without running it.

Each value comes with its line. What the script does not say is left out, so that whoever asks for it knows
that something else decides: the installed libraries.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import Any

import attrs

from transformers_workbench.training.script_values import UNKNOWN, Said, Values, name_of, parse, typed

MODEL = re.compile(r"(Auto\w*Model\w*|\w+Model|\w+For[A-Z]\w+|\w+LMHead\w*|FastLanguageModel)")
ARGUMENTS = re.compile(r"\w*TrainingArguments|(SFT|DPO|KTO|ORPO|CPO|GRPO|RLOO|Reward|PPO|BCO|GKD)Config")
ADAPTER = re.compile(
    r"(Lora|IA3|AdaLora|LoHa|LoKr|Vera|OFT|BOFT|FourierFT|Bone|MiSS|RandLora|PromptTuning|PrefixTuning"
    r"|PromptEncoder|XLora|HRA|VBLoRA|LNTuning|Shira|C3A|Road)Config"
)
OPTIMIZERS = {
    "AdamW": "adamw_torch",
    "Adam": "adamw_torch",
    "SGD": "sgd",
    "Adafactor": "adafactor",
    "AdamW8bit": "adamw_bnb_8bit",
    "Adam8bit": "adamw_bnb_8bit",
    "PagedAdamW8bit": "paged_adamw_8bit",
}
ARGUMENT_NAMES = {
    "per_device_train_batch_size": "batch_size",
    "gradient_accumulation_steps": "gradient_accumulation",
    "optim": "optimizer",
    "gradient_checkpointing": "gradient_checkpointing",
    "activation_checkpointing": "gradient_checkpointing",
    "max_length": "max_length",
    "max_seq_length": "max_length",
    "bf16": "bf16",
    "fp16": "fp16",
    "use_cpu": "use_cpu",
    "no_cuda": "use_cpu",
}
"""Arguments of trainers → names of ``ScriptFacts.values``."""
LENGTH_OPTIONS = ("max_length", "max_seq_length", "max_seq_len")
"""Options of scripts' own that say it when no call does in so many words."""
PRETRAINED_NAMES = {
    "dtype": "dtype",
    "torch_dtype": "dtype",
    "attn_implementation": "attention",
    "num_labels": "num_labels",
    "device_map": "device_map",
    "load_in_8bit": "load_in_8bit",
    "load_in_4bit": "load_in_4bit",
}
ADAPTER_NAMES = {
    "r": "rank",
    "init_r": "rank",
    "target_modules": "target_modules",
    "modules_to_save": "modules_to_save",
    "lora_dropout": "lora_dropout",
    "feedforward_modules": "feedforward_modules",
    "use_dora": "use_dora",
    "num_virtual_tokens": "virtual_tokens",
    "task_type": "task_type",
}
DATA_FILE = re.compile(r"\S.*\.(jsonl?|ndjson|csv|tsv|parquet|pq)", re.IGNORECASE)
IMPORTED = (
    "torch",
    "transformers",
    "peft",
    "trl",
    "datasets",
    "accelerate",
    "evaluate",
    "sklearn",
    "pandas",
    "numpy",
)


@attrs.frozen
class ScriptFacts:
    """What a script says. ``values``: ``model`` (path or id), ``model_class``, ``method`` (``FULL`` or peft's
    name), ``rank``, ``target_modules``, ``modules_to_save``, ``batch_size``, ``gradient_accumulation``,
    ``max_length``, ``bf16``, ``fp16``, ``dtype``, ``quantization`` (``4bit``, ``8bit``), ``optimizer``,
    ``gradient_checkpointing``, ``attention``, ``num_labels``, ``device_map``, ``dataset``, ``trainer``,
    ``arguments_class``, ``use_cpu``, ``loaded_by`` (``trainer``: it is given the model's name): only those
    that it says."""

    values: dict[str, Said] = attrs.field(factory=dict)
    data_files: tuple[Said, ...] = ()
    imports: tuple[str, ...] = ()
    """Import statements of libraries that take memory."""

    def get(self, name: str, default: Any = None) -> Any:
        """The value that the script says, or ``default``."""
        said = self.values.get(name)
        return default if said is None else said.value


def read_script(text: str, arguments: Sequence[str] = ()) -> ScriptFacts:
    """What a script says with these arguments. Code that does not parse is passed over."""
    tree = parse(text)
    try:
        return _Reading(tree, Values(tree, arguments)).facts()
    except RecursionError:
        return ScriptFacts()


class _Reading:
    def __init__(self, tree: ast.Module, values: Values) -> None:
        self._tree = tree
        self._values = values
        self._found: dict[str, Said] = {}
        self._loaders: dict[str, Said] = {}

    def facts(self) -> ScriptFacts:
        """Goes through all calls, in the order of the text."""
        calls = [node for node in ast.walk(self._tree) if isinstance(node, ast.Call)]
        for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
            self._read(call)
        if any(name_of(call.func) == "HfArgumentParser" for call in calls):
            for given, name in ARGUMENT_NAMES.items():
                if given in self._values.given:
                    self._found[name] = Said(typed(self._values.given[given] or "true"), 0)
        for option in LENGTH_OPTIONS:
            said = self._values.options.get(option)
            if said is not None and isinstance(said.value, int):
                self._found.setdefault("max_length", said)
        for name, said in self._loaders.items():
            self._found.setdefault(name, said)
        self._found.setdefault("method", Said("FULL", 0))
        return ScriptFacts(self._found, self._data_files(), tuple(self._imports()))

    def _read(self, call: ast.Call) -> None:
        name = name_of(call.func)
        if name == "from_pretrained" and isinstance(call.func, ast.Attribute):
            self._pretrained(call, name_of(call.func.value))
        elif name.endswith("Trainer"):
            self._trainer(call, name)
        elif ARGUMENTS.fullmatch(name):
            self._note("arguments_class", name, call.lineno)
            self._keywords(call, ARGUMENT_NAMES)
        elif ADAPTER.fullmatch(name):
            self._note("method", name.removesuffix("Config").upper(), call.lineno)
            self._keywords(call, ADAPTER_NAMES)
        elif name == "BitsAndBytesConfig":
            self._keywords(call, PRETRAINED_NAMES)
            self._quantization()
        elif name == "gradient_checkpointing_enable":
            self._note("gradient_checkpointing", True, call.lineno)
        elif name == "load_dataset":
            value = self._values.of(call.args[0]) if call.args else UNKNOWN
            if isinstance(value, str):
                self._note("dataset", value, call.lineno)
        elif name in OPTIMIZERS:
            self._loaders.setdefault("optimizer", Said(OPTIMIZERS[name], call.lineno))
        elif name == "DataLoader":
            self._loader(call)
        elif {"truncation", "padding"} & {word.arg for word in call.keywords}:
            self._keywords(call, {"max_length": "max_length"})  # A tokenizer, whatever it is called.

    def _pretrained(self, call: ast.Call, owner: str) -> None:
        if not MODEL.fullmatch(owner) or owner.startswith("Peft") or "model" in self._found:
            return
        given = {word.arg: word.value for word in call.keywords if word.arg}
        node = (
            call.args[0] if call.args else given.get("pretrained_model_name_or_path", given.get("model_name"))
        )
        value = self._values.of(node)
        if not isinstance(value, str) or node is None:
            return
        self._note("model", value, self._values.line_of(node))
        self._note("model_class", owner, call.lineno)
        self._keywords(call, PRETRAINED_NAMES)
        self._quantization()

    def _trainer(self, call: ast.Call, name: str) -> None:
        self._note("trainer", name, call.lineno)
        node = next((word.value for word in call.keywords if word.arg == "model"), None)
        node = node or (call.args[0] if call.args else None)
        value = self._values.of(node)
        if isinstance(value, str) and node is not None and "model" not in self._found:
            self._note("model", value, self._values.line_of(node))
            self._note("model_class", "AutoModelForCausalLM", call.lineno)
            self._note("loaded_by", "trainer", call.lineno)

    def _loader(self, call: ast.Call) -> None:
        given = {word.arg: word.value for word in call.keywords if word.arg}
        node = given.get("batch_size", call.args[1] if len(call.args) > 1 else None)
        value = self._values.of(node)
        if isinstance(value, int) and node is not None:
            self._loaders.setdefault("batch_size", Said(value, self._values.line_of(node)))

    def _keywords(self, call: ast.Call, names: dict[str, str]) -> None:
        for word in call.keywords:
            if word.arg is None:
                self._unpacked(word.value, names)
            elif word.arg in names:
                value = self._values.of(word.value)
                if value is not UNKNOWN and value is not None and not _is_partly_unknown(value):
                    self._note(names[word.arg], value, self._values.line_of(word.value))
            elif word.arg == "model_init_kwargs":
                self._unpacked(word.value, PRETRAINED_NAMES)

    def _unpacked(self, node: ast.expr, names: dict[str, str]) -> None:
        """``**options``: of a dictionary that is written down."""
        value = self._values.of(node)
        if isinstance(value, dict):
            for key, each in value.items():
                if key in names and each is not UNKNOWN and each is not None:
                    self._note(names[key], each, self._values.line_of(node))

    def _quantization(self) -> None:
        for given, name in (("load_in_8bit", "8bit"), ("load_in_4bit", "4bit")):
            said = self._found.pop(given, None)
            if said is not None and said.value is True:
                self._note("quantization", name, said.line)

    def _note(self, name: str, value: Any, line: int) -> None:
        self._found.setdefault(name, Said(value, line))

    def _data_files(self) -> tuple[Said, ...]:
        """Constants that are the names of data files, options among them."""
        found: dict[str, int] = {}
        for node in ast.walk(self._tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and DATA_FILE.fullmatch(node.value)
            ):
                found.setdefault(node.value, node.lineno)
        given = [
            text for text in self._values.given.values() if text is not None and DATA_FILE.fullmatch(text)
        ]
        return (*(Said(text, 0) for text in given), *(Said(text, line) for text, line in found.items()))

    def _imports(self) -> list[str]:
        found = []
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Import):
                found += [f"import {each.name}" for each in node.names if _root(each.name) in IMPORTED]
            elif isinstance(node, ast.ImportFrom) and not node.level and _root(node.module or "") in IMPORTED:
                found += [f"from {node.module} import {each.name}" for each in node.names]
        return list(dict.fromkeys(found))


def _root(module: str) -> str:
    return module.partition(".")[0]


def _is_partly_unknown(value: Any) -> bool:
    return isinstance(value, list) and any(each is UNKNOWN for each in value)
