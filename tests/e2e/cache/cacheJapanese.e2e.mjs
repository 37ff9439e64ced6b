import { expect, test } from 'vitest';
import { CacheTree } from '../harness/cacheTree.mjs';
import { openWorkbench } from '../harness/openWorkbench.mjs';

const window = openWorkbench('cache-japanese', {
  locale: 'ja',
  settings: { 'workbench.colorTheme': 'Dark Modern' },
});

test('the cache speaks Japanese: groups, what a deletion does, its question', async () => {
  const { workbench } = window;
  const cache = new CacheTree(workbench);
  await cache.open();
  await cache.row('モデル').first().waitFor();
  await cache.expand('workbench/tiny-chat');
  await cache.row('v0.1').waitFor();
  await cache.select('v0.1');
  await workbench.page.keyboard.press('Delete');
  const summary = cache.panel().getByTestId('summary');
  await summary.filter({ hasText: /[ぁ-ん]/ }).waitFor();
  await workbench.screenshot('cache-deletion-ja');
  await cache.panel().getByTestId('delete').click();
  await cache.dialog.waitFor();
  expect(await cache.dialog.textContent()).toMatch(/[ぁ-ん]/);
  await workbench.screenshot('cache-question-ja');
  await workbench.page.keyboard.press('Escape');
  await cache.dialog.waitFor({ state: 'detached' });
  await cache.row('v0.1').waitFor();
});
