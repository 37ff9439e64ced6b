"""The peer of our cold preview: what a user would run in a fresh process."""

import json
import sys

from transformers import AutoTokenizer

folder, messages = sys.argv[1:]
tokenizer = AutoTokenizer.from_pretrained(folder)
print(tokenizer.apply_chat_template(json.loads(messages), tokenize=False, add_generation_prompt=True))
