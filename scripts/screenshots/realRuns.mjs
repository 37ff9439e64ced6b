// Real training runs for pictures, started by the command line as anybody would.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { root, windows } from '../environment.mjs';
import { trainingPython } from '../setup/training.mjs';

export class RealRuns {
  constructor(workspace) {
    this.workspace = workspace;
    this.python = addPython(workspace);
  }

  /** Returns its id. */
  start(script, name, ...words) {
    return this.ask('start', script, '--name', name, '--', ...words);
  }

  state(id) {
    return JSON.parse(this.ask('show', id, '--json'));
  }

  async ended(id) {
    while (!this.state(id).exit) await wait(500);
  }

  /** Waits until it is so far; that it ends before is an error. */
  async reaches(id, isFar) {
    for (;;) {
      const state = this.state(id);
      if (state.exit) throw new Error(`The run ended too early: ${state.exit.message}`);
      if (isFar(state)) return;
      await wait(500);
    }
  }

  async stop(id) {
    this.ask('stop', '--now', id);
    await this.ended(id);
  }

  ask(...words) {
    return execFileSync(this.python, ['-I', '-S', path.join(root, 'server/start.py'), 'runs', ...words], {
      cwd: this.workspace,
      encoding: 'utf8',
      env: { ...process.env, HF_HUB_OFFLINE: '1', OMP_NUM_THREADS: '1' },
    }).trim();
  }
}

/** A Python of the workspace's own: no path of this machine's in the picture. */
function addPython(workspace) {
  symlinkSync(path.dirname(path.dirname(trainingPython)), path.join(workspace, '.venv'), 'junction');
  const python = path.join(workspace, '.venv', windows ? 'Scripts/python.exe' : 'bin/python');
  mkdirSync(path.join(workspace, '.vscode'), { recursive: true });
  writeFileSync(
    path.join(workspace, '.vscode/settings.json'),
    JSON.stringify({ 'transformers.client.interpreter': python }),
  );
  return python;
}
