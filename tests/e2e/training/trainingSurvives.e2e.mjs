// Nothing that happens to the editor happens to a run: windows and extension hosts die at moments that nobody chose.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { launchBrowser } from '../../../scripts/editor/browser.mjs';
import { openWorkbench } from '../harness/openWorkbench.mjs';
import { RunsView } from '../harness/runsView.mjs';
import { addFineTuning, endRuns, RunOnDisk, settings } from '../harness/training.mjs';

const KILLS = 20;
/** Servers of windows that were here before this one. */
let others;
beforeAll(() => {
  others = languageServers();
});
const window = openWorkbench('survives', { settings });
let view;
let run;

beforeAll(() => {
  addFineTuning(window.workspace);
  view = new RunsView(window.workbench);
});
afterAll(() => endRuns(window.workspace));

/** The processes of this editor, and of no other that may run here, whose command line has these words in it. */
function processesWith(...words) {
  const { home } = inject('editor');
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        return (
          words.every((word) => line.some((each) => each.endsWith(word))) &&
          readFileSync(`/proc/${pid}/environ`, 'utf8').includes(home)
        );
      } catch {
        return false; // It ended meanwhile.
      }
    })
    .map(Number);
}

const extensionHosts = () => processesWith('--type=extensionHost');
const languageServers = () => processesWith('start.py', 'lsp');
const ownServers = () => languageServers().filter((pid) => !others.includes(pid));

function expectEveryRowOnce() {
  const steps = run.rows().map((row) => row.step);
  expect(steps).toEqual(steps.map((_, index) => index + 1));
}

test('a run starts', async () => {
  const { workbench, workspace } = window;
  await workbench.open('sft.py');
  await workbench.run('Transformers: Start Training Run');
  await workbench.picker.getByText('Arguments of the script').waitFor({ timeout: 60_000 });
  await workbench.picker.locator('input').first().fill('--steps 1000000');
  await workbench.page.keyboard.press('Enter');
  const start = workbench.picker
    .locator('.monaco-list-row')
    .filter({ hasText: 'Start Training Run' })
    .first();
  await start.click({ timeout: 60_000 });
  run = await RunOnDisk.started(workspace, 'sft');
  await run.hasRows(3);
}, 180_000);

test.skipIf(process.platform !== 'linux')(
  'a frozen language server is ended with all its children and replaced, and the run and its supervisor go on',
  async () => {
    const { workbench } = window;
    const { pid } = run.json('process.json');
    const supervisor = run.json('supervisor.json').pid;
    const [frozen, ...more] = ownServers();
    expect(more).toEqual([]);
    process.kill(frozen, 'SIGSTOP');
    await workbench.run('Transformers: Restart Language Server');
    await expect
      .poll(() => ownServers().filter((each) => each !== frozen), { timeout: 60_000 })
      .toHaveLength(1);
    await expect.poll(() => existsSync(`/proc/${frozen}`), { timeout: 60_000 }).toBe(false);
    // The new one answers: the view has the run from it.
    await view.open();
    await view.row('running', 'sft').waitFor({ timeout: 60_000 });
    await run.hasRows(run.rows().length + 20);
    expect(run.isAlive).toBe(true);
    expect(run.json('process.json')).toMatchObject({ pid, attempt: 1 });
    expect(run.json('supervisor.json').pid).toBe(supervisor);
    expect(existsSync(`/proc/${supervisor}`)).toBe(true);
    expectEveryRowOnce();
    await workbench.screenshot('training-after-frozen-server-dark');
  },
  240_000,
);

test.skipIf(process.platform !== 'linux')(
  `${KILLS} windows and ${KILLS} extension hosts end at random moments, and no row is lost or doubled`,
  async () => {
    const { origin } = inject('editor');
    const { pid } = run.json('process.json');
    const browser = await launchBrowser('en-US');
    const killed = new Set();
    let closed = 0;
    try {
      while (closed < KILLS || killed.size < KILLS) {
        const page = await browser.newPage();
        await page.goto(`${origin}/?folder=${encodeURIComponent(window.workspace)}`);
        await expect.poll(() => extensionHosts().some((host) => !killed.has(host))).toBe(true);
        // Some before the workbench is there, some when the view has long been drawn.
        await wait(Math.random() * 2_500);
        for (const host of extensionHosts()) {
          process.kill(host, 'SIGKILL');
          killed.add(host);
        }
        await wait(Math.random() * 500);
        await page.close({ runBeforeUnload: false });
        closed += 1;
        expect(run.isAlive).toBe(true);
      }
    } finally {
      await browser.close();
    }
    expect(run.json('process.json')).toMatchObject({ pid, attempt: 1 });
    expectEveryRowOnce();
  },
  // Twenty windows, one after the other: on a busy machine each takes a quarter of a minute.
  900_000,
);

test('a window that opens later shows the run again, and can end it', async () => {
  const { workbench, workspace } = window;
  const { origin } = inject('editor');
  await workbench.page.goto(`${origin}/?folder=${encodeURIComponent(workspace)}`);
  await workbench.isReady();
  await view.open();
  await view.row('running', 'sft').waitFor({ timeout: 60_000 });
  await workbench.screenshot('training-after-kills-dark');
  await view.choose('running', 'sft', 'Stop Training Run');
  expect(await run.ended()).toMatchObject({ state: 'stopped', attempt: 1 });
  const rows = run.rows();
  expect(rows.slice(0, -1).map((row) => row.step)).toEqual(rows.slice(0, -1).map((_, index) => index + 1));
  const saved = readdirSync(path.join(workspace, 'outputs/sft')).filter((name) =>
    name.startsWith('checkpoint-'),
  );
  expect(saved).toContain(`checkpoint-${rows.at(-1).step}`);
}, 240_000);
