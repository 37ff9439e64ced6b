// The agent and the command line on other versions of transformers: each in an environment of its own.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cache, python, root, windows } from '../environment.mjs';
import { command } from '../setup/command.mjs';
import { pip } from '../setup/environments.mjs';
import { setUp } from '../setup/index.mjs';
import { isDone, perform } from '../setup/step.mjs';
import { pytest } from './run.mjs';

const older = ['4.57.6', '5.0.0'];
const suites = ['tests/agent', 'tests/chat_template', 'tests/cache', 'tests/auth'];

/** @returns {import('../setup/step.mjs').Step & { python: string }} */
function environment(version) {
  const folder = path.join(cache, 'versions', version);
  const interpreter = path.join(folder, windows ? 'Scripts/python.exe' : 'bin/python');
  return {
    name: `transformers-${version}`,
    title: `an environment with transformers ${version}`,
    stamp: path.join(folder, '.set-up'),
    inputs: () => ({ facts: [root, version] }),
    outputs: [interpreter],
    python: interpreter,
    async run() {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(path.dirname(folder), { recursive: true });
      await command(this.name, [python, '-m', 'venv', folder]);
      await pip(this.name, interpreter, `transformers==${version}`, 'jinja2');
    },
  };
}

export async function versions(words) {
  await setUp('development', 'bundle', 'demo');
  const all = { passed: 0, failed: 0, skipped: 0 };
  for (const version of older) {
    const step = environment(version);
    if (!isDone(step)) await perform(step);
    console.log(`\n· transformers ${version}`);
    add(all, await one(version, step.python, words));
  }
  console.log('\n· the newest transformers');
  add(all, await one('newest', python, words));
  return all;
}

function one(version, interpreter, words) {
  const env = { TRANSFORMERS_WORKBENCH_TEST_PYTHON: interpreter };
  return pytest(python, `versions-${version}`, [...suites, ...words], env);
}

function add(all, counts) {
  for (const name of Object.keys(all)) all[name] += counts[name];
}
