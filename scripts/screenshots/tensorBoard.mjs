// TensorBoard beside the view that lists it, on event files of two runs.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { python, root } from '../environment.mjs';
import { showOnly } from './sideBar.mjs';

const titles = { 'en-US': 'Transformers: Open TensorBoard', ja: 'Transformers: TensorBoard を開く' };

export function prepareTensorBoard({ home, workspace }) {
  const state = { TRANSFORMERS_WORKBENCH_STATE: path.join(home, 'state') };
  execFileSync(python, [path.join(root, 'scripts/screenshots/event_files.py'), path.join(workspace, 'runs')]);
  const stop = () =>
    execFileSync(python, ['-m', 'transformers_workbench', 'tensorboard', 'stop'], {
      cwd: path.join(root, 'server'),
      env: { ...process.env, ...state },
      stdio: 'ignore',
    });
  return { environment: state, stop };
}

export async function playTensorBoard(workbench, locale) {
  await showOnly(workbench, 'TensorBoard');
  await workbench.run(titles[locale]);
  const page = workbench.preview().frame.locator('iframe[data-testid="frame"]').contentFrame();
  await page.locator('canvas').first().waitFor({ timeout: 90_000 });
  // Its settings take a third of the page.
  await page.locator('metrics-main-view .sidebar button').filter({ visible: true }).first().click();
  await page.locator('canvas').nth(1).waitFor();
  await workbench.page.locator('.statusbar-item').filter({ hasText: /:\d+/ }).waitFor();
}
