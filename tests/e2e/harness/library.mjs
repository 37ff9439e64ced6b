// What the installed transformers itself answers: the truth that the panel is compared with.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { python, root } from '../../../scripts/environment.mjs';

const program = `
import json, sys
from transformers import AutoTokenizer
asked = json.load(sys.stdin)
tokenizer = AutoTokenizer.from_pretrained(asked["model"])
options = {"chat_template": asked["template"], "add_generation_prompt": True, **asked["options"]}
text = tokenizer.apply_chat_template(asked["messages"], tokenize=False, **options)
ids = tokenizer.apply_chat_template(asked["messages"], **options)["input_ids"]
json.dump({"text": text, "ids": ids}, sys.stdout)
`;

/** Text and ids for a conversation; `template` undefined: the model's own. */
export function applyChatTemplate({ model, template = null, messages, options = {} }) {
  const answer = execFileSync(python, ['-c', program], {
    input: JSON.stringify({ model, template, messages, options }),
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { ...process.env, HF_HUB_OFFLINE: '1' },
  });
  return JSON.parse(answer);
}

/** The messages of one of the panel's presets, by the file's name without number. */
export function preset(file) {
  const folder = path.join(root, 'server/transformers_workbench/chat_template/presets');
  return JSON.parse(readFileSync(path.join(folder, `${file}.json`), 'utf8'));
}
