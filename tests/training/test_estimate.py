"""The formula of the estimate: what it grows with, what helps, and what it makes of files."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transformers_agent.faults import Fault
from transformers_agent.training.model_files import model as read_model
from transformers_workbench.training.devices import Device
from transformers_workbench.training.estimate import Training, memory
from transformers_workbench.training.estimate_model import (
    ModelFiles,
    matched,
    shape_of,
    stored_dtype,
    tensors_of,
)
from transformers_workbench.training.estimate_remedies import Possible, remedies
from transformers_workbench.training.estimate_request import target_of
from transformers_workbench.training.script_reading import read_script
from transformers_workbench.training.spec import Spec
from transformers_workbench.wording import ENGLISH

LLAMA = {
    "model_type": "llama",
    "hidden_size": 512,
    "num_hidden_layers": 4,
    "num_attention_heads": 8,
    "num_key_value_heads": 4,
    "intermediate_size": 1408,
    "vocab_size": 32000,
    "tie_word_embeddings": False,
}
TARGETS = ("q_proj", "v_proj")


def layer(number: int) -> dict[str, tuple[int, ...]]:
    at = f"model.layers.{number}"
    return {
        f"{at}.self_attn.q_proj.weight": (512, 512),
        f"{at}.self_attn.k_proj.weight": (256, 512),
        f"{at}.self_attn.v_proj.weight": (256, 512),
        f"{at}.self_attn.o_proj.weight": (512, 512),
        f"{at}.mlp.gate_proj.weight": (1408, 512),
        f"{at}.mlp.up_proj.weight": (1408, 512),
        f"{at}.mlp.down_proj.weight": (512, 1408),
        f"{at}.input_layernorm.weight": (512,),
        f"{at}.post_attention_layernorm.weight": (512,),
    }


TENSORS: dict[str, tuple[int, ...]] = {
    "model.embed_tokens.weight": (32000, 512),
    **layer(0),
    **layer(1),
    **layer(2),
    **layer(3),
    "model.norm.weight": (512,),
    "lm_head.weight": (32000, 512),
}


def files(config: Mapping[str, Any] = LLAMA, kind: str = "F32") -> ModelFiles:
    rows = [(name, kind, shape) for name, shape in TENSORS.items()]
    tensors = tensors_of(rows)
    size = sum(each.size * each.stored for each in tensors)
    return ModelFiles(
        tensors,
        size,
        shape_of(config, tensors),
        stored_dtype(rows, config),
        bool(config["tie_word_embeddings"]),
    )


MODEL = files()
COUNT = sum(each.size for each in MODEL.tensors)
CAUSAL = Training("AutoModelForCausalLM", max_length=128)
LORA = attrs.evolve(CAUSAL, method="LORA", rank=16, targets=TARGETS)


def test_weights_gradients_and_states_are_those_of_the_textbook() -> None:
    needed = memory(MODEL, CAUSAL)
    assert needed.weights == needed.gradients == 4 * COUNT
    assert needed.optimizer == 8 * COUNT
    half = memory(MODEL, attrs.evolve(CAUSAL, dtype="bfloat16"))
    assert (half.weights, half.gradients, half.optimizer) == (2 * COUNT, 2 * COUNT, 4 * COUNT)
    assert memory(MODEL, attrs.evolve(CAUSAL, optimizer="sgd")).optimizer == 0
    eight = memory(MODEL, attrs.evolve(CAUSAL, optimizer="adamw_bnb_8bit")).optimizer
    assert 2 * COUNT < eight < 2.1 * COUNT
    assert memory(MODEL, attrs.evolve(CAUSAL, optimizer="adafactor")).optimizer < 0.01 * needed.optimizer


def test_lora_has_rank_times_in_and_out_of_each_matched_module() -> None:
    numbers = 4 * (16 * (512 + 512) + 16 * (512 + 256))
    needed = memory(MODEL, LORA)
    assert needed.weights == 4 * COUNT
    assert (needed.adapter, needed.gradients, needed.optimizer) == (4 * numbers, 4 * numbers, 8 * numbers)
    saved = memory(MODEL, attrs.evolve(LORA, saved=("lm_head",)))
    assert saved.adapter - needed.adapter == 4 * 32000 * 512


def test_target_modules_match_as_peft_matches_them() -> None:
    def names(targets: Sequence[str] | str) -> set[str]:
        return {each.module.rpartition(".")[2] for each in matched(MODEL.tensors, targets)}

    assert names(TARGETS) == {"q_proj", "v_proj"}
    assert names(r".*self_attn\.(q|k)_proj") == {"q_proj", "k_proj"}
    assert names("all-linear") == names(["all-linear"])
    assert "lm_head" not in names("all-linear") and len(names("all-linear")) == 7
    assert names(["proj"]) == set()
    assert names("(") == set()


def test_a_model_for_another_task_does_not_load_the_head_of_words() -> None:
    classes = attrs.evolve(CAUSAL, model_class="AutoModelForSequenceClassification")
    assert memory(MODEL, classes).weights == 4 * (COUNT - 32000 * 512)
    assert memory(MODEL, classes).activations < memory(MODEL, CAUSAL).activations


def test_a_loss_that_is_made_in_pieces_needs_the_logits_of_one_piece() -> None:
    def logits(**changes: Any) -> int:
        training = attrs.evolve(LORA, device="cuda", max_length=4096, **changes)
        silent = attrs.evolve(training, model_class="AutoModel", targets=TARGETS)
        return memory(MODEL, training).activations - memory(MODEL, silent).activations

    assert logits() == 12 * 8 * 4096 * 32000
    assert logits(loss_tile=(4096, 1000)) == 4 * 4096 * 1000
    assert logits(loss_tile=(2**20, 2**20)) == 4 * 8 * 4096 * 32000


def test_quantized_weights_leave_embeddings_as_they_are() -> None:
    embedded = 2 * 32000 * 512
    four = attrs.evolve(LORA, dtype="bfloat16", quantization="4bit")
    assert memory(MODEL, four).weights < 0.6 * (COUNT - embedded) + 2 * embedded + 100_000


GROWS = ("batch_size", "max_length", "rank")


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(GROWS),
    st.integers(1, 64),
    st.integers(1, 64),
    st.sampled_from(["FULL", "LORA", "IA3", "LOHA"]),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["cpu", "cuda"]),
    st.sampled_from([1, 4]),
)
def test_more_needs_no_less(
    name: str,
    one: int,
    other: int,
    method: str,
    checkpointing: bool,
    mixed: bool,
    device: str,
    accumulation: int,
) -> None:
    training = attrs.evolve(
        LORA,
        method=method,
        checkpointing=checkpointing,
        mixed=mixed,
        device=device,
        accumulation=accumulation,
    )
    changes: list[dict[str, Any]] = [{name: value} for value in sorted([one, other])]
    small, large = (memory(MODEL, attrs.evolve(training, **change)) for change in changes)
    assert small.total <= large.total
    assert min(attrs.astuple(small)) >= 0


def test_checkpointing_and_adapters_need_less() -> None:
    assert memory(MODEL, attrs.evolve(CAUSAL, checkpointing=True)).total < memory(MODEL, CAUSAL).total
    assert memory(MODEL, LORA).total < memory(MODEL, CAUSAL).total
    eager = memory(MODEL, attrs.evolve(LORA, eager=True, max_length=1024))
    assert eager.total > memory(MODEL, attrs.evolve(LORA, max_length=1024)).total


ALL = Possible(peft=True, bitsandbytes=True, default_targets=TARGETS, gpus=4)


def test_remedies_that_fit_come_first_and_all_of_them_help() -> None:
    training = attrs.evolve(CAUSAL, device="cuda", max_length=512)
    total = memory(MODEL, training).total
    free = total * 2 // 3
    found = remedies(MODEL, training, free, ALL, ENGLISH)
    assert all(each.total < total for each in found)
    assert [each.fits for each in found] == sorted((each.fits for each in found), reverse=True)
    assert all(each.fits == (each.total <= free) for each in found)
    labels = [each.label for each in found]
    assert "Batch size 4 with 2 accumulated" in labels
    assert "LoRA instead of all weights" in labels
    assert "Weights in 4 bits, with LoRA" in labels
    assert "Layers spread over 4 GPUs (device_map)" in labels


def test_what_is_not_installed_or_done_already_is_no_remedy() -> None:
    plain = [each.label for each in remedies(MODEL, CAUSAL, 0, Possible(), ENGLISH)]
    assert not any("LoRA" in label or "bit" in label or "GPU" in label for label in plain)
    done = attrs.evolve(LORA, checkpointing=True, batch_size=1)
    assert [each.label for each in remedies(MODEL, done, 0, ALL, ENGLISH)] == ["Rows of 64 tokens at most"]


def write_model(folder: Path, config: Mapping[str, Any], shards: Sequence[Mapping[str, Any]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    index: dict[str, str] = {}
    for number, tensors in enumerate(shards, 1):
        one = len(shards) == 1
        name = "model.safetensors" if one else f"model-{number:05}-of-{len(shards):05}.safetensors"
        header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
        end = 0
        for each, shape in tensors.items():
            size = 2
            for side in shape:
                size *= side
            header[each] = {"dtype": "BF16", "shape": shape, "data_offsets": [end, end + size]}
            end += size
            index[each] = name
        text = json.dumps(header).encode()
        with (folder / name).open("wb") as file:
            file.write(struct.pack("<Q", len(text)) + text)
            file.truncate(8 + len(text) + end)
    if len(shards) > 1:
        (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": index}))
    return folder


def test_shards_are_read_by_their_headers_alone(tmp_path: Path) -> None:
    names = list(TENSORS)
    shards = [{name: TENSORS[name] for name in names[:9]}, {name: TENSORS[name] for name in names[9:]}]
    found = read_model({"model": str(write_model(tmp_path / "m", LLAMA, shards))})
    assert {name: tuple(shape) for name, _, shape in found["tensors"]} == TENSORS
    assert stored_dtype(found["tensors"], found["config"]) == "bfloat16"
    assert found["size"] > 2 * COUNT
    relative = read_model({"model": "m", "directory": str(tmp_path)})
    assert relative["folder"] == found["folder"]


def test_weights_without_headers_count_by_their_size(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps({**LLAMA, "dtype": "float16"}))
    (tmp_path / "pytorch_model.bin").write_bytes(b"x" * 1_000_000)
    (tmp_path / "training_args.bin").write_bytes(b"x" * 1_000)
    found = read_model({"model": str(tmp_path)})
    model = ModelFiles((), found["size"], shape_of(found["config"], ()), "float16", False)
    needed = memory(model, attrs.evolve(CAUSAL, dtype="float32"))
    assert (needed.weights, needed.gradients) == (2_000_000, 2_000_000)
    assert memory(model, LORA).adapter == 4 * 4 * 2 * 16 * 1024


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x" * 7,
        b"\xff" * 100,
        struct.pack("<Q", 10) + b"{",
        struct.pack("<Q", 2) + b"[]",
        struct.pack("<Q", 9) + b'{"a": 1} ',
    ],
)
def test_damaged_weights_are_a_reason_in_words(tmp_path: Path, content: bytes) -> None:
    write_model(tmp_path, LLAMA, [{}])
    (tmp_path / "model.safetensors").write_bytes(content)
    with pytest.raises(Fault, match="model-damaged"):
        read_model({"model": str(tmp_path)})


def test_a_folder_without_weights_and_a_shard_that_is_missing_are_reasons(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(Fault, match="model-without-weights"):
        read_model({"model": str(tmp_path)})
    (tmp_path / "model.safetensors.index.json").write_text('{"weight_map": {"a": "b.safetensors"}}')
    with pytest.raises(Fault, match="model-damaged"):
        read_model({"model": str(tmp_path)})


GPUS = (
    Device("0", "cuda", "A", 80, 70, preselected=True),
    Device("1", "cuda", "A", 80, 50),
    Device("cpu", "cpu", "CPU", 100, 90),
)


def spec(*devices: str) -> Spec:
    here = Path("/")
    return Spec(here, here, here, "", devices=devices)


def test_the_device_with_the_least_room_stands_for_all() -> None:
    nothing = read_script("")
    assert attrs.astuple(target_of(GPUS, spec(), nothing)) == ("cuda", 70, 1)
    assert attrs.astuple(target_of(GPUS, spec("0", "1"), nothing)) == ("cuda", 50, 2)
    assert attrs.astuple(target_of(GPUS, spec("cpu"), nothing)) == ("cpu", 90, 1)
    on_cpu = read_script('TrainingArguments("out", use_cpu=True)')
    assert attrs.astuple(target_of(GPUS, spec(), on_cpu)) == ("cpu", 90, 1)
    assert attrs.astuple(target_of((), spec(), nothing)) == ("cpu", 0, 1)
