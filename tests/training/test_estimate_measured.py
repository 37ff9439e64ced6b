"""The estimate beside what real training processes took: one formula for all of them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from transformers_workbench.lanes import Lanes
from transformers_workbench.protocol import MemoryEstimate
from transformers_workbench.training import devices_probe
from transformers_workbench.training.estimate_request import estimate
from transformers_workbench.training.spec import Spec
from transformers_workbench.wording import ENGLISH

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="getrusage tells the peak, and Windows has none"
)

CLOSE = 0.2
"""The estimate is at most this part of the measured peak away from it."""

MEASURE = """
import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print("peak", peak * (1 if sys.platform == "darwin" else 1024))
raise SystemExit(code)
"""

CAUSAL = """
import sys
from transformers import LlamaConfig, LlamaForCausalLM
config = LlamaConfig(
    vocab_size=32000, hidden_size=384, intermediate_size=1024, num_hidden_layers=6, num_attention_heads=6,
    num_key_value_heads=3, max_position_embeddings=512,
)
LlamaForCausalLM(config).save_pretrained(sys.argv[1])
"""

DATA = """
class Rows(torch.utils.data.Dataset):
    def __len__(self):
        return 64

    def __getitem__(self, index):
        words = torch.randint(5, 20000, (MAX_LENGTH,))
        return {"input_ids": words, "attention_mask": torch.ones_like(words), "labels": %s}


arguments = TrainingArguments(
    "out", per_device_train_batch_size=8, max_steps=3, use_cpu=True, report_to=[], save_strategy="no"
)
Trainer(model=model, args=arguments, train_dataset=Rows()).train()
"""

SCRIPTS = {
    "classifier": """
import argparse
import torch
from transformers import AutoModelForSequenceClassification, Trainer, TrainingArguments

MAX_LENGTH = 128
parser = argparse.ArgumentParser()
parser.add_argument("--model")
options = parser.parse_args()
model = AutoModelForSequenceClassification.from_pretrained(options.model, num_labels=3)
"""
    + DATA % "index % 3",
    "causal": """
import argparse
import torch
from transformers import AutoModelForCausalLM, Trainer, TrainingArguments

MAX_LENGTH = 128
parser = argparse.ArgumentParser()
parser.add_argument("--model")
options = parser.parse_args()
model = AutoModelForCausalLM.from_pretrained(options.model)
"""
    + DATA % "words",
}

LORA = """
from peft import LoraConfig, get_peft_model

model = get_peft_model(model, LoraConfig(r=16, task_type="{task}"))

"""


@pytest.fixture(scope="session")
def causal_model(training_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Llama of 34 million random weights."""
    folder = tmp_path_factory.mktemp("causal")
    subprocess.run([str(training_python), "-c", CAUSAL, str(folder)], check=True, timeout=300)
    return folder


@pytest.fixture
async def lanes(training_python: Path) -> AsyncIterator[Lanes]:
    lanes = Lanes(str(training_python), lambda facts: None)
    yield lanes
    await lanes.close()


@pytest.fixture
def measured(
    training_python: Path, tmp_path: Path, causal_model: Path, minilm: Path, request: pytest.FixtureRequest
) -> tuple[Spec, int]:
    """A script that was run, and the most memory its process had, in bytes."""
    kind, method = request.param
    text = SCRIPTS[kind]
    if method == "LORA":
        lora = LORA.format(task="SEQ_CLS" if kind == "classifier" else "CAUSAL_LM")
        text = text.replace("\nclass Rows", f"{lora}\nclass Rows")
    script = tmp_path / "train.py"
    script.write_text(text, encoding="utf-8")
    arguments = ("--model", str(minilm if kind == "classifier" else causal_model))
    python = str(training_python)
    said = subprocess.run(
        [python, "-c", MEASURE, python, str(script), *arguments],
        cwd=tmp_path,
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        timeout=280,
    )
    peak = int(said.stdout.split()[-1])
    return Spec(script, tmp_path, tmp_path, "train", arguments), peak


async def estimated(lanes: Lanes, spec: Spec, **values: object) -> MemoryEstimate:
    found = await devices_probe.find(environment={"CUDA_VISIBLE_DEVICES": ""})
    text = spec.script.read_text(encoding="utf-8")
    return await estimate(lanes, spec, text, values, found.devices, ENGLISH)


@pytest.mark.parametrize(
    "measured",
    [("classifier", "FULL"), ("classifier", "LORA"), ("causal", "FULL"), ("causal", "LORA")],
    ids=lambda each: "-".join(each).lower(),
    indirect=True,
)
async def test_the_estimate_is_close_to_the_measured_peak(
    lanes: Lanes, measured: tuple[Spec, int], record_property: Callable[[str, object], None]
) -> None:
    spec, peak = measured
    found = await estimated(lanes, spec, max_length=128)
    record_property("estimate", found.total)
    record_property("peak", peak)
    print(f"estimate {found.total / 1e6:.0f} MB, peak {peak / 1e6:.0f} MB: {found.total / peak - 1:+.1%}")
    assert found.known
    assert abs(found.total - peak) <= CLOSE * peak
    assert found.total == sum(part.size for part in found.parts)
    assert found.fits == (found.total <= found.free)
    assert found.values["batch_size"] == 8
    assert "optimizer" in found.assumed and "batch_size" not in found.assumed
