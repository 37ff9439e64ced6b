// Training as a person does it: the wizard's script on a real model and real text, a script of somebody's with TRL, stop
// and resume, a second window.
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorkbench } from '../harness/openWorkbench.mjs';
import { RunsView } from '../harness/runsView.mjs';
import {
  addClassification,
  addFineTuning,
  endRuns,
  inTraining,
  RunOnDisk,
  settings,
} from '../harness/training.mjs';

const window = openWorkbench('training', { settings });
/** The same folder in a window of its own. */
const other = openWorkbench('training', { settings });
let view;

beforeAll(() => {
  addClassification(window.workspace);
  addFineTuning(window.workspace);
  view = new RunsView(window.workbench);
});

afterAll(() => endRuns(window.workspace));

/** Answers a question of the wizard's: the row that begins so, or what is preselected. */
async function answer(question, label) {
  const { workbench } = window;
  const { picker, page } = workbench;
  await picker.locator('input').first().and(page.getByPlaceholder(question)).waitFor({ timeout: 60_000 });
  if (label) return workbench.pick(label);
  await picker.locator('.monaco-list-row').first().waitFor();
  return page.keyboard.press('Enter');
}

/** The step before the review: the script's arguments. */
async function argue(words, { workbench } = window) {
  await workbench.picker.getByText('Arguments of the script').waitFor({ timeout: 60_000 });
  await workbench.picker.locator('input').first().fill(words);
  await workbench.page.keyboard.press('Enter');
}

test('without runs the view offers to start one', async () => {
  await view.open();
  await view.pane.locator('.monaco-button').filter({ hasText: 'Start Training Run' }).waitFor();
  await window.workbench.screenshot('training-empty-dark');
});

test('the wizard writes a script: MiniLM, real reviews, LoRA', async () => {
  const { workbench, workspace } = window;
  await workbench.run('Transformers: New Fine-Tuning Script…');
  await answer(/Which model/, 'minilm');
  await answer(/What is it to learn from/, 'reviews.jsonl');
  await answer(/What is the model to learn/);
  await answer(/How is it to be trained\?$/, 'LoRA');
  await answer(/Which modules/);
  await workbench.picker.getByText('Write Script').first().waitFor({ timeout: 60_000 });
  await workbench.screenshot('training-wizard-dark');
  await answer(/Enter writes the script/);
  await workbench.tab('finetune_minilm').waitFor({ timeout: 60_000 });
  await workbench.screenshot('training-script-dark');
  const script = readdirSync(workspace).find((name) => name.startsWith('finetune_minilm'));
  const text = readFileSync(path.join(workspace, script), 'utf8');
  expect(text).toContain('MODEL = "models/minilm"');
  expect(text).not.toMatch(/transformers.workbench/i);
}, 240_000);

test('it runs as it is: accuracy and F1 are printed and kept, and the adapter loads', async () => {
  const { workbench, workspace } = window;
  await workbench.run('Transformers: Start Training Run');
  await argue('');
  const start = workbench.picker
    .locator('.monaco-list-row')
    .filter({ hasText: 'Start Training Run' })
    .first();
  await start.waitFor({ timeout: 60_000 });
  await workbench.picker.getByText(/Needs about .* free/).waitFor({ timeout: 60_000 });
  await workbench.screenshot('training-review-dark');
  await start.click();
  const run = await RunOnDisk.started(workspace, 'finetune_minilm');
  await view.open();
  await view.row('running', 'finetune_minilm').waitFor({ timeout: 60_000 });
  await run.hasRows(1);
  await workbench.page.locator('.statusbar-item').filter({ hasText: /\d %/ }).waitFor({ timeout: 60_000 });
  await workbench.screenshot('training-running-dark');
  expect(await run.ended()).toMatchObject({ state: 'succeeded', code: 0 });
  await view.row('succeeded', 'finetune_minilm').waitFor({ timeout: 60_000 });

  const evaluations = run.rows().filter((row) => 'eval_accuracy' in row);
  expect(evaluations.length).toBeGreaterThan(0);
  expect(evaluations.at(-1).eval_f1).toBeGreaterThan(0);
  expect(run.text('log.txt')).toMatch(/accuracy.*f1/is);
  const adapter = path.join(workspace, 'finetune_minilm_seq_cls');
  const loads =
    'import sys, glob; from peft import AutoPeftModelForSequenceClassification as A;' +
    " f = [p for p in glob.glob(sys.argv[1] + '/**/adapter_config.json', recursive=True) if 'checkpoint' not in p][0];" +
    ' print(type(A.from_pretrained(f.rsplit("/", 1)[0])).__name__)';
  expect(existsSync(adapter)).toBe(true);
  expect(inTraining(loads, adapter)).toContain('PeftModel');
}, 420_000);

test('a lens above the trainer starts a script that knows nothing of us', async () => {
  const { workbench, workspace } = window;
  await workbench.open('sft.py');
  await workbench.page.locator('.codelens-decoration a').filter({ hasText: 'Start Training Run' }).click();
  await argue('--steps 100000');
  const start = workbench.picker
    .locator('.monaco-list-row')
    .filter({ hasText: 'Start Training Run' })
    .first();
  await start.click({ timeout: 60_000 });
  const run = await RunOnDisk.started(workspace, 'sft');
  await run.hasRows(20);
  await view.open();
  await view.row('running', 'sft').waitFor();
  await workbench.screenshot('training-two-runs-dark');
}, 240_000);

test('another window shows the same run, and starting it there again is not a second one', async () => {
  const run = RunOnDisk.all(other.workspace, 'sft').at(-1);
  const elsewhere = new RunsView(other.workbench);
  await elsewhere.open();
  await elsewhere.row('running', 'sft').waitFor({ timeout: 60_000 });
  await other.workbench.open('sft.py');
  await other.workbench.run('Transformers: Start Training Run');
  await argue('--steps 100000', other);
  await other.workbench.picker.getByText('The very same runs already').waitFor({ timeout: 60_000 });
  await other.workbench.page.keyboard.press('Escape');
  expect(RunOnDisk.all(other.workspace, 'sft')).toHaveLength(1);
  expect(run.isAlive).toBe(true);
}, 240_000);

test('stopping saves a checkpoint first, and resuming goes on from it', async () => {
  const { workbench, workspace } = window;
  const run = RunOnDisk.all(workspace, 'sft').at(-1);
  await view.open();
  await view.choose('running', 'sft', 'Stop Training Run');
  expect(await run.ended()).toMatchObject({ state: 'stopped' });
  await view.row('stopped', 'sft').waitFor({ timeout: 60_000 });
  expect(run.isAlive).toBe(false);
  const steps = readdirSync(path.join(workspace, 'outputs/sft'))
    .filter((name) => name.startsWith('checkpoint-'))
    .map((name) => Number(name.slice('checkpoint-'.length)));
  const last = Math.max(...steps);
  expect(last).toBeGreaterThanOrEqual(
    run
      .rows()
      .filter((row) => 'loss' in row)
      .at(-1).step,
  );
  await workbench.screenshot('training-stopped-dark');

  await view.choose('stopped', 'sft', 'Resume Training Run');
  await expect.poll(() => run.json('process.json')?.attempt, { timeout: 60_000 }).toBe(2);
  await expect
    .poll(() => run.rows().filter((row) => row.attempt === 2 && 'loss' in row).length, { timeout: 120_000 })
    .toBeGreaterThan(3);
  const logged = run
    .rows()
    .filter((row) => 'loss' in row)
    .map((row) => row.step);
  expect(new Set(logged).size).toBe(logged.length);
  expect(run.rows().find((row) => row.attempt === 2).step).toBe(last + 1);
  await view.choose('running', 'sft', 'Stop Training Run');
  await expect.poll(() => run.json('outcome.json')?.attempt, { timeout: 120_000 }).toBe(2);
  expect(run.json('outcome.json').state).toBe('stopped');
}, 300_000);

test('a run file is completed while it is written, and starts a run', async () => {
  const { workbench, workspace } = window;
  const { page } = workbench;
  writeFileSync(path.join(workspace, 'short.run.json'), '{\n  "script": "sft.py",\n  \n}\n');
  await workbench.open('short.run.json');
  await workbench.goTo(3, 3);
  // The editor's own JSON server comes with the first JSON file, and before it does nothing can be suggested: it is
  // there once it has underlined the comma that nothing follows.
  await page.locator('.squiggly-error, .squiggly-warning').first().waitFor({ timeout: 60_000 });
  await workbench.suggest('workingDirectory');
  await workbench.screenshot('training-run-file-dark');
  await page.keyboard.press('Escape');
  await workbench.paste('"name": "short",\n  "arguments": ["--steps", "8"]');
  await workbench.save();
  await workbench.run('Transformers: Start Training Run');
  await workbench.picker.getByText('--steps 8').first().waitFor({ timeout: 60_000 });
  await workbench.picker
    .locator('.monaco-list-row')
    .filter({ hasText: /train\.jsonl.*rows/ })
    .first()
    .waitFor({ timeout: 120_000 });
  await workbench.screenshot('training-run-file-review-dark');
  await workbench.picker
    .locator('.monaco-list-row')
    .filter({ hasText: 'Start Training Run' })
    .first()
    .click();
  const short = await RunOnDisk.started(workspace, 'short');
  expect(await short.ended()).toMatchObject({ state: 'succeeded', code: 0 });
  expect(short.json('spec.json').spec.arguments).toEqual(['--steps', '8']);
}, 300_000);

test('what failed says why and what to do next', async () => {
  const { workbench, workspace } = window;
  writeFileSync(path.join(workspace, 'broken.py'), 'import no_such_package_at_all\n');
  await workbench.open('broken.py');
  await workbench.run('Transformers: Start Training Run');
  await argue('');
  await workbench.picker
    .getByText(/no.such.package.at.all/)
    .first()
    .waitFor({ timeout: 60_000 });
  await workbench.pick('Start Training Run');
  const run = await RunOnDisk.started(workspace, 'broken');
  expect(await run.ended()).toMatchObject({ state: 'failed', cause: 'missing-package' });
  await view.open();
  await view.row('failed', 'broken').waitFor({ timeout: 60_000 });
  await view.row('failed', 'broken').click();
  await workbench.page.keyboard.press('ArrowRight');
  await view.rows.filter({ hasText: 'no_such_package_at_all' }).first().waitFor();
  await workbench.screenshot('training-failed-dark');
}, 240_000);

test('a run that came with a folder is marked and only shown, until its user adopts it', async () => {
  const { workbench, workspace } = window;
  const { page } = workbench;
  const [sft] = RunOnDisk.all(workspace, 'sft');
  const copy = path.join(path.dirname(sft.folder), 'sft-from-elsewhere');
  cpSync(sft.folder, copy, { recursive: true });
  await view.open();
  await workbench.run('Transformers: Refresh Training Runs');
  const foreign = view.pane.locator('.monaco-list-row[aria-label*="not started by you"]');
  await foreign.first().waitFor({ timeout: 60_000 });
  expect(await foreign.count()).toBe(1);
  // Its icon, too, which a long name cannot push out of a narrow view.
  await foreign.first().locator('.codicon-unverified').waitFor();
  await workbench.screenshot('training-foreign-dark');
  await foreign.first().click({ button: 'right' });
  await page.locator('.context-view .action-label', { hasText: 'Adopt Training Run…' }).first().waitFor();
  // Nothing that would act on it is offered.
  expect(await page.locator('.context-view .action-label', { hasText: /^(Stop|Resume)/ }).count()).toBe(0);
  await page.keyboard.press('Escape');
  await foreign.first().click({ button: 'right' });
  await workbench.chooseInMenu('Adopt Training Run…');
  const dialog = page.locator('.monaco-dialog-box');
  await dialog.getByText('Adopting it starts nothing.').waitFor();
  await workbench.screenshot('training-adopt-dark');
  await dialog.getByRole('button', { name: 'Adopt', exact: true }).click();
  await expect.poll(() => foreign.count(), { timeout: 60_000 }).toBe(0);
  expect(existsSync(path.join(copy, 'outcome.json'))).toBe(true);
}, 240_000);
