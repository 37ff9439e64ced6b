// What each picture of the README shows, as steps of a person.
// `prepare` makes what the scene needs beside the demo: more files, an environment, and how that is ended.
import { CacheTree } from '../../tests/e2e/harness/cacheTree.mjs';
import { playAccount, prepareAccount } from './account.mjs';
import { playHealth, prepareHealth } from './health.mjs';
import { playTensorBoard, prepareTensorBoard } from './tensorBoard.mjs';
import { playTraining, prepareTraining } from './training.mjs';

const dark = { name: 'dark', theme: 'Dark Modern', locale: 'en-US' };
const light = { name: 'light', theme: 'Light Modern', locale: 'en-US' };
const japanese = { name: 'ja', theme: 'Dark Modern', locale: 'ja' };

const titles = {
  'en-US': {
    preview: 'Transformers: Preview Chat Template',
    embedded: 'Transformers: Edit Embedded Template',
  },
  ja: {
    preview: 'Transformers: チャットテンプレートをプレビュー',
    embedded: 'Transformers: 埋め込みテンプレートを編集',
  },
};

async function preview(workbench, locale, file) {
  await workbench.open(file);
  await workbench.run('View: Toggle Primary Side Bar Visibility');
  await workbench.run(titles[locale].preview);
  const panel = workbench.preview();
  await panel.renderedText.waitFor();
  return panel;
}

export const scenes = [
  {
    name: 'preview',
    looks: [dark, light, japanese],
    async play(workbench, locale) {
      const panel = await preview(workbench, locale, 'models/tiny-chat/chat_template.jinja');
      await panel.preset.selectOption('reasoning');
      await panel.frame.getByText('<think>').first().waitFor();
      await panel.tokenTotal.filter({ hasText: /\d/ }).waitFor();
    },
  },
  {
    name: 'tokens',
    looks: [dark, light],
    async play(workbench, locale) {
      const panel = await preview(workbench, locale, 'models/tiny-chat/chat_template.jinja');
      await panel.preset.selectOption('multi-turn');
      await panel.show('tokens');
      await panel.tokens.first().waitFor();
      await panel.tokenTotal.filter({ hasText: /\d/ }).waitFor();
    },
  },
  {
    name: 'problem',
    looks: [dark],
    async play(workbench, locale) {
      const panel = await preview(workbench, locale, 'templates/chatml.jinja');
      await workbench.focusEditor();
      await workbench.goTo(3, 19);
      await workbench.paste(' | trimm');
      await panel.problem.waitFor();
      await workbench.squiggles.first().waitFor();
    },
  },
  {
    name: 'embedded',
    looks: [dark],
    async play(workbench, locale) {
      await workbench.open('models/legacy-chat/tokenizer_config.json');
      await workbench.run(titles[locale].embedded);
      await workbench.tab('legacy-chat.jinja').waitFor();
    },
  },
  {
    name: 'cache',
    looks: [dark, light, japanese],
    async play(workbench) {
      const cache = new CacheTree(workbench);
      await cache.open();
      await cache.expand('workbench/tiny-chat');
      await cache.row('main').waitFor();
      await cache.select('main', 'workbench/legacy-chat');
      await workbench.page.keyboard.press('Delete');
      await cache.panel().getByTestId('mention').first().waitFor();
      await cache.panel().getByTestId('item').nth(1).waitFor();
    },
  },
  {
    name: 'account',
    looks: [dark, light, japanese],
    prepare: prepareAccount,
    play: playAccount,
  },
  {
    name: 'tensorboard',
    looks: [dark, light, japanese],
    prepare: prepareTensorBoard,
    play: playTensorBoard,
  },
  {
    name: 'training',
    looks: [dark, light, japanese],
    needs: ['training'],
    prepare: prepareTraining,
    play: playTraining,
  },
  {
    name: 'health',
    looks: [dark, light, japanese],
    needs: ['training'],
    prepare: prepareHealth,
    play: playHealth,
  },
];
