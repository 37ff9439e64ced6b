// The demo: a workspace and a Hugging Face cache of its own. Made anew only when what it is made of changes.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { cache, python } from '../environment.mjs';
import { command } from './command.mjs';

export const demoFolder = path.join(cache, 'demo');
export const demoWorkspace = path.join(demoFolder, 'workspace');
export const demoHuggingFace = path.join(demoFolder, 'huggingface');

/** @type {import('./step.mjs').Step} */
export const demo = {
  name: 'demo',
  title: 'the demo workspace: a small chat model, templates, data',
  stamp: '.cache/demo/.set-up',
  needs: ['environment'],
  inputs: () => ({ paths: ['demo'] }),
  outputs: [demoWorkspace, demoHuggingFace],
  async run() {
    rmSync(demoFolder, { recursive: true, force: true });
    await command('demo', [python, '-B', 'demo/build', demoFolder]);
  },
};
