// One window on a fresh copy of the demo, for one file of tests.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, inject } from 'vitest';
import { launchBrowser } from '../../../scripts/editor/browser.mjs';
import { demoWorkspace } from '../../../scripts/setup/demo.mjs';
import { Workbench } from './workbench.mjs';

/**
 * Opens the window before the tests of a file and closes it after them. A failed test leaves a picture of what the
 * user would have seen, and the browser's own errors.
 *
 * @param {string} name of the workspace's folder: one a file
 * @param {{ locale?: string, settings?: object, size?: { width: number, height: number } }} options
 */
export function openWorkbench(
  name,
  { locale = 'en-US', settings = {}, size = { width: 1440, height: 900 } } = {},
) {
  const window = { workspace: '', /** @type {Workbench} */ workbench: undefined };
  let browser;
  const errors = [];

  beforeAll(async () => {
    const { origin, home } = inject('editor');
    window.workspace = path.join(home, 'workspaces', name);
    cpSync(demoWorkspace, window.workspace, { recursive: true });
    mkdirSync(path.join(window.workspace, '.vscode'), { recursive: true });
    writeFileSync(path.join(window.workspace, '.vscode/settings.json'), JSON.stringify(settings));
    browser = await launchBrowser(locale);
    const context = await browser.newContext({ locale, viewport: size });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('pageerror', (error) => errors.push(`page: ${error.message}`));
    page.on('console', (message) => {
      // code-server's own troubles (no gallery, no native logger) would bury ours.
      const text = message.text();
      if (message.type() === 'error' && /transformers/i.test(text)) errors.push(`console: ${text}`);
    });
    window.workbench = new Workbench(page);
    await page.goto(`${origin}/?folder=${encodeURIComponent(window.workspace)}`);
    await window.workbench.isReady();
  });

  afterEach(async ({ task }) => {
    if (task.result?.state !== 'fail' || !window.workbench) return;
    await window.workbench.screenshot(`failed-${name}-${task.name.replace(/\W+/g, '-')}`);
    if (errors.length > 0) console.error(errors.slice(-20).join('\n'));
  });

  afterAll(() => browser?.close());
  return window;
}
