// Is it going well, and if not, what to change: a sick run while it runs, its quick fix, and anybody's logs.
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkbench } from '../harness/openWorkbench.mjs';
import { RunPanel } from '../harness/runPanel.mjs';
import { RunsView } from '../harness/runsView.mjs';
import {
  addClassification,
  addSickClassification,
  endRuns,
  RunOnDisk,
  settings,
} from '../harness/training.mjs';

const window = openWorkbench('health', { settings });
let view;
/** The run whose learning rate is too high. */
let sick;

/** A console log as transformers 5 prints it: loss, learning rate, epoch. */
const printed = (rows) =>
  rows
    .map(
      ([loss, rate, epoch]) =>
        `{'loss': '${loss}', 'learning_rate': '${rate}', 'epoch': '${epoch}'}\n` +
        ` 16%|█▌        | 100/624 [00:10<00:52, 9.9it/s]\r`,
    )
    .join('');
/** One that climbs, and the same script at a tenth of its learning rate. */
const climbing = printed([
  [0.7373, 0.00010506666666666667, 0.16],
  [0.7517, 0.0001584, 0.24],
  [0.8197, 0.00019869, 0.32],
  [0.8381, 0.00019277, 0.4],
  [0.8572, 0.00018684, 0.48],
  [1.1329, 0.00018098, 0.56],
  [1.1242, 0.00017505, 0.64],
  [1.1402, 0.00016912, 0.72],
  [1.1246, 0.0001632, 0.8],
]);
const fine = printed([
  [0.8198, 1.0613e-5, 0.16],
  [0.6289, 1.5893e-5, 0.24],
  [0.5952, 1.9864e-5, 0.32],
  [0.5745, 1.9279e-5, 0.4],
  [0.5417, 1.8684e-5, 0.48],
  [0.5498, 1.8098e-5, 0.56],
  [0.5138, 1.7505e-5, 0.64],
  [0.5461, 1.6913e-5, 0.72],
  [0.533, 1.632e-5, 0.8],
]);

beforeAll(() => {
  addClassification(window.workspace);
  addSickClassification(window.workspace);
  view = new RunsView(window.workbench);
});

afterAll(() => endRuns(window.workspace));

/** Starts the active script with these words for arguments. */
async function start(words) {
  const { workbench } = window;
  await workbench.run('Transformers: Start Training Run');
  await workbench.picker.getByText('Arguments of the script').waitFor({ timeout: 60_000 });
  await workbench.picker.locator('input').first().fill(words);
  await workbench.page.keyboard.press('Enter');
  await workbench.picker
    .locator('.monaco-list-row')
    .filter({ hasText: 'Start Training Run' })
    .first()
    .click({ timeout: 60_000 });
}

async function theme(name) {
  const { workbench } = window;
  await workbench.run('Preferences: Color Theme');
  await workbench.pick(name);
  await workbench.picker.waitFor({ state: 'hidden' });
}

test('a started run shows its curves beside the script, and points appear by themselves', async () => {
  const { workbench, workspace } = window;
  await workbench.open('classify.py');
  await start('--steps 5000');
  sick = await RunOnDisk.started(workspace, 'classify');
  await workbench.tab(/^classify$/).waitFor({ timeout: 60_000 });
  const panel = new RunPanel(workbench);
  const some = await panel.hasPoints('loss', 3);
  await panel.hasPoints('loss', some + 5);
  expect(sick.isAlive).toBe(true);
}, 240_000);

test('a sick run gets its finding while it still runs: card, notification, view and script', async () => {
  const { workbench } = window;
  const { page } = workbench;
  const panel = new RunPanel(workbench);
  // Who is at work in the panel needs no notification: until it is there nobody is.
  await workbench.toasts
    .filter({ hasText: /classify.*learning rate/s })
    .first()
    .waitFor({ timeout: 120_000 });
  await workbench.screenshot('run-notification-dark');
  await panel.unfold();
  const card = panel.finding(/learning rate of 2e-3/);
  await card.waitFor({ timeout: 120_000 });
  expect(sick.isAlive).toBe(true);
  await card.getByTestId('place').filter({ hasText: 'learning_rate=2e-3' }).waitFor();
  await workbench.screenshot('run-sick-dark');

  await view.open();
  await view.rows.filter({ hasText: 'classify' }).filter({ hasText: '⚠' }).first().waitFor();
  await workbench.focusEditor();
  await workbench.goTo(41);
  await page.locator('.squiggly-warning').first().waitFor();
  await workbench.screenshot('run-sick-view-dark');
}, 240_000);

test('the finding leads to the line, and its button changes it: undone, the quick fix does the same', async () => {
  const { workbench } = window;
  const { page } = workbench;
  const panel = new RunPanel(workbench);
  const card = panel.finding(/learning rate of 2e-3/);
  await card.getByTestId('change').click();
  await expect.poll(() => workbench.editorText()).toContain('learning_rate=2e-4');
  await workbench.tab('classify.py').and(page.locator('.dirty')).waitFor();
  await page.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
  await workbench.undo();
  await expect.poll(() => workbench.editorText()).toContain('learning_rate=2e-3');

  await card.getByTestId('place').click();
  await page.locator('.statusbar-item').filter({ hasText: 'Ln 41' }).waitFor();
  await page.locator('.squiggly-warning').first().waitFor();
  // Onto the number itself, with the keyboard in the text.
  await workbench.editor.locator('.view-line').getByText('2e-3').click();
  await page.keyboard.press('Control+.');
  const fix = page.locator('.action-widget .monaco-list-row').filter({ hasText: 'learning_rate' }).first();
  await fix.waitFor();
  await workbench.screenshot('run-quick-fix-dark');
  await fix.click();
  await expect.poll(() => workbench.editorText()).toContain('learning_rate=2e-4');
  await workbench.save();
  expect(readFileSync(path.join(window.workspace, 'classify.py'), 'utf8')).toContain('learning_rate=2e-4,');
  expect(sick.isAlive).toBe(true);
}, 120_000);

test('it is stopped in the panel, which then shows its checkpoint', async () => {
  const { workbench } = window;
  const panel = new RunPanel(workbench);
  await panel.act('stop').click();
  expect(await sick.ended()).toMatchObject({ state: 'stopped' });
  await panel.logs
    .first()
    .getByTestId('status')
    .filter({ hasText: /stopped/i })
    .waitFor({ timeout: 60_000 });
  await panel.section('checkpoints');
  await panel.frame
    .getByTestId('output')
    .filter({ hasText: 'Checkpoint' })
    .first()
    .waitFor({ timeout: 60_000 });
}, 180_000);

test('smoothing moves the thick line, and the raw one alone is left without it', async () => {
  const { workbench } = window;
  const panel = new RunPanel(workbench);
  await panel.frame.getByTestId('lines-explanation').waitFor();
  const before = await panel.pixels('loss');
  await panel.smoothing.focus();
  await workbench.page.keyboard.press('End');
  const smooth = await panel.pixels('loss');
  expect(smooth).not.toBe(before);
  await workbench.page.keyboard.press('Home');
  const raw = await panel.pixels('loss');
  expect(raw).not.toBe(before);
  expect(raw).not.toBe(smooth);
  for (let presses = 0; presses < 30; presses += 1) await workbench.page.keyboard.press('ArrowRight');
  await panel.frame.getByTestId('logarithmic').check();
  expect(await panel.pixels('loss')).not.toBe(raw);
  await panel.frame.getByTestId('logarithmic').uncheck();
});

test('the log is at its end, and all of it is searched', async () => {
  const { workbench } = window;
  const panel = new RunPanel(workbench);
  await panel.section('log');
  await panel.frame.getByTestId('tail').filter({ hasText: /loss/ }).waitFor();
  await panel.frame.getByTestId('search').fill('train_runtime');
  await panel.frame.getByTestId('found').filter({ hasText: /1/ }).waitFor();
  await panel.frame.getByTestId('matches').filter({ hasText: 'train_runtime' }).waitFor();
  await workbench.screenshot('run-log-search-dark');
});

test('the panel survives a reload, with what was chosen', async () => {
  const { workbench } = window;
  const before = await new RunPanel(workbench).frame.getByTestId('smoothing-value').textContent();
  await workbench.run('View: Show Explorer');
  await workbench.reload();
  const panel = new RunPanel(workbench);
  await panel.hasPoints('loss', 5);
  await panel.unfold();
  await panel.finding(/learning rate of 2e-3/).waitFor();
  expect(await panel.frame.getByTestId('smoothing-value').textContent()).toBe(before);
}, 120_000);

test('a second run at the lower rate is laid over it, and the table shows what differs', async () => {
  const { workbench, workspace } = window;
  await workbench.closeAll();
  await workbench.open('classify.py');
  await start('--steps 24');
  await expect.poll(() => RunOnDisk.all(workspace, 'classify').length, { timeout: 60_000 }).toBe(2);
  const second = RunOnDisk.all(workspace, 'classify').find((run) => run.folder !== sick.folder);
  expect(await second.ended()).toMatchObject({ state: 'succeeded' });
  await workbench.closeAll();
  await workbench.run('Transformers: Compare Runs');
  await workbench.picker.locator('.monaco-list-row').nth(1).waitFor();
  await workbench.picker.getByRole('checkbox').first().click();
  await workbench.picker.getByRole('button', { name: 'OK' }).click();
  const panel = new RunPanel(workbench);
  await panel.logs.nth(1).waitFor();
  await panel.hasPoints('loss', 30);
  await panel.section('arguments');
  const row = panel.frame.locator('[data-testid="argument"][data-name="learning_rate"]');
  await row.filter({ hasText: '0.002' }).filter({ hasText: '0.0002' }).waitFor();
  await workbench.screenshot('run-compare-dark');
  await theme('Light Modern');
  await workbench.screenshot('run-compare-light');
}, 240_000);

test('rows and pictures leave the panel', async () => {
  const { workbench, workspace } = window;
  const panel = new RunPanel(workbench);
  const saved = (extension) => readdirSync(workspace).find((name) => name.endsWith(`.${extension}`));
  for (const extension of ['csv', 'png']) {
    await panel.frame.getByTestId('export').click();
    await panel.frame.getByTestId(`menu-${extension}`).click();
    // The dialog writes the name it offers by itself, in its own time.
    const name = workbench.picker.locator('input').first();
    await expect.poll(() => name.inputValue()).toMatch(new RegExp(`classify.*\\.${extension}$`));
    await workbench.page.keyboard.press('Enter');
    await workbench.picker.waitFor({ state: 'hidden' });
    await expect.poll(() => saved(extension), { timeout: 60_000 }).toBeDefined();
  }
  const [head, ...rows] = readFileSync(path.join(workspace, saved('csv')), 'utf8')
    .trimEnd()
    .split('\n');
  expect(head).toMatch(/^log,run,step,epoch,time,.*loss/);
  const logged = RunOnDisk.all(workspace, 'classify').flatMap((run) => run.rows());
  expect(rows).toHaveLength(logged.length);
  const png = readFileSync(path.join(workspace, saved('png')));
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBeGreaterThan(300);
  await workbench.closeAll();
}, 120_000);

test("anybody's log: one that climbs is sick, the same at a tenth of the rate is fine", async () => {
  const { workbench, workspace } = window;
  mkdirSync(path.join(workspace, 'logs'), { recursive: true });
  writeFileSync(path.join(workspace, 'logs/climbing.log'), climbing);
  await workbench.open('logs/climbing.log');
  await workbench.run('Transformers: Diagnose Training Log…');
  await workbench.pick('climbing.log');
  const panel = new RunPanel(workbench);
  await panel.finding(/climb/i).waitFor({ timeout: 60_000 });
  const [cause] = await panel.findings.first().getByTestId('causes').locator('li').allTextContents();
  expect(cause).toMatch(/learning rate is too high/i);
  await panel.hasPoints('loss', 9);
  await workbench.screenshot('run-diagnose-light');
  await workbench.closeAll();

  await workbench.page.evaluate((text) => navigator.clipboard.writeText(text), fine);
  await workbench.run('Transformers: Diagnose Training Log…');
  await workbench.pick('Paste', '');
  const calm = new RunPanel(workbench);
  await calm.hasPoints('loss', 9);
  await calm.calm.waitFor();
  expect(await calm.findings.count()).toBe(0);
  await workbench.closeAll();
}, 120_000);

test('a folder of event files is read through TensorBoard, every point of it', async () => {
  const { workbench, workspace } = window;
  cpSync(path.join(sick.folder, 'tensorboard'), path.join(workspace, 'events'), { recursive: true });
  await workbench.choose('events', 'events', 'Diagnose Training Log…');
  const panel = new RunPanel(workbench);
  await panel.logs
    .first()
    .getByTestId('status')
    .filter({ hasText: 'event files' })
    .waitFor({ timeout: 60_000 });
  await panel.hasPoints('loss', sick.rows().filter((row) => 'loss' in row).length);
  await workbench.screenshot('run-events-light');
  await workbench.closeAll();
}, 120_000);

test('a log is dropped from the explorer onto an empty panel', async () => {
  const { workbench } = window;
  const { page } = workbench;
  await workbench.run('View: Show Explorer');
  await workbench.run('Transformers: Diagnose Training Log…');
  await workbench.pick('Empty Panel', '');
  const panel = new RunPanel(workbench);
  await panel.frame.getByTestId('empty').waitFor();
  const log = page
    .locator('.explorer-folders-view .monaco-list-row')
    .filter({ hasText: 'climbing.log' })
    .first();
  if (!(await log.isVisible())) {
    await page
      .locator('.explorer-folders-view .monaco-list-row')
      .filter({ hasText: /^logs$/ })
      .first()
      .click();
  }
  const from = await log.boundingBox();
  const to = await workbench.previews().first().boundingBox();
  await page.mouse.move(from.x + 40, from.y + 8);
  await page.mouse.down();
  // Without it the editor takes what is dropped for itself.
  await page.keyboard.down('Shift');
  await page.mouse.move(from.x + 80, from.y + 20, { steps: 5 });
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 10 });
  await panel.frame.getByTestId('drop-hint').waitFor();
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await panel.hasPoints('loss', 9);
  await panel.finding(/climb/i).waitFor();
  await workbench.closeAll();
}, 120_000);

test('a rate that came by the command line is changed by a new start, which asks first', async () => {
  const { workbench, workspace } = window;
  await workbench.closeAll();
  const script = readFileSync(path.join(workspace, 'classify.py'), 'utf8')
    .replace(/\nparser\.add_argument/, '\nparser.add_argument("--rate", type=float, default=5e-5)$&')
    .replace(/learning_rate=[^,]+/, 'learning_rate=arguments.rate');
  writeFileSync(path.join(workspace, 'tuned.py'), script);
  await workbench.open('tuned.py');
  await start('--steps 5000 --rate 2e-3');
  const high = await RunOnDisk.started(workspace, 'tuned');
  await workbench.tab(/^tuned$/).waitFor({ timeout: 60_000 });
  const panel = new RunPanel(workbench);
  await panel.unfold();
  const card = panel.finding(/learning rate of 2e-3/);
  await card.waitFor({ timeout: 120_000 });
  await card.getByTestId('start-with').filter({ hasText: '--rate 2e-4' }).click();
  const dialog = workbench.page.locator('.monaco-dialog-box');
  await dialog.filter({ hasText: 'tuned still runs.' }).waitFor();
  await workbench.screenshot('run-start-with-dark');
  await dialog.getByRole('button', { name: 'Stop It First' }).click();
  await workbench.picker.getByText('--steps 5000 --rate 2e-4').first().waitFor({ timeout: 60_000 });
  await workbench.page.keyboard.press('Escape');
  expect(await high.ended()).toMatchObject({ state: 'stopped' });
}, 240_000);
