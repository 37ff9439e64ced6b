// The Hub of the end-to-end tests: a real server that speaks its protocol, and what a cache has of it.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { python, root } from '../../../scripts/environment.mjs';

const card = (name) =>
  `---\nlicense: apache-2.0\n---\n\n# ${name}\n\nA model of the end-to-end tests. Its weights say nothing.\n`;

/** Repository → file → content. */
export const repositories = {
  'workbench/verified': {
    'README.md': card('verified'),
    'config.json': '{"model_type": "llama"}\n',
    'model.safetensors': 'weights '.repeat(50_000),
  },
  'workbench/spare-one': { 'config.json': '{"spare": 1}\n', 'model.safetensors': 'one '.repeat(30_000) },
  'workbench/spare-two': { 'config.json': '{"spare": 2}\n', 'model.safetensors': 'two '.repeat(40_000) },
  'workbench/gated': { 'config.json': '{"gated": true}\n' },
  'workbench/not-here-yet': { 'config.json': '{}\n', 'weights/model.safetensors': 'new '.repeat(60_000) },
};

/** Starts it on `folder`, which it fills. */
export async function startHub(folder) {
  for (const [repository, files] of Object.entries(repositories)) {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(folder, 'models', repository, 'main', name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }
  writeFileSync(path.join(folder, 'hub.json'), JSON.stringify({ gated: ['workbench/gated'] }));
  const hub = path.join(root, 'tests/auth/account_server.py');
  const child = spawn(python, [hub, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [url] = await new Promise((resolve, reject) => {
    createInterface(child.stdout).once('line', (line) => resolve([line]));
    child.once('exit', (code) => reject(new Error(`the test hub ended with ${code}`)));
  });
  return { url, stop: () => child.kill() };
}

const download =
  'import sys; from huggingface_hub import snapshot_download\nfor each in sys.argv[1:]: snapshot_download(each)';

/** Downloads repositories into a Hugging Face home, with huggingface_hub itself. */
export function downloadAll(url, huggingFace, names) {
  execFileSync(python, ['-c', download, ...names], {
    env: { ...process.env, HF_ENDPOINT: url, HF_HOME: huggingFace, HF_HUB_DISABLE_PROGRESS_BARS: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** Tells the hub what happened at it: see the server for what there is. */
export async function tellHub(url, what, about) {
  const answer = await fetch(`${url}/-/${what}`, { method: 'POST', body: JSON.stringify(about) });
  return answer.json();
}

/** What was asked of the hub until now, one line a request. */
export async function hubLog(url) {
  return (await fetch(`${url}/-/log`)).json();
}
