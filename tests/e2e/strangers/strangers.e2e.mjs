// Hostile repositories in the real editor, trusted and restricted: somebody opens the folder, looks at the runs and at
// documents. What would have been executed writes to a file, which is not there afterwards.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { launchBrowser } from '../../../scripts/editor/browser.mjs';
import { installExtension, startCodeServer } from '../../../scripts/editor/codeServer.mjs';
import { demoEnvironment, makeProfile } from '../../../scripts/editor/profile.mjs';
import { python, root } from '../../../scripts/environment.mjs';
import { vsix } from '../../../scripts/setup/extension.mjs';
import { RunsView } from '../harness/runsView.mjs';
import { Workbench } from '../harness/workbench.mjs';

const worst = [
  'run-with-its-own-keeper',
  'run-with-markup',
  'templates-that-escape',
  'python-path-with-an-empty-entry',
];
/** What a trusted workspace may choose: the interpreter, and what git executes. A folder is one repository of git only. */
const onlyTrusted = ['virtual-environments', 'settings-that-name-programs', 'git-with-programs'];

/** Builds hostile repositories in a folder, and says with which environment the editor is to be started. */
function build(folder, canary, names) {
  const builder = path.join(root, 'tests/strangers/build_repository.py');
  const paths = ['server', 'tests/strangers', 'tests/lsp'].map((each) => path.join(root, each));
  const env = { ...process.env, PYTHONPATH: paths.join(path.delimiter) };
  return JSON.parse(execFileSync(python, [builder, folder, canary, ...names], { encoding: 'utf8', env }));
}

/** What was executed, one line each. */
function executed(canary) {
  const file = path.join(canary, 'canary');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
}

describe.each([
  { mode: 'trusted', names: [...worst, 'git-promisor'] },
  { mode: 'restricted', names: [...worst, ...onlyTrusted] },
])('in a $mode workspace', ({ mode, names }) => {
  let session, browser, workbench, workspace, canary;

  beforeAll(async () => {
    const { home, huggingFace } = inject('editor');
    const place = path.join(home, 'strangers', mode);
    workspace = path.join(place, 'repository');
    canary = path.join(place, 'canary');
    const environment = build(workspace, canary, names);
    const settings = {
      'security.workspace.trust.enabled': mode === 'restricted',
      'security.workspace.trust.startupPrompt': 'never',
      // The editor's own git executes what a trusted repository names: that is not what is tested here.
      'git.enabled': false,
      'workbench.colorTheme': mode === 'trusted' ? 'Light Modern' : 'Dark Modern',
    };
    if (mode === 'trusted') {
      mkdirSync(path.join(workspace, '.vscode'), { recursive: true });
      writeFileSync(path.join(workspace, '.vscode/settings.json'), '{}');
    }
    const profile = makeProfile(path.join(place, 'profile'), settings);
    await installExtension(profile, vsix);
    session = await startCodeServer({
      profile,
      workspace,
      environment: {
        ...demoEnvironment(huggingFace),
        TRANSFORMERS_WORKBENCH_STATE: path.join(place, 'state'),
        ...environment,
      },
      log: `e2e-strangers-${mode}`,
    });
    browser = await launchBrowser('en-US');
    const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    workbench = new Workbench(page);
    await page.goto(session.url);
    await workbench.isReady();
  }, 240_000);

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') {
      await workbench.screenshot(`failed-strangers-${mode}-${task.name.replace(/\W+/g, '-')}`);
    }
  });

  afterAll(async () => {
    await browser?.close();
    await session?.stop();
  });

  test('its runs are shown, and none of them goes on', async () => {
    const view = new RunsView(workbench);
    await view.open();
    await view.rows.first().waitFor({ timeout: 120_000 });
    await expect.poll(() => view.rows.count(), { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
    // Both came with the folder, however long a name pushes the words that say so out of the view.
    expect(await view.pane.locator('.codicon-unverified').count()).toBe(2);
    await workbench.screenshot(`strangers-runs-${mode}`);
    // Markup in names and causes is text.
    expect(await view.pane.locator('a[href], img, script').count()).toBe(0);
    expect(executed(canary)).toEqual([]);
  }, 240_000);

  if (mode === 'restricted') {
    test('the view says what trust would add, and so does the command that starts a run', async () => {
      const view = new RunsView(workbench);
      const message = 'Restricted Mode: trust the workspace to start, stop, and resume runs.';
      await view.pane.getByText(message).waitFor();
      await workbench.run('Transformers: Start Training Run');
      const toast = workbench.toasts.filter({ hasText: 'in a workspace that you trust' });
      await toast.getByRole('button', { name: 'Manage Workspace Trust' }).waitFor();
      await workbench.screenshot('strangers-start-restricted');
      await toast.getByRole('button', { name: 'Manage Workspace Trust' }).click();
      const trust = workbench.page.locator('.workspace-trust-editor');
      await trust.getByRole('button', { name: 'Trust', exact: true }).waitFor();
      await workbench.screenshot('strangers-manage-trust');
      await workbench.page.keyboard.press('Escape');
      await trust.waitFor({ state: 'detached' });
      expect(executed(canary)).toEqual([]);
    }, 120_000);
  }

  test('its documents are read, and nothing of them is executed', async () => {
    for (const file of [
      'leak.py',
      'leak.json',
      'escape-0.jinja',
      'model-2/chat_template.jinja',
      'train.py',
    ]) {
      await workbench.open(file);
    }
    await workbench.open('leak.py');
    // The token-like word is found: the server has read it, and asked git where it may.
    await workbench.page.locator('.squiggly-warning').first().waitFor({ timeout: 120_000 });
    await workbench.screenshot(`strangers-documents-${mode}`);
    const view = new RunsView(workbench);
    await view.open();
    await view.rows.first().waitFor({ timeout: 60_000 });
    expect(executed(canary)).toEqual([]);
  }, 240_000);
});
