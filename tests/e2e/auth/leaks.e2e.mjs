import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openWorkbench } from '../harness/openWorkbench.mjs';

const window = openWorkbench('leaks', { settings: { 'workbench.colorTheme': 'Light Modern' } });
// Put together here: nothing that looks like a token stands in our own files.
const token = ['hf', 'QmZxLkPwRtYvBnHsDfGjKcAeUiOqWzXlMy'].join('_');

test('a token in a script is underlined, shown without itself, and moved out by a quick fix', async () => {
  const { workbench } = window;
  const file = path.join(window.workspace, 'download.py');
  writeFileSync(file, `from huggingface_hub import login\n\nlogin(token="${token}")\n`);
  await workbench.open('download.py');
  await workbench.page.locator('.squiggly-warning').first().waitFor();
  const problems = await workbench.problems();
  const row = problems.filter({ hasText: `hf_…${token.slice(-4)}` }).first();
  await row.waitFor();
  expect(await row.textContent()).not.toContain(token);
  await workbench.screenshot('leak-light');
  await workbench.focusEditor();
  await workbench.goTo(3, 20);
  await workbench.page.keyboard.press('Control+.');
  const action = workbench.page
    .locator('.action-widget .monaco-list-row')
    .filter({ hasText: 'HF_TOKEN', hasNotText: 'secret store' })
    .first();
  await action.waitFor();
  await workbench.screenshot('leak-fixes-light');
  await action.click();
  await workbench.page.locator('.squiggly-warning').first().waitFor({ state: 'detached' });
  await workbench.save();
  const text = readFileSync(file, 'utf8');
  expect(text).toContain('os.environ["HF_TOKEN"]');
  expect(text).not.toContain(token);
});
