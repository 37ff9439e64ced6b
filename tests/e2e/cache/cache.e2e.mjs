import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, inject, test } from 'vitest';
import { python } from '../../../scripts/environment.mjs';
import { CacheTree } from '../harness/cacheTree.mjs';
import { hubLog, repositories } from '../harness/hub.mjs';
import { applyChatTemplate, preset } from '../harness/library.mjs';
import { openWorkbench } from '../harness/openWorkbench.mjs';

const window = openWorkbench('cache', { settings: { 'workbench.colorTheme': 'Light Modern' } });
const hub = () => path.join(inject('editor').huggingFace, 'hub');
const spareBytes = ['workbench/spare-one', 'workbench/spare-two']
  .flatMap((name) => Object.values(repositories[name]))
  .reduce((sum, content) => sum + Buffer.byteLength(content), 0);
const tree = () => new CacheTree(window.workbench);

/** Bytes of the blobs in the cache, those of shared and incomplete ones included. */
function bytesOnDisk() {
  const script =
    'import os, sys; print(sum(os.lstat(os.path.join(at, name)).st_size for at, _, names in os.walk(sys.argv[1]) ' +
    'if os.path.basename(at) == "blobs" for name in names))';
  return Number(execFileSync(python, ['-c', script, hub()], { encoding: 'utf8' }));
}

/** The one snapshot of a repository. */
function snapshot(name) {
  const snapshots = path.join(hub(), name, 'snapshots');
  return path.join(snapshots, readdirSync(snapshots)[0]);
}

/** The snapshot that a ref of the demo's model points to. */
function snapshotOf(ref) {
  const repository = path.join(hub(), 'models--workbench--tiny-chat');
  return path.join(repository, 'snapshots', readFileSync(path.join(repository, 'refs', ref), 'utf8'));
}

test('shows what the cache holds, with its size and its free space', async () => {
  const cache = tree();
  await cache.open();
  await cache.row('workbench/tiny-chat').first().waitFor();
  await cache.expand('workbench/tiny-chat');
  await cache.row('detached').waitFor();
  await cache.expand('main');
  await cache.row('chat_template.jinja').waitFor();
  await cache.expand('Datasets');
  await cache.row('workbench/small-talk').waitFor();
  await cache.row('Incomplete downloads').filter({ hasText: '200 kB' }).waitFor();
  await window.workbench.screenshot('cache-tree-light');
  await cache.row('chat_template.jinja').click();
  await window.workbench.tab('chat_template.jinja').waitFor();
  await window.workbench.closeAll();
});

test('opens the card, previews the chat template, copies what loads it', async () => {
  const { workbench } = window;
  const cache = tree();
  await cache.choose('workbench/tiny-chat', 'Copy Python Snippet');
  const clipboard = () => workbench.page.evaluate(() => navigator.clipboard.readText());
  await expect.poll(clipboard).toContain('from_pretrained("workbench/tiny-chat")');
  await cache.choose('workbench/tiny-chat', 'Preview Chat Template');
  const { messages } = preset('1-single');
  const expected = applyChatTemplate({ model: snapshotOf('main'), messages });
  await workbench.preview().waitForText((text) => text === expected.text);
  await workbench.closeAll();
  await cache.choose('workbench/tiny-chat', 'Open Card');
  const card = workbench.previews().last().contentFrame().locator('iframe#active-frame').contentFrame();
  await card.getByRole('heading', { name: 'tiny-chat' }).waitFor();
  await workbench.screenshot('cache-card-light');
  await workbench.closeAll();
});

test('shows by itself what another process puts into the cache', async () => {
  const cache = tree();
  // A window that nobody looks at asks less often.
  await window.workbench.run('Transformers: Focus on Cache View');
  const files = path.join(hub(), 'models--workbench--from-elsewhere');
  mkdirSync(path.join(files, 'snapshots', 'a'.repeat(40)), { recursive: true });
  writeFileSync(path.join(files, 'snapshots', 'a'.repeat(40), 'config.json'), '{}');
  await cache.row('workbench/from-elsewhere').waitFor();
  rmSync(files, { recursive: true });
  await cache.row('workbench/from-elsewhere').waitFor({ state: 'detached' });
});

test('is clear in a sidebar of 250 pixels', async () => {
  const { workbench } = window;
  const cache = tree();
  await cache.narrowTo(250);
  await workbench.screenshot('cache-250-light');
});

test('filters by text, and says so until the filter is cleared', async () => {
  const { workbench } = window;
  const cache = tree();
  await workbench.run('Transformers: Filter Cache…');
  await workbench.pick('Text…', 'Text');
  await workbench.page.keyboard.press('Enter');
  const input = workbench.picker.locator('.quick-input-box input');
  await workbench.picker.locator('.quick-input-list').waitFor({ state: 'hidden' });
  await input.fill('spare');
  await workbench.page.keyboard.press('Enter');
  await cache.row('workbench/tiny-chat').first().waitFor({ state: 'detached' });
  await cache.row('workbench/spare-one').waitFor();
  await cache.message.filter({ hasText: 'spare' }).waitFor();
  await workbench.screenshot('cache-filter-light');
  await workbench.run('Transformers: Clear Cache Filter');
  await cache.row('workbench/tiny-chat').first().waitFor();
});

test('deletes what is selected after it has shown what goes and what names it', async () => {
  const { workbench } = window;
  const cache = tree();
  writeFileSync(
    path.join(window.workspace, 'uses.py'),
    'model = AutoModel.from_pretrained("workbench/spare-one")\n',
  );
  const before = bytesOnDisk();
  await cache.select('workbench/spare-one', 'workbench/spare-two');
  await workbench.page.keyboard.press('Delete');
  const panel = cache.panel();
  await panel.getByTestId('summary').filter({ hasText: '280 kB' }).waitFor();
  await panel.getByTestId('mention').filter({ hasText: 'workbench/spare-one' }).waitFor();
  await workbench.screenshot('cache-deletion-light');
  expect(bytesOnDisk()).toBe(before);
  await panel.getByTestId('delete').click();
  const question = await cache.answer('Delete');
  expect(question).toContain('280 kB');
  await cache.row('workbench/spare-one').waitFor({ state: 'detached' });
  await cache.row('workbench/spare-two').waitFor({ state: 'detached' });
  await workbench.toasts.filter({ hasText: '280 kB' }).first().waitFor();
  expect(existsSync(path.join(hub(), 'models--workbench--spare-one'))).toBe(false);
  expect(before - bytesOnDisk()).toBe(spareBytes);
  await workbench.run('Notifications: Clear All Notifications');
});

test('prunes what nothing points at', async () => {
  const { workbench } = window;
  const cache = tree();
  await workbench.run('Transformers: Prune Cache…');
  await workbench.picker.getByText('2 Selected').waitFor();
  await workbench.picker.getByRole('button', { name: 'OK' }).click();
  const panel = cache.panel();
  await panel.getByTestId('item').nth(1).waitFor();
  await workbench.screenshot('cache-prune-light');
  await panel.getByTestId('delete').click();
  await cache.answer('Delete');
  await cache.row('Incomplete downloads').waitFor({ state: 'detached' });
  await cache.row('detached').waitFor({ state: 'detached' });
  await cache.row('workbench/tiny-chat').first().waitFor();
  await workbench.run('Notifications: Clear All Notifications');
});

test('finds a flipped byte, and fetches just that file again', async () => {
  const { workbench } = window;
  const cache = tree();
  const file = path.join(snapshot('models--workbench--verified'), 'model.safetensors');
  const whole = readFileSync(file);
  const flipped = Buffer.from(whole);
  flipped[1234] ^= 1;
  writeFileSync(realpathSync(file), flipped);
  await cache.choose('workbench/verified', 'Verify');
  const panel = cache.panel();
  await panel.getByTestId('fault').filter({ hasText: 'model.safetensors' }).waitFor();
  expect(await panel.getByTestId('fault').count()).toBe(1);
  await workbench.screenshot('cache-verified-light');
  const asked = (await hubLog(inject('editor').hub)).length;
  await panel.getByTestId('repair').click();
  await expect.poll(() => readFileSync(file).equals(whole)).toBe(true);
  await panel.getByTestId('fault').waitFor({ state: 'detached' });
  await workbench.screenshot('cache-repaired-light');
  const fetched = (await hubLog(inject('editor').hub))
    .slice(asked)
    .filter((line) => line.startsWith('GET /'));
  const contents = fetched.filter((line) => line.includes('/resolve/'));
  expect(contents.length).toBe(1);
  expect(contents[0]).toContain('model.safetensors');
});

test('downloads a repository that is not there yet', async () => {
  const { workbench } = window;
  const cache = tree();
  await workbench.run('Transformers: Download into Cache…');
  const input = workbench.picker.locator('.quick-input-box input');
  await workbench.picker.getByText('Repository id').waitFor();
  await input.fill('workbench/not-here-yet');
  await workbench.screenshot('cache-download-light');
  await workbench.page.keyboard.press('Enter');
  await workbench.pick('Model');
  for (const question of ['Branch, tag or commit', 'Patterns of the files']) {
    await workbench.picker.getByText(question).waitFor();
    await workbench.page.keyboard.press('Enter');
  }
  await cache.row('workbench/not-here-yet').waitFor();
  await workbench.screenshot('cache-downloaded-light');
});
