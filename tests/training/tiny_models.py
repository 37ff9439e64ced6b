"""Small models of each kind, with random weights and a tokenizer that is trained on the spot."""

from __future__ import annotations

import subprocess
from pathlib import Path

TEMPLATE = (
    "{% for message in messages %}<|{{ message['role'] }}|> {{ message['content'] }} <|end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|> {% endif %}"
)
TEMPLATE_WITH_GENERATION = (
    "{% for message in messages %}<|{{ message['role'] }}|> "
    "{% if message['role'] == 'assistant' %}"
    "{% generation %}{{ message['content'] }} <|end|>{% endgeneration %}"
    "{% else %}{{ message['content'] }} <|end|>{% endif %}\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|> {% endif %}"
)

BUILD = """
import sys
from pathlib import Path
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
import transformers as library

folder, template, with_generation = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
base = Tokenizer(models.BPE())
base.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
base.decoder = decoders.ByteLevel()
special = ["<pad>", "<|end|>", "<|user|>", "<|assistant|>", "<|system|>"]
trainer = trainers.BpeTrainer(
    vocab_size=400,
    special_tokens=special,
    initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    show_progress=False,
)
base.train_from_iterator(["the cat sat on the mat and the dog ran"] * 4, trainer)
tokenizer = library.PreTrainedTokenizerFast(
    tokenizer_object=base, eos_token="<|end|>", pad_token="<pad>", model_max_length=128
)
common = {"vocab_size": len(tokenizer), "pad_token_id": tokenizer.pad_token_id}
size = {"num_attention_heads": 2, "num_hidden_layers": 2, "hidden_size": 64, "intermediate_size": 128}
made = {
    "bert": library.BertModel(library.BertConfig(**size, **common)),
    "llama": library.LlamaForCausalLM(library.LlamaConfig(**size, num_key_value_heads=2, **common)),
    "t5": library.T5ForConditionalGeneration(
        library.T5Config(d_model=32, d_ff=64, d_kv=16, num_layers=2, num_heads=2,
                         decoder_start_token_id=0, eos_token_id=tokenizer.eos_token_id, **common)
    ),
}
made["llama_marked"] = made["llama"]
for name, model in made.items():
    tokenizer.chat_template = with_generation if name == "llama_marked" else template
    model.save_pretrained(folder / name)
    tokenizer.save_pretrained(folder / name)
"""


def build_models(python: Path, folder: Path) -> Path:
    """``bert``, ``llama``, ``llama_marked`` (its template marks answers), ``t5`` in a folder."""
    command = [str(python), "-c", BUILD, str(folder), TEMPLATE, TEMPLATE_WITH_GENERATION]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=240)
    return folder
