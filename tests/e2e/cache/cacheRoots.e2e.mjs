import { test } from 'vitest';
import { CacheTree } from '../harness/cacheTree.mjs';
import { openWorkbench } from '../harness/openWorkbench.mjs';

const window = openWorkbench('cache-roots', {
  settings: { 'workbench.colorTheme': 'Light Modern', 'transformers.cache.roots': ['/nowhere/hub'] },
});

test('an added folder stands beside the active cache, and says what is the matter with it', async () => {
  const { workbench } = window;
  const cache = new CacheTree(workbench);
  await cache.open();
  await cache.row('Models').first().waitFor();
  const added = cache.rows.filter({ hasText: 'nowhere' }).first();
  await added.waitFor();
  await added.click();
  await cache.rows
    .filter({ hasText: /does not exist yet/ })
    .first()
    .waitFor();
  await workbench.screenshot('cache-roots-light');
});
