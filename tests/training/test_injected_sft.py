"""TRL's ``SFTTrainer``, from a script that knows nothing of us, and processes that are not all watched."""

from __future__ import annotations

from pathlib import Path

from injected_runs import TINY, ScriptRun, said_in

SFT = """
import json
from datasets import Dataset
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast
from trl import SFTConfig, SFTTrainer

texts = ["how are you", "I am fine", "what is a run", "a folder with all that is known"] * 4
tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel()
special = ["<unk>", "<pad>", "<|user|>", "<|assistant|>", "<|end|>"]
tokenizer.train_from_iterator(texts, trainers.BpeTrainer(vocab_size=300, special_tokens=special))
fast = PreTrainedTokenizerFast(
    tokenizer_object=tokenizer, unk_token="<unk>", pad_token="<pad>", eos_token="<|end|>"
)
fast.chat_template = (
    "{% for message in messages %}<|{{ message.role }}|>{{ message.content }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
model = LlamaForCausalLM(LlamaConfig(
    hidden_size=32, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=2, intermediate_size=64,
    vocab_size=len(fast), max_position_embeddings=128, pad_token_id=fast.pad_token_id,
))
rows = Dataset.from_list([
    {"messages": [{"role": "user", "content": asked}, {"role": "assistant", "content": answered}]}
    for asked, answered in zip(texts[::2], texts[1::2])
])
trainer = SFTTrainer(
    model=model, processing_class=fast, train_dataset=rows,
    args=SFTConfig(
        "out", max_steps=4, per_device_train_batch_size=2, logging_steps=1, save_steps=2, use_cpu=True,
        report_to="none", max_length=64, disable_tqdm=True, bf16=False, gradient_checkpointing=False,
    ),
)
trainer.train()
print()
print(json.dumps(trainer.state.log_history))
"""


def test_a_script_with_trls_sft_trainer_is_watched_as_any_other(
    tmp_path: Path, training_python: Path
) -> None:
    run = ScriptRun(tmp_path, training_python, SFT)
    history = said_in(run.run())
    own = ("time", "attempt")
    assert [{name: value for name, value in row.items() if name not in own} for row in run.rows()] == history
    assert run.losses() == [1, 2, 3, 4]
    assert "mean_token_accuracy" in run.rows()[0]
    trainer = run.json("trainer.json")
    assert trainer["class"] == "trl.trainer.sft_trainer.SFTTrainer"
    assert trainer["arguments"]["max_length"] == 64

    # Killed after its second step, it goes on from there.
    run.script.write_text(SFT.replace("max_steps=4", "max_steps=6"), encoding="utf-8")
    run.run(attempt=2, resume=True)
    assert run.losses() == [1, 2, 3, 4, 5, 6]


NOT_ALL = (
    """
import os, sys
if os.environ["RANK"] == UNWATCHED:
    sys.meta_path[:] = [finder for finder in sys.meta_path if "workbench" not in type(finder).__module__]
else:
    from transformers_workbench_run import agreement
    agreement._SECONDS_FOR_ALL = 2
"""
    + TINY
    + """
trainer(max_steps=30, save_strategy="no").train()
print("all steps done", flush=True)
os._exit(0)
"""
)


def test_a_training_of_which_one_process_is_not_watched_never_waits_for_it(
    tmp_path: Path, training_python: Path
) -> None:
    for unwatched in ("0", "1"):
        run = ScriptRun(tmp_path / unwatched, training_python, NOT_ALL.replace("UNWATCHED", repr(unwatched)))
        launch = [str(training_python), "-m", "torch.distributed.run", "--nproc-per-node", "2"]
        said = run.run(*launch, "--rdzv-backend", "c10d", "--rdzv-endpoint", "127.0.0.1:0")
        assert said.count("all steps done") == 2
        assert run.losses() == ([] if unwatched == "0" else list(range(1, 31)))
