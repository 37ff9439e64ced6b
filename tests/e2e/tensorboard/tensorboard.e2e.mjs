// TensorBoard as a person uses it: one command, the chart's own canvas, new points without a click, another window.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, inject, test } from 'vitest';
import { python, root } from '../../../scripts/environment.mjs';
import { openWorkbench } from '../harness/openWorkbench.mjs';

const settings = { 'workbench.colorTheme': 'Dark Modern', 'transformers.tensorboard.reloadSeconds': 1 };
const window = openWorkbench('tensorboard', { settings });
/** The same folder in a window of its own. */
const other = openWorkbench('tensorboard', { settings });
const writers = [];
afterAll(() => writers.forEach((writer) => writer.stop()));

async function startWriter(folder) {
  const script = path.join(root, 'tests/tensorboard/event_writer.py');
  const child = spawn(python, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const writer = {
    async upTo(step) {
      child.stdin.write(`${step}\n`);
      await lines.next();
    },
    stop: () => child.kill(),
  };
  writers.push(writer);
  return writer;
}

/** The panel's own page, and TensorBoard's inside of it. */
function board({ workbench }) {
  const panel = workbench.page
    .locator('iframe.webview')
    .filter({ visible: true })
    .contentFrame()
    .locator('iframe#active-frame')
    .contentFrame();
  return { panel, page: panel.locator('iframe[data-testid="frame"]').contentFrame() };
}

function servers() {
  const folder = path.join(inject('editor').home, 'state/tensorboard');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .map((id) => path.join(folder, id, 'state.json'))
    .filter((file) => existsSync(file))
    .map((file) => JSON.parse(readFileSync(file, 'utf8')));
}

const filesWith = (folder, text) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => existsSync(file) && readFileSync(file, 'latin1').includes(text));

const isRunning = (pid) => existsSync(`/proc/${pid}`);
let writer;

test('one command shows the chart of what a run writes', async () => {
  const { workbench, workspace } = window;
  writer = await startWriter(path.join(workspace, 'runs/first'));
  await writer.upTo(5);
  await workbench.run('Transformers: Open TensorBoard');
  await workbench.tab('runs').waitFor();
  const { page, panel } = board(window);
  await page.locator('canvas').first().waitFor({ timeout: 60_000 });
  await panel.getByText('thin line').waitFor();
  await page.locator('scalar-card').first().waitFor();
  await workbench.screenshot('tensorboard-dark');
  await workbench.page
    .locator('.statusbar-item')
    .filter({ hasText: /runs :\d+/ })
    .waitFor();
});

test('the chart is for this user: its address is in its own note, and whoever does not know it is refused', async () => {
  const { workbench } = window;
  const { home } = inject('editor');
  const [{ port, secret }] = servers();
  const frame = board(window).panel.locator('iframe[data-testid="frame"]');
  expect(new URL(await frame.getAttribute('src')).pathname).toBe(`/proxy/${port}/${secret}/`);
  const inBrowser = (address) => workbench.page.evaluate(async (url) => (await fetch(url)).status, address);
  expect(await inBrowser(`/proxy/${port}/data/runs`)).toBe(403);
  expect(await inBrowser(`/proxy/${port}/${secret}/data/runs`)).toBe(200);
  expect((await fetch(`http://127.0.0.1:${port}/`)).status).toBe(403);
  await workbench.run('Transformers: Copy TensorBoard URL');
  await expect
    .poll(() => workbench.page.evaluate(() => navigator.clipboard.readText()))
    .toBe(`http://127.0.0.1:${port}/${secret}/`);
  expect(filesWith(home, secret).map((file) => path.basename(file))).toEqual(['state.json']);
  expect(await workbench.page.locator('body').innerText()).not.toContain(secret);
});

test('new points appear without a click', async () => {
  const { page } = board(window);
  const numbers = async () =>
    (await page.locator('line-chart .x-axis text, line-chart-axis text').allTextContents()).map(Number);
  await writer.upTo(400);
  await expect.poll(async () => Math.max(...(await numbers())), { timeout: 60_000 }).toBeGreaterThan(100);
  await window.workbench.screenshot('tensorboard-new-points-dark');
});

test('a second window shows the same server', async () => {
  const [server] = servers();
  await other.workbench.run('Transformers: Open TensorBoard');
  await board(other).page.locator('canvas').first().waitFor({ timeout: 60_000 });
  await other.workbench.screenshot('tensorboard-second-window-dark');
  expect(servers().map(({ pid }) => pid)).toEqual([server.pid]);
});

test('closing the panel leaves it running, and a reload finds it', async () => {
  const { workbench } = window;
  const [{ pid }] = servers();
  await workbench.reload();
  await board(window).page.locator('canvas').first().waitFor({ timeout: 60_000 });
  await workbench.closeAll();
  expect(isRunning(pid)).toBe(true);
  expect(servers().map((server) => server.pid)).toEqual([pid]);
});

test('the tree shows servers and folders; the code has a lens', async () => {
  const { workbench, workspace } = window;
  writeFileSync(
    path.join(workspace, 'fit.py'),
    'from transformers import TrainingArguments\n\nargs = TrainingArguments(output_dir="out")\n',
  );
  await workbench.run('Transformers: Focus on TensorBoard View');
  await workbench.page.locator('.pane-body .monaco-list-row').filter({ hasText: 'runs' }).first().waitFor();
  await workbench.open('fit.py');
  await workbench.page.locator('.codelens-decoration').filter({ hasText: 'TensorBoard' }).first().waitFor();
  await workbench.screenshot('tensorboard-tree-dark');
  await workbench.closeAll();
});

test('a button above an event file shows its folder; a killed server is explained and restarted', async () => {
  const { workbench } = window;
  await workbench.summon('Control+p', 'tfevents');
  await workbench.picker.locator('.monaco-list-row').filter({ hasText: 'tfevents' }).first().click();
  await workbench.page
    .locator('.editor-actions .action-label[aria-label*="Open TensorBoard"]')
    .first()
    .click();
  await workbench.tab('first').waitFor();
  const { panel, page } = board(window);
  await page.locator('canvas').first().waitFor({ timeout: 60_000 });
  const ofFile = () => servers().find(({ folders }) => folders.some((folder) => folder.endsWith('first')));
  const { pid } = ofFile();
  process.kill(pid, 'SIGKILL');
  const restart = panel.getByRole('button', { name: 'Restart' });
  await restart.waitFor();
  await workbench.screenshot('tensorboard-crashed-dark');
  await restart.click();
  await page.locator('canvas').first().waitFor({ timeout: 60_000 });
  expect(ofFile().pid).not.toBe(pid);
  await workbench.closeAll();
});

test('stopping leaves no process', async () => {
  const { workbench } = window;
  const pids = servers().map(({ pid }) => pid);
  expect(pids).toHaveLength(2);
  await workbench.run('Transformers: Stop TensorBoard');
  await workbench.picker.locator('.monaco-list-row').first().waitFor();
  await workbench.picker.getByRole('checkbox').first().click();
  await workbench.picker.getByRole('button', { name: 'OK' }).click();
  await expect.poll(() => pids.filter(isRunning)).toEqual([]);
  expect(servers()).toEqual([]);
  await board(other).panel.getByRole('button', { name: 'Start Again' }).waitFor();
  await other.workbench.screenshot('tensorboard-stopped-dark');
});
