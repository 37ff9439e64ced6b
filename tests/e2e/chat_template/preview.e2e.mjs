import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { applyChatTemplate, preset } from '../harness/library.mjs';
import { openWorkbench } from '../harness/openWorkbench.mjs';

const window = openWorkbench('preview', { settings: { 'workbench.colorTheme': 'Dark Modern' } });
const file = 'models/tiny-chat/chat_template.jinja';
const { messages } = preset('1-single');

function model() {
  return path.join(window.workspace, 'models/tiny-chat');
}

test('shows text and tokens of the open template, exactly as the library makes them', async () => {
  const { workbench } = window;
  await workbench.open(file);
  await workbench.run('Transformers: Preview Chat Template');
  const panel = workbench.preview();
  const expected = applyChatTemplate({ model: model(), messages });

  await panel.waitForText((text) => text === expected.text);
  await panel.show('tokens');
  await panel.waitForIds((ids) => ids.join() === expected.ids.join());
  await expect.poll(() => panel.tokenTotal.textContent()).toContain(String(expected.ids.length));
  await workbench.screenshot('preview-tokens-dark');
  await panel.show('text');
});

test('follows each key: text and tokens change without saving', async () => {
  const { workbench } = window;
  const panel = workbench.preview();
  const before = readFileSync(path.join(window.workspace, file), 'utf8');
  const line = before.split('\n').findIndex((each) => each.includes('{%- for message in messages -%}')) + 1;

  await workbench.focusEditor();
  await workbench.goTo(line, 1);
  await workbench.type('Be brief. ');
  const template = before.replace('{%- for message in messages', 'Be brief. {%- for message in messages');
  const expected = applyChatTemplate({ model: model(), template, messages });

  await panel.waitForText((text) => text === expected.text);
  await workbench.screenshot('preview-typed-dark');
  await panel.show('tokens');
  await panel.waitForIds((ids) => ids.join() === expected.ids.join());
  await panel.show('text');
  expect(readFileSync(path.join(window.workspace, file), 'utf8')).toBe(before);
});

test('a mistake is underlined at its place, and the last good output stays', async () => {
  const { workbench } = window;
  const panel = workbench.preview();
  const good = await panel.text();
  const lines = readFileSync(path.join(window.workspace, file), 'utf8').split('\n');
  const line = lines.findIndex((each) => each.includes('{%- endfor -%}') && !each.startsWith(' ')) + 1;

  await workbench.focusEditor();
  await workbench.goTo(line, 1);
  await workbench.paste('{{- bos_tokn | trimm -}}');
  await panel.problem.waitFor();
  expect(await panel.problem.getAttribute('data-reason')).toMatch(/^template-/);
  expect(await panel.text()).toBe(good);
  await workbench.squiggles.first().waitFor();
  await workbench.screenshot('preview-mistake-dark');

  const problems = await workbench.problems();
  await expect.poll(() => problems.allTextContents().then((rows) => rows.join('\n'))).toContain('trimm');
  expect((await problems.allTextContents()).join('\n')).toContain(`[Ln ${line},`);

  await workbench.undo();
  await panel.problem.waitFor({ state: 'detached' });
  await workbench.squiggles.first().waitFor({ state: 'detached' });
  await panel.waitForText((text) => text === good);
});

test('the conversation and the template’s own variables are controls', async () => {
  const { workbench } = window;
  const panel = workbench.preview();
  await panel.preset.selectOption('multi-turn');
  const multiTurn = preset('2-multi-turn').messages;
  const template = editedTemplate();
  const expected = applyChatTemplate({ model: model(), template, messages: multiTurn });
  await panel.waitForText((text) => text === expected.text);

  // Not set, the variable is on for this template: a click makes it true, the next one false.
  const options = { enable_thinking: false };
  await panel.setVariable('enable_thinking', false);
  const without = applyChatTemplate({ model: model(), template, messages: multiTurn, options });
  await panel.waitForText((text) => text === without.text);
  await workbench.screenshot('preview-variables-dark');
});

test('the panel is there again after a reload', async () => {
  const { workbench } = window;
  const before = await workbench.preview().text();
  await workbench.reload();
  await workbench.previews().first().waitFor();
  await workbench.preview().waitForText((text) => text === before);
});

function editedTemplate() {
  const saved = readFileSync(path.join(window.workspace, file), 'utf8');
  return saved.replace('{%- for message in messages', 'Be brief. {%- for message in messages');
}

test('two panels live side by side, each with its own template', async () => {
  const { workbench } = window;
  await workbench.focusEditor();
  await workbench.run('File: Revert File');
  await workbench.closeAll();
  await workbench.choose('models', 'tiny-chat', 'Preview Chat Template');
  const expected = applyChatTemplate({ model: model(), messages });
  await workbench.preview().waitForText((text) => text === expected.text);
  await workbench.run('View: Split Editor Right');
  await workbench.open('templates/chatml.jinja');
  await workbench.run('Transformers: Preview Chat Template');
  await expect.poll(() => workbench.previews().count()).toBe(2);
  const texts = async () => [await workbench.preview(0).text(), await workbench.preview(1).text()];
  const chatml = path.join(window.workspace, 'templates/chatml.jinja');
  const other = applyChatTemplate({
    model: model(),
    template: readFileSync(chatml, 'utf8'),
    messages,
  });
  await expect.poll(async () => (await texts()).sort()).toEqual([expected.text, other.text].sort());
  await workbench.screenshot('preview-two-panels-dark');
});
