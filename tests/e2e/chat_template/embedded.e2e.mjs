import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openWorkbench } from '../harness/openWorkbench.mjs';

const window = openWorkbench('embedded', { settings: { 'workbench.colorTheme': 'Dark Modern' } });
const file = 'models/legacy-chat/tokenizer_config.json';

function json() {
  return readFileSync(path.join(window.workspace, file), 'utf8');
}

test('an embedded template is edited as a document; saving changes it in the JSON and nothing else', async () => {
  const { workbench } = window;
  const before = json();
  await workbench.open(file);
  await workbench.run('Transformers: Edit Embedded Template');
  await expect.poll(() => workbench.editorText()).toMatch(/^\{% for message in messages %\}/);
  expect(json()).toBe(before);

  await workbench.goTo(1, 1);
  await workbench.paste('{# "ja": 日本語\t#}');
  await workbench.screenshot('embedded-dark');
  await workbench.save();

  const template = JSON.parse(before).chat_template;
  const expected = before.replace(JSON.stringify(template), JSON.stringify(`{# "ja": 日本語\t#}${template}`));
  await expect.poll(json).toBe(expected);
  await workbench.screenshot('embedded-saved-dark');
});

test('the embedded template has a preview, and a mistake in it is underlined in it', async () => {
  const { workbench } = window;
  await workbench.run('Transformers: Preview Chat Template');
  const panel = workbench.preview();
  await panel.waitForText((text) => text.includes('<|im_start|>'));
  await workbench.focusEditor();
  await workbench.goTo(3, 1);
  await workbench.paste('{% endfr %}');
  await panel.problem.waitFor();
  await workbench.squiggles.first().waitFor();
  await workbench.screenshot('embedded-mistake-dark');
  await workbench.undo();
  await panel.problem.waitFor({ state: 'detached' });
});
