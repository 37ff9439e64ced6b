"""What a script says is read, never run; what it does not say is not made up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transformers_workbench.training.script_reading import ScriptFacts, read_script
from transformers_workbench.training.script_values import Said

SCRIPT = """\
import argparse
import torch
from datasets import load_dataset
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM, AutoTokenizer, BitsAndBytesConfig, Trainer, TrainingArguments

BATCH = 4
parser = argparse.ArgumentParser()
parser.add_argument("-m", "--model-name", default="org/small")
parser.add_argument("--max_length", type=int, default=256)
parser.add_argument("--data", default="data/train.jsonl")
arguments = parser.parse_args()
quantization = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4")
tokenizer = AutoTokenizer.from_pretrained(arguments.model_name)
model = AutoModelForCausalLM.from_pretrained(
    arguments.model_name,
    dtype=torch.bfloat16,
    attn_implementation="eager",
    quantization_config=quantization,
)
model = get_peft_model(model, LoraConfig(r=2 * 8, target_modules=["q_proj", "v_proj"], lora_dropout=0.1))
data = load_dataset("json", data_files=arguments.data)
data = data.map(lambda row: tokenizer(row["text"], truncation=True, max_length=arguments.max_length))
trainer = Trainer(
    model=model,
    args=TrainingArguments(
        "out",
        per_device_train_batch_size=BATCH,
        gradient_accumulation_steps=2,
        bf16=True,
        optim="adafactor",
        gradient_checkpointing=True,
    ),
)
trainer.train()
"""


def said(facts: ScriptFacts) -> dict[str, object]:
    return {name: each.value for name, each in facts.values.items()}


def test_what_a_script_says_is_read_with_its_lines() -> None:
    facts = read_script(SCRIPT)
    assert said(facts) == {
        "model": "org/small",
        "model_class": "AutoModelForCausalLM",
        "dtype": "bfloat16",
        "attention": "eager",
        "quantization": "4bit",
        "method": "LORA",
        "rank": 16,
        "target_modules": ["q_proj", "v_proj"],
        "lora_dropout": 0.1,
        "dataset": "json",
        "max_length": 256,
        "trainer": "Trainer",
        "arguments_class": "TrainingArguments",
        "batch_size": 4,
        "gradient_accumulation": 2,
        "bf16": True,
        "optimizer": "adafactor",
        "gradient_checkpointing": True,
    }
    assert facts.values["batch_size"].line == 7  # Where the constant is.
    assert facts.values["model"].line == 9
    assert facts.values["rank"].line == 21
    assert facts.data_files == (Said("data/train.jsonl", 11),)
    assert "from transformers import Trainer" in facts.imports
    assert "import argparse" not in facts.imports


@pytest.mark.parametrize(
    ("arguments", "length"),
    [
        (("--model-name", "./mine", "--max_length", "64"), 64),
        (("--model-name=./mine", "--max_length=64"), 64),
        (("-m", "./mine"), 256),
    ],
)
def test_the_command_line_wins_over_defaults(arguments: tuple[str, ...], length: int) -> None:
    facts = read_script(SCRIPT, arguments)
    assert facts.values["model"] == Said("./mine", 0)
    assert facts.get("max_length") == length


def test_dataclasses_of_an_argument_parser_are_options_too() -> None:
    text = """
@dataclass
class ModelArguments:
    model_name_or_path: str = field(default="org/small", metadata={"help": "which"})
    use_lora: bool = False

parser = HfArgumentParser((ModelArguments, TrainingArguments))
model_args, training_args = parser.parse_args_into_dataclasses()
model = AutoModelForSequenceClassification.from_pretrained(model_args.model_name_or_path, num_labels=3)
"""
    facts = read_script(text, ("--per_device_train_batch_size", "16", "--bf16", "--optim", "sgd"))
    assert facts.get("model") == "org/small"
    assert (facts.get("batch_size"), facts.get("bf16"), facts.get("optimizer")) == (16, True, "sgd")
    assert facts.get("num_labels") == 3


def test_a_trainer_that_is_given_a_name_loads_the_model_itself() -> None:
    text = """
options = dict(x=1)
trainer = SFTTrainer(
    model="org/chat",
    args=SFTConfig(max_length=512, model_init_kwargs={"dtype": "bfloat16"}),
    peft_config=LoraConfig(target_modules="all-linear"),
)
"""
    facts = read_script(text)
    assert said(facts) == {
        "model": "org/chat",
        "model_class": "AutoModelForCausalLM",
        "loaded_by": "trainer",
        "trainer": "SFTTrainer",
        "arguments_class": "SFTConfig",
        "max_length": 512,
        "dtype": "bfloat16",
        "method": "LORA",
        "target_modules": "all-linear",
    }


def test_a_loop_of_ones_own_is_read_as_well() -> None:
    text = """
model = GPT2LMHeadModel.from_pretrained(Path("models") / "gpt")
loader = DataLoader(data, batch_size=6, shuffle=True)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
model.gradient_checkpointing_enable()
"""
    assert said(read_script(text)) == {
        "model": "models/gpt",
        "model_class": "GPT2LMHeadModel",
        "batch_size": 6,
        "optimizer": "sgd",
        "gradient_checkpointing": True,
        "method": "FULL",
    }


def test_what_only_running_it_could_tell_is_left_out() -> None:
    text = """
size = 4
size = 8
model = AutoModel.from_pretrained(sys.argv[1])
args = TrainingArguments("out", per_device_train_batch_size=size, bf16=cuda.is_available(), optim=pick())
"""
    assert said(read_script(text)) == {"arguments_class": "TrainingArguments", "method": "FULL"}


def test_tokenizers_and_adapters_are_no_models() -> None:
    text = """
AutoTokenizer.from_pretrained("a")
AutoConfig.from_pretrained("b")
PeftModel.from_pretrained(base, "c")
AutoModel.from_pretrained("d")
"""
    assert read_script(text).get("model") == "d"


def test_a_script_that_is_being_typed_is_read_as_far_as_it_goes() -> None:
    broken = SCRIPT.replace('parser.add_argument("--data"', "if x ==\nfoo(\nparser.add_argument(")
    facts = read_script(broken)
    assert facts.get("model") == "org/small"
    assert facts.get("batch_size") == 4


@pytest.mark.parametrize(
    "text", ["", "\0", "(" * 10_000, "x = " + "-" * 100_000 + "1", "\ufeffimport torch", "def"]
)
def test_anything_at_all_may_be_in_a_script(text: str) -> None:
    assert read_script(text).get("model") is None


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(SCRIPT)), st.integers(0, len(SCRIPT)))
def test_any_piece_of_a_script_is_read_without_failing(start: int, end: int) -> None:
    read_script(SCRIPT[min(start, end) : max(start, end)])


def test_a_script_that_cuts_to_what_its_own_option_says_is_known_by_that_option() -> None:
    script = (
        'parser.add_argument("--max-length", type=int, default=128)\nrows = cut(rows, arguments.max_length)\n'
    )
    assert read_script(script).get("max_length") == 128
    assert read_script(script, ("--max-length", "64")).get("max_length") == 64
    assert read_script('parser.add_argument("--max-length", default=None)\n').get("max_length") is None
