// Runs beside the script they run: one that is done, one that failed, and one that goes on, all of them real.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { RunsView } from '../../tests/e2e/harness/runsView.mjs';
import { root, windows } from '../environment.mjs';
import { trainingPython } from '../setup/training.mjs';
import { showOnly } from './sideBar.mjs';

const views = { 'en-US': 'Runs', ja: '実行' };

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

export async function prepareTraining({ workspace }) {
  const python = addPython(workspace);
  const runs = (...words) =>
    execFileSync(python, ['-I', '-S', path.join(root, 'server/start.py'), 'runs', ...words], {
      cwd: workspace,
      encoding: 'utf8',
      env: { ...process.env, HF_HUB_OFFLINE: '1', OMP_NUM_THREADS: '1' },
    }).trim();
  const start = (name, ...words) =>
    runs('start', 'finetune.py', '--name', name, '--', '--output', `outputs/${name}`, ...words);
  const state = (id) => JSON.parse(runs('show', id, '--json'));
  const ended = async (id) => {
    while (!state(id).exit) await wait(500);
  };

  await ended(start('lora-first-try', '--epochs', '3'));
  await ended(start('lora-lower-rate', '--lr', '1e-3'));
  const going = start('lora-long', '--epochs', '400');
  // So far that its end can be told.
  for (;;) {
    const { progress, exit } = state(going);
    if (exit) throw new Error(`The run ended too early: ${exit.message}`);
    if (progress.total > 0 && progress.step > 0.15 * progress.total) break;
    await wait(500);
  }
  const stop = async () => {
    runs('stop', '--now', going);
    await ended(going);
  };
  return { stop };
}

export async function playTraining(workbench, locale) {
  const { page } = workbench;
  await workbench.open('finetune.py');
  await showOnly(workbench, views[locale]);
  await widenSideBar(page, 150);
  const { rows } = new RunsView(workbench);
  const open = async (name) => {
    await rows.filter({ hasText: name }).first().click();
    // The last of what is below it names its folder.
    await rows
      .filter({ hasText: new RegExp(`${name}-\\d`) })
      .first()
      .waitFor();
  };
  await open('lora-lower-rate');
  await open('lora-first-try');
  await rows.filter({ hasText: 'lora-long' }).filter({ hasText: '%' }).first().waitFor();
  await page.locator('.statusbar-item').filter({ hasText: /\d %/ }).waitFor();
  await workbench.focusEditor();
  await workbench.goTo(72);
  await page.locator('.codelens-decoration a').first().waitFor();
  // Out of the brackets, whose marks would draw the eye.
  for (let line = 72; line < 79; line += 1) await page.keyboard.press('ArrowDown');
}

async function widenSideBar(page, pixels) {
  const { x, y, width, height } = await page.locator('.part.sidebar').boundingBox();
  await page.mouse.move(x + width, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width + pixels, y + height / 2, { steps: 4 });
  await page.mouse.up();
}
