// Runs beside the script they run: one that is done, one that failed, and one that goes on, all of them real.
import { RunsView } from '../../tests/e2e/harness/runsView.mjs';
import { RealRuns } from './realRuns.mjs';
import { showOnly } from './sideBar.mjs';

const views = { 'en-US': 'Runs', ja: '実行' };

export async function prepareTraining({ workspace }) {
  const runs = new RealRuns(workspace);
  const start = (name, ...words) => runs.start('finetune.py', name, '--output', `outputs/${name}`, ...words);

  await runs.ended(start('lora-first-try', '--epochs', '3'));
  await runs.ended(start('lora-lower-rate', '--lr', '1e-3'));
  const going = start('lora-long', '--epochs', '400');
  // So far that its end can be told.
  await runs.reaches(going, ({ progress }) => progress.total > 0 && progress.step > 0.15 * progress.total);
  return { stop: () => runs.stop(going) };
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
