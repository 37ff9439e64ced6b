import { expect, test } from 'vitest';
import { openWorkbench } from '../harness/openWorkbench.mjs';

const window = openWorkbench('japanese', { locale: 'ja' });

test('speaks Japanese: commands, panel and problems', async () => {
  const { workbench } = window;
  await workbench.open('templates/with-a-mistake.jinja');
  await workbench.run('Transformers: チャットテンプレートをプレビュー');
  const panel = workbench.preview();
  await panel.problem.waitFor();
  expect(await panel.problem.textContent()).toMatch(/[ぁ-ん]/);
  await workbench.screenshot('japanese-mistake');

  await workbench.open('models/tiny-chat/chat_template.jinja');
  await workbench.run('Transformers: チャットテンプレートをプレビュー');
  const second = workbench.preview();
  await second.waitForText((text) => text.includes('<|im_start|>user'));
  expect(
    await second.generationPrompt.evaluate((box) => box.getAttribute('label') ?? box.textContent),
  ).toMatch(/[ぁ-んァ-ン一-龥]/);
  await workbench.screenshot('japanese-preview');
});
