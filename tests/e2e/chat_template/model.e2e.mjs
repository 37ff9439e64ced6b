import { expect, inject, test } from 'vitest';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { python } from '../../../scripts/environment.mjs';
import { applyChatTemplate, preset } from '../harness/library.mjs';
import { openWorkbench } from '../harness/openWorkbench.mjs';

const window = openWorkbench('model', { settings: { 'workbench.colorTheme': 'Light Modern' } });
const { messages } = preset('1-single');

/** The snapshot folder a ref of the cached model points to. */
function snapshot(ref) {
  const repository = path.join(inject('editor').huggingFace, 'hub/models--workbench--tiny-chat');
  return path.join(repository, 'snapshots', readFileSync(path.join(repository, 'refs', ref), 'utf8'));
}

/** What a script prints that finds the demo's cache. */
function runPython(script) {
  return execFileSync(python, ['-c', script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, HF_HOME: inject('editor').huggingFace, HF_HUB_OFFLINE: '1' },
  });
}

for (const revision of ['main', 'v0.1']) {
  test(`previews ${revision} of a model in the cache`, async () => {
    const { workbench } = window;
    await workbench.run('Transformers: Preview Chat Template of Model…');
    await workbench.pick('workbench/tiny-chat');
    await workbench.pick(revision);
    const expected = applyChatTemplate({ model: snapshot(revision), messages });
    const panel = workbench.preview();
    await panel.show('text');
    await panel.waitForText((text) => text === expected.text);
    await panel.show('tokens');
    await panel.waitForIds((ids) => ids.join() === expected.ids.join());
    await workbench.screenshot(`model-${revision}-light`);
    expect(await panel.copied('ids')).toBe(`[${expected.ids.join(', ')}]`);
    expect(await panel.copied('text')).toBe(expected.text);
    expect(runPython(await panel.copied('python'))).toBe(`${expected.text}\n`);
    await workbench.closeAll();
  });
}

test('a folder says which template won and which one it shadows', async () => {
  const { workbench } = window;
  await workbench.run('Transformers: Preview Chat Template of Model…');
  await workbench.pick('models/tiny-chat');
  const panel = workbench.preview();
  await panel.ladder.click();
  for (const file of ['chat_template.jinja', 'tokenizer_config.json']) {
    await panel.frame.getByText(file, { exact: true }).first().waitFor();
  }
  await workbench.screenshot('model-ladder-light');
});
